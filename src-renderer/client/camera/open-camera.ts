import { createStore, type StoreApi } from 'zustand/vanilla';
import { type CameraSight, createCameraJudge } from './camera-judge.ts';
import { type CameraProblem, cameraProblemOf } from './camera-problem.ts';
import type { DecodeAnswer, DecodeRequest } from './decoder-messages.ts';

/** A camera that can be chosen. */
export interface CameraChoice {
  readonly cameraId: string;
  /** As the system calls it; "" where it does not say. */
  readonly name: string;
}

export type CameraPhase =
  | { readonly status: 'starting' }
  | { readonly status: 'problem'; readonly problem: CameraProblem }
  | {
      readonly status: 'live';
      readonly stream: MediaStream;
      readonly cameraId: string;
      /** `none`: this camera has no lamp. */
      readonly torch: 'none' | 'off' | 'on';
      /** It looks at whoever stands before the screen, who is used to a mirror. */
      readonly isMirrored: boolean;
    };

export interface CameraState {
  readonly phase: CameraPhase;
  readonly cameras: readonly CameraChoice[];
  /** What the last pictures showed. */
  readonly sight: CameraSight['kind'];
  /** Only the slower decoder runs here. */
  readonly isSlow: boolean;
  /** The lamp did not do what it was last told. */
  readonly isTorchStuck: boolean;
}

/** An open camera, until it has read a code or is closed. */
export interface Camera {
  readonly store: StoreApi<CameraState>;
  /** Where the live picture is shown: what is seen there is looked at. */
  show(video: HTMLVideoElement): void;
  /** Opens that camera instead. */
  choose(cameraId: string): void;
  /** Tries once more, after a problem. */
  tryAgain(): void;
  /** A lamp that refuses stays as it is, and `isTorchStuck` says so. */
  setTorch(isOn: boolean): Promise<void>;
  /** Gives the camera back. Safe to repeat. */
  close(): void;
}

/** So much of a camera is enough for a code in a hand, and not too much for a small machine. */
const wishedSize = { width: { ideal: 1280 }, height: { ideal: 720 } } as const;
/** Browsers write the numbers of its maker behind the name of a camera. */
const USB_ID = / \([\da-f]{4}:[\da-f]{4}\)$/;
/** A hint stays so long (milliseconds): pictures change their mind many times a second. */
const HINT_MS = 900;

/**
 * Opens a camera of this page: the one named, else the one that looks away from the screen. The first code that is meant goes
 * to `onRead`, once, and the camera is given back. Codes are looked for in the newest picture only, while one is being
 * looked at the others pass.
 */
