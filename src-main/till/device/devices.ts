import { release } from 'node:os';
import type { Logger } from 'pino';
import type {
  DeviceList,
  DeviceReader,
  ReaderProblem,
  ReaderState,
  ScanLogEntry,
} from '../../../src-shared/contract/till/device.ts';
import {
  type KeyboardScannerSettings,
  type ReaderSettings,
  readerSettingsSchema,
} from '../../../src-shared/contract/till/reader-settings.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { DropReason, ReaderFrame, ReaderRead } from '../../../src-shared/scan/reader-frame.ts';
import { createScanGate } from '../../../src-shared/scan/scan-gate.ts';
import { programVersion } from '../../../src-shared/values/program-version.ts';
import { DeviceFailure } from '../../devices/device-failure.ts';
import type { HidPort } from '../../devices/hid-port.ts';
import { isHidKind, isSerialKind } from '../../devices/reader-catalogue.ts';
import { serialPathOf, serialReaderId } from '../../devices/reader-id.ts';
import type { SerialOption } from '../../devices/serial-option.ts';
import type { FoundSerialPort } from '../../devices/serial-ports.ts';
import { startReaders } from '../../devices/start-readers.ts';
import type { Install, TillStore } from '../../store/till-store.ts';
import type { ReaderScan } from '../reader-scans.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Session } from '../session.ts';
import { createScanLog, type SignedScan } from './scan-log.ts';
import type { TillTime } from '../../sync/till-time.ts';

/** Long enough to walk round all readers of a counter, short enough to be forgotten. */
const testMs = 180_000;

/** All scanners that type into the screens of this till, as one reader. */
const keyboardId = 'keyboard';

/** The readers of this till and what they read, as its device page sees them. */
export interface Devices {
  /** For the state bar of every screen. */
  states(): readonly ReaderState[];
  list(): Promise<DeviceList>;
  /** How screens tell keyboard-mode scanners from typing; null: they do not listen. */
  keyboard(): KeyboardScannerSettings | null;
  /** Newest first. */
  scans(): readonly ScanLogEntry[];
  /** Sets a reader, or makes one of a free port, at once. Refused: `invalid_value` for settings of another kind of port. */
  change(readerId: string, settings: ReaderSettings): Promise<Refusal | Changed>;
  /** Takes the settings away. A reader on the command line stays one. Safe to repeat. */
  forget(readerId: string): Promise<Changed>;
  /** Begins a test anew for the screen of a session, or ends it; answers until when it lasts. */
  test(isOn: boolean, by: Session): { readonly endsAtMs: number | null };
  /** The window of a session is gone: the test that it began ends, since nobody there could end it. Safe to repeat. */
  left(session: Session): void;
  /** Everything support needs to know, as a file without personal data. */
  exportFile(): Promise<{ readonly fileName: string; readonly text: string }>;
  /** Notes what a scanner of a screen read: as `tested` while a test runs, and then it goes no further. */
  noteScreenScan(reader: 'keyboard' | 'camera', read: ReaderRead): ScanLogEntry;
  /** Notes what came of a scan: a screen has taken it, or has refused it in words. */
  noteOutcome(scanNo: number, outcome: 'taken' | 'refused'): void;
  /** Notes what a scanner of a screen read where it is tried out, whether a test runs or not. */
  noteTestScan(reader: 'keyboard' | 'camera', read: ReaderRead): void;
  stop(): Promise<void>;
}

type KeyboardSettings = Extract<ReaderSettings, { kind: 'keyboard' }>;
const usualKeyboard = readerSettingsSchema.parse({ kind: 'keyboard' }) as KeyboardSettings; // of this kind

type Activated = NonNullable<Install['activated']>;

interface Changed {
  readonly status: 'changed';
  readonly list: DeviceList;
}

interface Counts {
  readCount: number;
  droppedCount: number;
  lastReadAtMs: number | null;
}

interface Standing {
  readonly state: ReaderState['state'];
  readonly problem: ReaderProblem | null;
  readonly sinceMs: number;
}

/**
 * Starts the readers. What one reads goes to `onScan`, once, and is marked while a test runs. That one sent no whole code
 * goes to `onDropped`, once for what follows closely, and not while a test runs: the log of it is in sight then.
 * `monotonicMs` is a clock that nobody sets.
 */
