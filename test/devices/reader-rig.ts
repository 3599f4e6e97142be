import { onTestFinished } from 'vitest';
import { type Reader, type Readers, startReaders } from '../../src-main/devices/start-readers.ts';
import type { HidPort } from '../../src-main/devices/hid-port.ts';
import type { SerialOption } from '../../src-main/devices/serial-option.ts';
import type { ReaderSettings } from '../../src-shared/contract/till/reader-settings.ts';
import type { FrameEnd, ReaderFrame } from '../../src-shared/scan/reader-frame.ts';
import { createQuietLog, type QuietLog } from '../support/quiet-log.ts';
import { until } from '../support/until.ts';
import { sayFrame } from './frame-files.ts';

/** Within this a reader must be lost or back (issue C). */
export const recoveryMs = 2_000;

/** The readers of a till, and everything that was heard of them. */
export interface HeardReaders {
  readonly readers: Readers;
  /** In the words of the frame files, in order, of one reader or of all. */
  heard(readerId?: string): readonly string[];
  /** The states of all readers together, each change once. */
  readonly states: readonly string[];
  readonly quiet: QuietLog;
  settings: Map<string, ReaderSettings>;
  /** What the readers have shown of the ends of their frames. */
  readonly frameEnds: ReadonlyMap<string, FrameEnd>;
  only(): Reader;
  /** Waits until the one reader there is stands so. */
  reached(state: Reader['state'], withinMs?: number): Promise<void>;
  /** Waits until so much was heard. */
  heardCount(count: number): Promise<void>;
}

export function hearReaders(options: {
  readonly hid?: HidPort;
  readonly fixedPorts?: readonly SerialOption[];
  readonly settings?: Map<string, ReaderSettings>;
  /** For every reader that has none of its own. */
  readonly settingsOfAll?: ReaderSettings;
  /** As another run of the till left it. */
  readonly frameEnds?: Map<string, FrameEnd>;
  readonly onFrame?: () => void;
}): HeardReaders {
  const frames: { readonly readerId: string; readonly frame: ReaderFrame }[] = [];
  const states: string[] = [];
  const quiet = createQuietLog();
  const settings = options.settings ?? new Map<string, ReaderSettings>();
  const frameEnds = options.frameEnds ?? new Map<string, FrameEnd>();
  const readers = startReaders({
    hid: options.hid ?? null,
    fixedPorts: options.fixedPorts ?? [],
    settings: {
      find: (readerId) => settings.get(readerId) ?? options.settingsOfAll ?? null,
      list: () => [...settings].map(([readerId, own]) => ({ readerId, settings: own })),
      frameEnd: (readerId) => frameEnds.get(readerId) ?? 'unknown',
      writeFrameEnd: (readerId, frameEnd) => void frameEnds.set(readerId, frameEnd),
    },
    events: {
      onFrame: (readerId, frame) => {
        frames.push({ readerId, frame });
        options.onFrame?.();
      },
      onStateChanged: () => {
        const now = readers
          .list()
          .map(({ state }) => state)
          .join(' ');
        if (states.at(-1) !== now) states.push(now);
      },
    },
    log: quiet.log,
  });
  onTestFinished(() => readers.stop());

  const only = (): Reader => {
    const [reader] = readers.list();
    if (reader === undefined) throw new Error('There is no reader.');
    return reader;
  };
  const heard = (readerId?: string): readonly string[] =>
    frames
      .filter((each) => readerId === undefined || each.readerId === readerId)
      .map(({ frame }) => sayFrame(frame));
  return {
    readers,
    heard,
    states,
    quiet,
    settings,
    frameEnds,
    only,
    reached: (state, withinMs) => until(state, () => readers.list()[0]?.state === state, withinMs),
    heardCount: (count) => until(`${count} frames`, () => frames.length >= count),
  };
}