export function openCamera(options: {
  readonly page: Window;
  /** The one chosen last; "": none. */
  readonly cameraId: string;
  readonly onRead: (text: string) => void;
}): Camera {
  const { page, onRead } = options;
  // Undefined where the address is not secure, whatever the types say.
  const devices = page.navigator.mediaDevices as MediaDevices | undefined;
  const store = createStore<CameraState>(() => ({
    phase: { status: 'starting' },
    cameras: [],
    sight: 'nothing',
    isSlow: false,
    isTorchStuck: false,
  }));
  const judge = createCameraJudge();
  let worker: Worker | null = null;
  let wantedId = options.cameraId;
  let isWorkerBusy = true;
  let isClosed = false;
  let hintAtMs = 0;
  /** Counts the openings: an answer to an earlier one comes too late. */
  let opening = 0;
  let shown: HTMLVideoElement | null = null;

  /** One that failed answers no more; whoever tries again gets a new one. */
  function startWorker(): Worker {
    const started = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' });
    isWorkerBusy = true;
    started.addEventListener('message', ({ data }: MessageEvent<DecodeAnswer>) => {
      if (worker !== started) return;
      isWorkerBusy = false;
      if (data.kind === 'started') store.setState({ isSlow: data.isSlow });
      else see(judge.judge(data.codes, page.performance.now()));
    });
    started.addEventListener('error', () => {
      if (worker !== started) return;
      endWorker();
      fail('failed');
    });
    return started;
  }

  function endWorker(): void {
    worker?.terminate();
    worker = null;
  }

  function see(sight: CameraSight): void {
    if (sight.kind === 'code') {
      close();
      onRead(sight.text);
      return;
    }
    const nowMs = page.performance.now();
    if (sight.kind === 'nothing' && nowMs - hintAtMs < HINT_MS) return;
    hintAtMs = nowMs;
    if (store.getState().sight !== sight.kind) store.setState({ sight: sight.kind });
  }

  async function open(): Promise<void> {
    opening += 1;
    const mine = opening;
    stopStream();
    store.setState({ phase: { status: 'starting' }, sight: 'nothing', isTorchStuck: false });
    if (devices === undefined) return fail('insecure');
    worker ??= startWorker();
    try {
      const which =
        wantedId === '' ? { facingMode: { ideal: 'environment' } } : { deviceId: wantedId };
      const stream = await devices.getUserMedia({ video: { ...wishedSize, ...which } });
      const cameras = await listCameras(devices);
      if (mine === opening && !isClosed) begin(stream, cameras);
      else stop(stream);
    } catch (error) {
      if (mine === opening && !isClosed) fail(cameraProblemOf(error));
    }
  }

  function begin(stream: MediaStream, cameras: readonly CameraChoice[]): void {
    // The decoder may have failed while the camera was being opened.
    if (worker === null) {
      stop(stream);
      return fail('failed');
    }
    const [track] = stream.getVideoTracks();
    if (track === undefined) return fail('none');
    track.addEventListener('ended', () => {
      const { phase } = store.getState();
      if (phase.status === 'live' && phase.stream === stream) fail('lost');
    });
    const { deviceId = '', facingMode } = track.getSettings();
    const torch = hasTorch(track) ? 'off' : 'none';
    const isMirrored = facingMode === 'user';
    const phase = { status: 'live', stream, cameraId: deviceId, torch, isMirrored } as const;
    store.setState({ phase, cameras });
  }

  /** A camera that is plugged in again is opened without being asked. */
  function onDeviceChange(): void {
    const { phase } = store.getState();
    const isMissing =
      phase.status === 'problem' && (phase.problem === 'none' || phase.problem === 'lost');
    if (isMissing) void open();
    else if (devices !== undefined)
      void listCameras(devices).then((cameras) => store.setState({ cameras }));
  }

  /** Hands the newest picture to the worker when it has answered the last. */
  function look(video: HTMLVideoElement): void {
    if (isClosed || shown !== video) return;
    video.requestVideoFrameCallback(() => look(video));
    if (isWorkerBusy || worker === null || video.videoWidth === 0) return;
    const asked = worker;
    isWorkerBusy = true;
    void createImageBitmap(video).then(
      (bitmap) => asked.postMessage({ bitmap } satisfies DecodeRequest, [bitmap]),
      // The picture went with its camera; there is another, or the view says why not.
      () => {
        isWorkerBusy = false;
      },
    );
  }

  function fail(problem: CameraProblem): void {
    stopStream();
    store.setState({ phase: { status: 'problem', problem } });
  }

  function stopStream(): void {
    const { phase } = store.getState();
    if (phase.status === 'live') stop(phase.stream);
  }

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    devices?.removeEventListener('devicechange', onDeviceChange);
    stopStream();
    endWorker();
  }

  devices?.addEventListener('devicechange', onDeviceChange);
  void open();
  return {
    store,
    show(video) {
      shown = video;
      video.requestVideoFrameCallback(() => look(video));
    },
    choose(cameraId) {
      wantedId = cameraId;
      void open();
    },
    tryAgain: () => void open(),
    async setTorch(isOn) {
      const { phase } = store.getState();
      if (phase.status !== 'live') return;
      const [track] = phase.stream.getVideoTracks();
      const lamp: MediaTrackConstraintSet & { readonly torch: boolean } = { torch: isOn };
      const isDone = await track?.applyConstraints({ advanced: [lamp] }).then(
        () => true,
        () => false,
      );
      if (store.getState().phase !== phase) return;
      if (isDone === true) {
        store.setState({ phase: { ...phase, torch: isOn ? 'on' : 'off' }, isTorchStuck: false });
      } else store.setState({ isTorchStuck: true });
    },
    close,
  };
}

async function listCameras(devices: MediaDevices): Promise<readonly CameraChoice[]> {
  // The one that is open reads, whether the system names the others or not.
  const all = await devices.enumerateDevices().catch(() => []);
  return all
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }) => ({ cameraId: deviceId, name: label.replace(USB_ID, '') }));
}

/** W3C MediaStream Image Capture: a lamp that can be left on. */
function hasTorch(track: MediaStreamTrack): boolean {
  const capabilities: MediaTrackCapabilities & { readonly torch?: boolean } =
    track.getCapabilities();
  return capabilities.torch === true;
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
