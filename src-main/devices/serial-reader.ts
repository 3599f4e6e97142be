import type { Logger } from 'pino';
import { SerialPort } from 'serialport';
import type { ReaderSettingsOf } from '../../src-shared/contract/till/reader-settings.ts';
import type { FrameEnd, ReaderFrame } from '../../src-shared/scan/reader-frame.ts';
import { createReaderDecoder, type SerialKind } from './reader-catalogue.ts';
import type { ConnectionState, ReaderConnection, ReaderEvents } from './reader.ts';
import { serialProblemOf } from './serial-ports.ts';

/** How often the port is asked whether it is still there. */
const probeMs = 500;
/** Some readers pause in their first code after they were plugged in; one that sends no end is given so much for it. */
const firstSilenceMsMin = 500;
/** So long the end of a code is waited for of a reader that sends ends, or of which that is not known yet. */
const awaitedEndMsMin = 800;
/** What comes within so long after half a code that was given up is its other half. */
const otherHalfMs = 1_500;
/** Between two tries to open: short enough that a scanner plugged in again reads at once. */
const reopenMs = 500;

/**
 * Opens a reader on a serial port and keeps it open: after an unplug, or when it is not there yet, it tries again by
 * itself until `stop`. Never throws; what it meets is in its state. Each connection has a port object and a decoder of its
 * own: an old object would send what was written to it while it was closed, an old decoder would glue half a code of
 * before to the first code of after.
 */
export function startSerialReader(options: {
  readonly path: string;
  readonly settings: ReaderSettingsOf<SerialKind>;
  /** What ended its frames before, in the connections of today and of other days. */
  readonly readFrameEnd: () => FrameEnd;
  readonly events: ReaderEvents & {
    /** What ends its frames has shown to be something else than was known. */
    onFrameEnd(frameEnd: FrameEnd): void;
  };
  readonly log: Logger;
}): ReaderConnection {
  const { path, settings, readFrameEnd, events, log } = options;
  const { baudRate, dataBits, parity, stopBits, silenceMs } = settings.line;
  let state: ConnectionState = { state: 'connecting', problem: null };
  let port: SerialPort | null = null;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;
  let lastProblem = '';

  const changeTo = (next: ConnectionState): void => {
    if (state.state === next.state && state.problem === next.problem) return;
    state = next;
    events.onStateChanged();
  };

  const open = (): void => {
    const line = { baudRate, dataBits, parity, stopBits };
    const opened = new SerialPort({ path, ...line, autoOpen: false });
    port = opened;
    listen(opened);
    opened.open((error) => {
      if (error !== null) lose(opened, error);
      else if (isStopped) opened.close();
      else {
        lastProblem = '';
        log.info({ path, baudRate }, 'reader connected');
        changeTo({ state: 'connected', problem: null });
        watch(opened);
      }
    });
  };

  const listen = (opened: SerialPort): void => {
    let frameEnd = readFrameEnd();
    const decoder = createReaderDecoder(settings, { frameEnd });
    let silence: NodeJS.Timeout | undefined;
    let isFirst = true;
    const report = (frames: readonly ReaderFrame[]): void => {
      if (frames.length > 0) isFirst = false;
      for (const frame of frames) events.onFrame(frame);
      const shown = decoder.endsBy();
      if (shown !== frameEnd) events.onFrameEnd((frameEnd = shown));
    };
    const endMs = (): number => {
      if (decoder.endsBy() !== 'silence') return Math.max(silenceMs, awaitedEndMsMin);
      return isFirst ? Math.max(silenceMs, firstSilenceMsMin) : silenceMs;
    };
    opened.on('data', (bytes: Buffer) => {
      if (opened !== port) return;
      clearTimeout(silence);
      report(decoder.push(bytes));
      silence = setTimeout(() => {
        report(decoder.flush());
        silence = setTimeout(() => report(decoder.flush()), otherHalfMs);
      }, endMs());
    });
    opened.on('close', (error: Error | null) => {
      clearTimeout(silence); // half a code of a cable that was pulled is no code
      lose(opened, error);
    });
    opened.on('error', (error) => lose(opened, error));
  };

  // On Linux a port that is unplugged just between two reads reads as empty for ever and is never reported as closed.
  const watch = (opened: SerialPort): void => {
    const probe = setInterval(() => {
      if (opened !== port) clearInterval(probe);
      else opened.port?.getBaudRate().catch((error: unknown) => lose(opened, toError(error)));
    }, probeMs);
  };

  const lose = (lost: SerialPort, error: Error | null): void => {
    if (lost !== port) return;
    port = null;
    if (lost.isOpen) lost.close();
    if (isStopped) return;
    const problem = error?.message ?? 'closed';
    if (problem !== lastProblem) log.warn({ path, problem }, 'reader lost');
    lastProblem = problem;
    // Whatever a port says that was open, it has gone; opening it again tells what else is the matter.
    const isPulled = state.state === 'connected';
    changeTo({ state: 'lost', problem: isPulled ? 'gone' : serialProblemOf(error) });
    retry = setTimeout(open, reopenMs);
  };

  open();
  return {
    state: () => state,
    stop: async () => {
      isStopped = true;
      clearTimeout(retry);
      const last = port;
      port = null;
      if (last?.isOpen !== true) return;
      await new Promise<void>((resolve) => {
        last.close(() => resolve());
      });
    },
  };
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('The port failed.', { cause });
}