export function startDevices(options: {
  readonly store: TillStore;
  readonly time: TillTime;
  readonly monotonicMs: () => number;
  readonly log: Logger;
  readonly hid: HidPort | null;
  readonly serialPorts: readonly SerialOption[];
  readonly cardPrefixes: () => readonly string[];
  /** Tells of a signed code that the keys of this till say it was changed. */
  readonly isForged: (code: SignedScan) => boolean;
  readonly onScan: (scan: ReaderScan) => void;
  readonly onDropped: (reason: DropReason) => void;
  /** The state of a reader is another. */
  readonly onStateChanged: () => void;
  /** A reader, its settings, the test or the log is another: what the device page shows. */
  readonly onChanged: () => void;
}): Devices {
  const { store, time, monotonicMs, log, onScan, onDropped, onStateChanged, onChanged } = options;
  const gate = createScanGate();
  const scanLog = createScanLog(options);
  const changes = oneAtATime();
  const counts = new Map<string, Counts>();
  const standings = new Map<string, Standing>();
  let testTimer: NodeJS.Timeout | undefined;
  let testEndsAtMs: number | null = null;
  let testedBy: Session | null = null;

  const readers = startReaders({
    hid: options.hid,
    fixedPorts: options.serialPorts,
    settings: store.readerSetting,
    events: {
      onFrame: (readerId, frame) => take(readerId, frame),
      onStateChanged: () => {
        // A reader may be found before all of them are started.
        queueMicrotask(noteStates);
        onStateChanged();
        onChanged();
      },
    },
    log,
  });

  /** Since when each reader stands as it does: a person remembers when they pulled a plug. */
  function noteStates(): void {
    for (const { readerId, state, problem } of readers.list()) {
      const known = standings.get(readerId);
      if (known?.state === state && known.problem === problem) continue;
      standings.set(readerId, { state, problem, sinceMs: time.now().atMs });
    }
  }

  function take(readerId: string, frame: ReaderFrame): void {
    const outcome = outcomeOf(frame);
    const { scanNo } = note(readerId, frame, outcome);
    const isScan = outcome === 'untaken' || outcome === 'tested';
    if (frame.kind === 'read' && isScan) {
      onScan({ read: frame.read, scanNo, isTest: outcome === 'tested' });
    }
    if (frame.kind === 'dropped' && !gate.isSameTrouble(monotonicMs()) && testEndsAtMs === null) {
      onDropped(frame.reason);
    }
    const droppedCount = counts.get(readerId)?.droppedCount ?? 0;
    // A reader at the wrong speed would fill the log: said the 1st, 2nd, 4th, 8th … time.
    const isSaid = frame.kind === 'dropped' && Number.isInteger(Math.log2(droppedCount));
    if (isSaid) log.warn({ readerId, droppedCount, ...frame }, 'a reader sent what is no code');
  }

  function outcomeOf(frame: ReaderFrame): ScanLogEntry['outcome'] {
    if (frame.kind === 'dropped') return 'dropped';
    if (gate.isRepeat(frame.read, monotonicMs())) return 'repeated';
    return testEndsAtMs === null ? 'untaken' : 'tested';
  }

  function note(
    readerId: string,
    frame: ReaderFrame,
    outcome: ScanLogEntry['outcome'],
  ): ScanLogEntry {
    const atMs = time.now().atMs;
    const count = counts.get(readerId) ?? { readCount: 0, droppedCount: 0, lastReadAtMs: null };
    counts.set(readerId, count);
    if (frame.kind === 'read') {
      count.readCount += 1;
      count.lastReadAtMs = atMs;
    } else count.droppedCount += 1;
    onChanged();
    return scanLog.note({ readerId, atMs, frame, outcome });
  }

  async function list(): Promise<DeviceList> {
    const ports = await findFreePorts();
    const none = { readCount: 0, droppedCount: 0, lastReadAtMs: null };
    noteStates();
    const all = [...readers.list(), keyboardReader()];
    return {
      readers: all.map((reader): DeviceReader => ({
        ...reader,
        ...(counts.get(reader.readerId) ?? none),
        stateSinceMs: standings.get(reader.readerId)?.sinceMs ?? null,
      })),
      freePorts: (ports ?? []).map(({ path, name }) => ({
        readerId: serialReaderId(path),
        name,
        place: path,
      })),
      portProblems: [
        ...(readers.isHidAvailable() ? [] : (['hid_unavailable'] as const)),
        ...(ports === null ? (['serial_unavailable'] as const) : []),
      ],
      test: { endsAtMs: testEndsAtMs },
    };
  }

  function keyboardSettings(): KeyboardSettings {
    const kept = store.readerSetting.find(keyboardId);
    return kept?.kind === 'keyboard' ? kept : usualKeyboard;
  }

  /** No system tells whether such a scanner is plugged in: it is a keyboard. */
  function keyboardReader(): Omit<DeviceReader, keyof Counts | 'stateSinceMs'> {
    const settings = keyboardSettings();
    return {
      readerId: keyboardId,
      kind: 'keyboard',
      name: settings.name,
      state: settings.use === 'off' ? 'off' : 'connected',
      settings,
      place: '',
      usbId: null,
      problem: null,
      isFixed: true,
    };
  }

  /** null where the system does not tell. */
  async function findFreePorts(): Promise<readonly FoundSerialPort[] | null> {
    try {
      return await readers.listFreePorts();
    } catch (cause) {
      if (cause instanceof DeviceFailure) return null;
      throw cause;
    }
  }

  async function applied(readerId: string): Promise<Changed> {
    // Two changes at once would leave a connection behind that nobody holds and nothing ends.
    await changes.run(readerId, () => readers.settingsChanged(readerId));
    onStateChanged();
    onChanged();
    return { status: 'changed', list: await list() };
  }

  function endTest(): void {
    clearTimeout(testTimer);
    testEndsAtMs = null;
    testedBy = null;
    onChanged();
  }

  function test(isOn: boolean, by: Session): { readonly endsAtMs: number | null } {
    endTest();
    if (!isOn) return { endsAtMs: null };
    const endsAtMs = time.now().atMs + testMs;
    testEndsAtMs = endsAtMs;
    testedBy = by;
    testTimer = setTimeout(endTest, testMs);
    return { endsAtMs };
  }

  return {
    states: () =>
      readers.list().map(({ readerId, kind, name, state, problem }) => ({
        readerId,
        kind,
        name,
        state,
        problem,
      })),
    list,
    keyboard() {
      const { use, scannerPrefix, medianGapMaxMs, capsLock } = keyboardSettings();
      return use === 'off' ? null : { scannerPrefix, medianGapMaxMs, capsLock };
    },
    scans: () => scanLog.list(),
    change(readerId, settings) {
      if (!fitsReader(readerId, settings)) {
        return Promise.resolve(refuse('invalid_value', { field: 'kind' }));
      }
      store.readerSetting.write(readerId, settings);
      return applied(readerId);
    },
    forget(readerId) {
      store.readerSetting.remove(readerId);
      return applied(readerId);
    },
    test,
    left(session) {
      if (session === testedBy) endTest();
    },
    async exportFile() {
      const atMs = time.now().atMs;
      const at = new Date(atMs).toISOString();
      const system = { platform: process.platform, release: release(), node: process.version };
      const activated = store.install.read()?.activated ?? null;
      const till = activated === null ? null : tillOf(activated);
      const devices = await list();
      const document = {
        at,
        program: programVersion,
        till,
        system,
        devices,
        scans: scanLog.list(),
      };
      const stamp = at.slice(0, 'YYYY-MM-DDTHH-MM'.length).replace(':', '-');
      return { fileName: `readers-${stamp}.json`, text: JSON.stringify(document, null, 2) };
    },
    noteScreenScan(reader, read) {
      const outcome = testEndsAtMs === null ? 'taken' : 'tested';
      return note(reader, { kind: 'read', read }, outcome);
    },
    noteOutcome(scanNo, outcome) {
      scanLog.noteOutcome(scanNo, outcome);
      onChanged();
    },
    noteTestScan: (reader, read) => void note(reader, { kind: 'read', read }, 'tested'),
    async stop() {
      clearTimeout(testTimer);
      await readers.stop();
    },
  };
}

/** Which till it is, without what it proves itself to head office by. */
function tillOf({ terminalId, terminalName, storeId, storeName }: Activated) {
  return { terminalId, terminalName, storeId, storeName };
}

/** What is on a serial port is of a serial kind, and so on. */
function fitsReader(readerId: string, { kind }: ReaderSettings): boolean {
  if (readerId === keyboardId) return kind === 'keyboard';
  return serialPathOf(readerId) === null ? isHidKind(kind) : isSerialKind(kind);
}
