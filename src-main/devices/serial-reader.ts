import type { Logger } from 'pino';
import { SerialPort } from 'serialport';
import type { ReaderState } from '../../src-shared/contract/till/till-event.ts';
import { createSerialDecoder } from '../../src-shared/scan/decoders/serial-decoder.ts';
import type { ReaderFrame } from '../../src-shared/scan/reader-frame.ts';
import { decodeFrame } from './decode-frame.ts';
import type { Reader, ReaderEvents } from './reader.ts';

/** Ends a frame of a scanner that sends no suffix; the pauses within one scan are far shorter. */
const defaultSilenceMs = 40;
/** How often the port is asked whether it is still there. */
const probeMs = 500;
/** Between two tries to open: short enough that a scanner plugged in again reads at once. */
const reopenMs = 500;

/**
 * Opens a scanner on a serial port and keeps it open: after an unplug, or when it is not there yet, it tries again by
 * itself until `stop`. Never throws; what it meets is in its state. Each connection has a port object and a decoder of its
 * own: an old object would send what was written to it while it was closed, an old decoder would glue half a code of
 * before to the first code of after. `silenceMs` of silence end a frame of a scanner that sends no suffix.
 */
export function startSerialReader(options: {
  readonly path: string;
  readonly baudRate: number;
  readonly silenceMs?: number;
  readonly events: ReaderEvents;
  readonly log: Logger;
}): Reader {
  const { path, baudRate, events, log, silenceMs = defaultSilenceMs } = options;
  let state: ReaderState['state'] = 'connecting';
  let port: SerialPort | null = null;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;
  let lastProblem = '';

  const readState = (): ReaderState => ({
    readerId: `serial:${path}`,
    kind: 'serial',
    path,
    state,
  });
  const changeTo = (next: ReaderState['state']): void => {
    if (state === next) return;
    state = next;
    events.onStateChanged(readState());
  };

  const open = (): void => {
    const opened = new SerialPort({ path, baudRate, autoOpen: false });
    port = opened;
    listen(opened);
    opened.open((error) => {
      if (error !== null) lose(opened, error);
      else if (isStopped) opened.close();
      else {
        lastProblem = '';
        log.info({ path, baudRate }, 'scanner connected');
        changeTo('connected');
        watch(opened);
      }
    });
  };

  const listen = (opened: SerialPort): void => {
    const decoder = createSerialDecoder(
      { framing: { kind: 'lines' }, contents: { kind: 'code' } },
      decodeFrame,
    );
    let silence: NodeJS.Timeout | undefined;
    const report = (frames: readonly ReaderFrame[]): void => {
      for (const frame of frames) {
        if (frame.kind === 'read') events.onRead(frame.read);
        else log.warn({ path, ...frame }, 'dropped what is no code: wrong speed?');
      }
    };
    opened.on('data', (bytes: Buffer) => {
      if (opened !== port) return;
      clearTimeout(silence);
      report(decoder.push(bytes));
      silence = setTimeout(() => report(decoder.flush()), silenceMs);
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
    if (problem !== lastProblem) log.warn({ path, problem }, 'scanner lost');
    lastProblem = problem;
    changeTo('lost');
    retry = setTimeout(open, reopenMs);
  };

  open();
  return {
    state: readState,
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
