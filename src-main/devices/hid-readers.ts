import type { Logger } from 'pino';
import type { ReaderProblem } from '../../src-shared/contract/till/device.ts';
import type { ReaderSettingsOf } from '../../src-shared/contract/till/reader-settings.ts';
import type { ReaderDecoder, ReaderFrame } from '../../src-shared/scan/reader-frame.ts';
import { DeviceFailure, problemOf } from './device-failure.ts';
import type { HidConnection, HidDevice, HidPort } from './hid-port.ts';
import { createReaderDecoder, type HidKind, hidKindOf } from './reader-catalogue.ts';
import { identifyHids, type IdentifiedHid } from './reader-id.ts';
import type { ConnectionState } from './reader.ts';

/** How often it is looked what is plugged in. Twice in the two seconds within which a reader must be back. */
const lookEveryMs = 700;
/** Where the system has no way to look, somebody has to install something first. */
const lookAgainEveryMs = 30_000;
/** A code in several reports comes at once; what has not come by then is lost. */
const silenceMs = 500;

/** A HID reader that was seen since the till started. */
export interface HidReader extends ConnectionState {
  readonly readerId: string;
  readonly kind: HidKind;
  readonly device: HidDevice;
}

export interface HidReaders {
  list(): readonly HidReader[];
  /** Whether the system can tell at all what is plugged in. */
  isAvailable(): boolean;
  /**
   * Opens a reader again, since its settings are others; one that is not plugged in waits for that. Safe to repeat, and for
   * a reader that was never seen.
   */
  reopen(readerId: string): Promise<void>;
  /** Its settings are gone: one that is plugged in is as it was found, and of any other nothing is known any more. */
  forget(readerId: string): Promise<void>;
  stop(): Promise<void>;
}

interface Held {
  readerId: string;
  readonly baseId: string;
  device: HidDevice;
  /** Its path may belong to another device once it is not. */
  isPlugged: boolean;
  readonly kind: HidKind;
  state: ConnectionState;
  connection: HidConnection | null;
  opening: Promise<void> | null;
  decoder: ReaderDecoder | null;
  silence: NodeJS.Timeout | undefined;
  lastProblem: ReaderProblem | null;
}

/**
 * Opens every HID reader that is plugged in and keeps it open. The system does not tell of a reader that was plugged in, so
 * it is looked at regularly; one that is pulled says so itself, and where it does not, the look does. Never throws.
 */
