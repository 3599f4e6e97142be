import { type RefObject, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { holdFunctionKeys } from '../../client/hold-function-keys.ts';
import { isCameraKey } from '../../client/camera/camera-key.ts';
import { aim } from '../../client/camera/camera-judge.ts';
import type { CameraProblem } from '../../client/camera/camera-problem.ts';
import { type Camera, type CameraPhase, openCamera } from '../../client/camera/open-camera.ts';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { AskIcon, SyncIcon, TorchIcon } from '../../parts/icons.tsx';
import { Sheet } from '../../parts/Sheet.tsx';
import { useWords, type WordKey } from '../../parts/words.ts';
import './camera.css';

interface CameraScanProps {
  /** The camera chosen last; "": none. */
  readonly cameraId: string;
  readonly onChoose: (cameraId: string) => void;
  /** Once; the camera has been given back then. */
  readonly onRead: (text: string) => void;
  readonly onClose: () => void;
}

/** A camera as a scanner, over the screen in sight: it closes after a read, with Esc, and with the key that opened it. */
export function CameraScan(props: CameraScanProps) {
  const say = useWords();
  const [camera, setCamera] = useState<Camera | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const opened = openCamera({
      page: window,
      cameraId: latest.current.cameraId,
      onRead: (text) => latest.current.onRead(text),
    });
    setCamera(opened);
    return () => opened.close();
  }, []);
  useEffect(() => holdFunctionKeys(window), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isCameraKey(event)) latest.current.onClose();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <Sheet onClose={props.onClose} size="wide" title={say('camera.title')}>
      {camera === null ? null : <CameraBody camera={camera} onChoose={props.onChoose} />}
    </Sheet>
  );
}

const hints = {
  nothing: 'camera.aim',
  outside: 'camera.outside',
  several: 'camera.several',
} as const satisfies Record<string, WordKey>;

function CameraBody(props: {
  readonly camera: Camera;
  readonly onChoose: (cameraId: string) => void;
}) {
  const say = useWords();
  const { camera } = props;
  const { phase, cameras, sight, isSlow, isTorchStuck } = useStore(camera.store);
  const seen = sight === 'code' ? hints.nothing : hints[sight];
  const hint = isTorchStuck && seen === 'camera.aim' ? 'camera.torch_stuck' : seen;
  return (
    <>
      <div className="camera-stage">
        <CameraStage camera={camera} phase={phase} />
      </div>
      {phase.status === 'problem' ? null : (
        <div className="camera-foot">
          <p
            aria-live="polite"
            className={`camera-hint${hint === 'camera.aim' ? '' : ' camera-hint-look'}`}
          >
            {phase.status === 'live' ? say(hint) : ''}
            {phase.status === 'live' && isSlow && hint === 'camera.aim' ? say('camera.slow') : ''}
          </p>
          {phase.status === 'live' && phase.torch !== 'none' ? (
            <Button
              icon={<TorchIcon />}
              look={phase.torch === 'on' ? 'primary' : 'plain'}
              onPress={() => void camera.setTorch(phase.torch === 'off')}
            >
              {say(phase.torch === 'on' ? 'camera.torch_off' : 'camera.torch_on')}
            </Button>
          ) : null}
        </div>
      )}
      {phase.status === 'live' && cameras.length > 1 ? (
        <Choice
          isLabelSeen={false}
          label={say('camera.which')}
          look="chips"
          onChange={(cameraId) => {
            props.onChoose(cameraId);
            camera.choose(cameraId);
          }}
          options={cameras.map(({ cameraId, name }, index) => ({
            value: cameraId,
            words: name === '' ? say('camera.unnamed', { number: index + 1 }) : name,
          }))}
          value={phase.cameraId}
        />
      ) : null}
    </>
  );
}

const problemWords = {
  insecure: ['camera.insecure', 'camera.insecure_next'],
  none: ['camera.none', 'camera.none_next'],
  refused: ['camera.refused', 'camera.refused_next'],
  taken: ['camera.taken', 'camera.taken_next'],
  lost: ['camera.lost', 'camera.lost_next'],
  failed: ['camera.failed', 'camera.failed_next'],
} as const satisfies Record<CameraProblem, readonly [WordKey, WordKey]>;

function CameraStage({ camera, phase }: { readonly camera: Camera; readonly phase: CameraPhase }) {
  const say = useWords();
  switch (phase.status) {
    case 'starting':
      return (
        <div aria-live="polite" className="camera-message">
          <SyncIcon size={40} />
          <strong>{say('camera.starting')}</strong>
        </div>
      );
    case 'problem': {
      const [title, next] = problemWords[phase.problem];
      return (
        <div className="camera-message" data-problem={phase.problem} role="alert">
          <AskIcon size={40} />
          <strong>{say(title)}</strong>
          <span>{say(next)}</span>
          {phase.problem === 'insecure' ? null : (
            <Button onPress={() => camera.tryAgain()} takesFocus>
              {say('camera.again')}
            </Button>
          )}
        </div>
      );
    }
    case 'live':
      return <LivePicture camera={camera} phase={phase} />;
  }
}

function LivePicture(props: {
  readonly camera: Camera;
  readonly phase: Extract<CameraPhase, { status: 'live' }>;
}) {
  const { camera, phase } = props;
  const video: RefObject<HTMLVideoElement | null> = useRef(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = phase.stream;
    camera.show(element);
  }, [camera, phase.stream]);
  const share = (value: number) => `${value * 100}%`;
  return (
    <div className="camera-picture">
      <video
        aria-hidden="true"
        autoPlay
        className={`camera-video${phase.isMirrored ? ' camera-video-mirrored' : ''}`}
        muted
        playsInline
        ref={video}
      />
      <svg
        aria-hidden="true"
        className="camera-aim"
        preserveAspectRatio="none"
        style={{
          height: share(aim.bottom - aim.top),
          left: share(aim.left),
          top: share(aim.top),
          width: share(aim.right - aim.left),
        }}
        viewBox="0 0 100 100"
      >
        <path d="M0 18V0H12M88 0H100V18M100 82V100H88M12 100H0V82" />
      </svg>
    </div>
  );
}