export function startHidReaders(options: {
  readonly port: HidPort;
  readonly settingsOf: (readerId: string, kind: HidKind) => ReaderSettingsOf<HidKind>;
  readonly onFrame: (readerId: string, frame: ReaderFrame) => void;
  readonly onStateChanged: () => void;
  readonly log: Logger;
}): HidReaders {
  const { port, settingsOf, onFrame, onStateChanged, log } = options;
  const held: Held[] = [];
  const alike = new Set<string>();
  let isAvailable = true;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function changeTo(reader: Held, state: ConnectionState['state'], problem: ReaderProblem | null) {
    if (reader.state.state === state && reader.state.problem === problem) return;
    reader.state = { state, problem };
    onStateChanged();
  }

  async function look(): Promise<void> {
    try {
      const devices = await port.list();
      isAvailable = true;
      if (!isStopped) reconcile(readersAmong(devices));
    } catch (cause) {
      if (!(cause instanceof DeviceFailure)) throw cause;
      if (isAvailable)
        log.warn({ problem: String(cause.cause) }, 'HID readers cannot be looked for');
      isAvailable = false;
    } finally {
      if (!isStopped) timer = setTimeout(lookAgain, isAvailable ? lookEveryMs : lookAgainEveryMs);
    }
  }

  function lookAgain(): void {
    looking = look().catch((error: unknown) =>
      log.error({ err: error }, 'looking for readers failed'),
    );
  }

  function reconcile(devices: readonly HidDevice[]): void {
    const first = identifyHids(devices, alike);
    for (const { baseId } of first) {
      if (first.filter((other) => other.baseId === baseId).length > 1) alike.add(baseId);
    }
    const found = identifyHids(devices, alike);
    for (const reader of held) {
      reader.isPlugged = found.some(
        ({ baseId, device }) => device.path === reader.device.path && baseId === reader.baseId,
      );
      if (reader.connection !== null && !reader.isPlugged) lose(reader, 'gone');
    }
    // Each under the connection it has; only then are those that are left given to readers that were lost.
    const fresh = found.filter((each) => !keepOpen(each));
    for (const each of fresh) take(each);
    forgetAlike();
  }

  /** Whether a device is a reader that is open or being opened; it may have another name now, for one like it has come. */
  function keepOpen({ readerId, baseId, device }: IdentifiedHid): boolean {
    const open = held.find(
      (reader) =>
        reader.device.path === device.path &&
        reader.baseId === baseId &&
        (reader.connection !== null || reader.opening !== null),
    );
    if (open === undefined) return false;
    if (open.readerId !== readerId) {
      open.readerId = readerId;
      onStateChanged();
    }
    return true;
  }

  function take({ readerId, baseId, device }: IdentifiedHid): void {
    const kind = hidKindOf(device);
    if (kind === null) return;
    const known = held.find((reader) => reader.readerId === readerId);
    const reader: Held = known ?? {
      readerId,
      baseId,
      device,
      isPlugged: true,
      kind,
      state: { state: 'connecting', problem: null },
      connection: null,
      opening: null,
      decoder: null,
      silence: undefined,
      lastProblem: null,
    };
    if (known === undefined) held.push(reader);
    reader.device = device;
    reader.isPlugged = true;
    begin(reader);
  }

  /** A name without a place belongs to nobody once two were seen that it would fit. */
  function forgetAlike(): void {
    for (const baseId of alike) {
      const at = held.findIndex(
        ({ readerId, connection }) => readerId === baseId && connection === null,
      );
      if (at !== -1) held.splice(at, 1);
    }
  }

  function begin(reader: Held): void {
    if (isStopped || reader.opening !== null || reader.connection !== null) return;
    const settings = settingsOf(reader.readerId, reader.kind);
    if (settings.use === 'off') return changeTo(reader, 'off', null);
    if (!reader.isPlugged) return changeTo(reader, 'lost', 'gone');
    reader.opening = open(reader, settings)
      .catch((cause: unknown) => fail(reader, cause))
      .finally(() => {
        reader.opening = null;
      });
  }

  async function open(reader: Held, settings: ReaderSettingsOf<HidKind>): Promise<void> {
    const { device } = reader;
    const descriptor = await port.readDescriptor(device);
    const decoder = createReaderDecoder(settings, { descriptor });
    // A reader may send as soon as it is open, before that has been heard of here.
    reader.decoder = decoder;
    let isLost = false;
    const connection = await port.open(device, {
      onReport: (report) => {
        if (reader.decoder === decoder) hear(reader, decoder, report);
      },
      onLost: (problem) => {
        isLost = true;
        if (reader.decoder === decoder) lose(reader, problem);
      },
    });
    if (isStopped || isLost) return connection.close();
    reader.connection = connection;
    reader.lastProblem = null;
    log.info({ readerId: reader.readerId, path: device.path }, 'reader connected');
    changeTo(reader, 'connected', null);
  }

  function hear(reader: Held, decoder: ReaderDecoder, report: Uint8Array): void {
    clearTimeout(reader.silence);
    tell(reader, decoder.push(report));
    reader.silence = setTimeout(() => tell(reader, decoder.flush()), silenceMs);
  }

  function tell(reader: Held, frames: readonly ReaderFrame[]): void {
    for (const frame of frames) onFrame(reader.readerId, frame);
  }

  /** Said once: it is tried again at every look. */
  function fail(reader: Held, cause: unknown): void {
    disconnect(reader);
    const problem = problemOf(cause);
    if (!(cause instanceof DeviceFailure) || problem !== reader.lastProblem) {
      log.warn({ readerId: reader.readerId, problem, err: cause }, 'reader cannot be opened');
    }
    reader.lastProblem = problem;
    changeTo(reader, 'lost', problem);
  }

  function lose(reader: Held, problem: ReaderProblem): void {
    const { connection } = reader;
    disconnect(reader);
    void connection?.close();
    if (isStopped) return;
    if (problem === 'gone') reader.isPlugged = false;
    log.warn({ readerId: reader.readerId, problem }, 'reader lost');
    changeTo(reader, 'lost', problem);
  }

  function disconnect(reader: Held): void {
    clearTimeout(reader.silence); // half a code of a reader that was pulled is no code
    reader.connection = null;
    reader.decoder = null;
  }

  async function reopen(reader: Held): Promise<void> {
    await reader.opening;
    const { connection } = reader;
    disconnect(reader);
    await connection?.close();
    begin(reader);
    await reader.opening;
  }

  lookAgain();
  return {
    list: () =>
      held.map(({ readerId, kind, device, state }) => ({ readerId, kind, device, ...state })),
    isAvailable: () => isAvailable,
    async reopen(readerId) {
      const reader = held.find((each) => each.readerId === readerId);
      if (reader !== undefined) await reopen(reader);
    },
    async forget(readerId) {
      const at = held.findIndex((each) => each.readerId === readerId);
      const reader = held[at];
      if (reader === undefined) return;
      if (reader.isPlugged) return await reopen(reader);
      held.splice(at, 1);
      onStateChanged();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(
        held.map(async (reader) => {
          await reader.opening;
          const { connection } = reader;
          disconnect(reader);
          await connection?.close();
        }),
      );
    },
  };
}

/** Each reader once: on Linux a device is listed once for each of its usages. */
function readersAmong(devices: readonly HidDevice[]): readonly HidDevice[] {
  const readers = devices.filter((device) => hidKindOf(device) !== null);
  return readers.filter((device, index) => {
    return readers.findIndex(({ path }) => path === device.path) === index;
  });
}
