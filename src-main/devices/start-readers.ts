import type { Logger } from 'pino';
import type { ReaderState } from '../../src-shared/contract/till/device.ts';
import {
  type PortReaderKind,
  type PortReaderSettings,
  type ReaderSettings,
  type ReaderSettingsOf,
  readerSettingsSchema,
} from '../../src-shared/contract/till/reader-settings.ts';
import type { FrameEnd, ReaderFrame } from '../../src-shared/scan/reader-frame.ts';
import type { HidPort } from './hid-port.ts';
import { type HidReaders, startHidReaders } from './hid-readers.ts';
import { type HidKind, isSerialKind, type SerialKind } from './reader-catalogue.ts';
import { serialPathOf, serialReaderId, usbIdOf } from './reader-id.ts';
import type { ReaderConnection } from './reader.ts';
import type { SerialOption } from './serial-option.ts';
import { type FoundSerialPort, listSerialPorts } from './serial-ports.ts';
import { startSerialReader } from './serial-reader.ts';

/** A reader on a port of the till, as the till knows it. */
export interface Reader extends ReaderState {
  readonly settings: PortReaderSettings;
  readonly place: string;
  readonly usbId: string | null;
  /** Given on the command line. */
  readonly isFixed: boolean;
}

/** What a manager set of readers, and what they have shown of themselves; kept by reader id. */
export interface ReaderSettingsSource {
  find(readerId: string): ReaderSettings | null;
  list(): readonly { readonly readerId: string; readonly settings: ReaderSettings }[];
  /** What ends the frames of a serial reader; `unknown` until it has shown that, and after its settings were changed. */
  frameEnd(readerId: string): FrameEnd;
  writeFrameEnd(readerId: string, frameEnd: FrameEnd): void;
}

export interface ReadersEvents {
  /** One thing that a reader sent, whole or broken, not yet understood. */
  onFrame(readerId: string, frame: ReaderFrame): void;
  onStateChanged(): void;
}

/** All readers of this till. They recover by themselves; `stop` ends them for good. */
export interface Readers {
  list(): readonly Reader[];
  /** Serial ports that are no readers. Fails with DeviceFailure `serial_unavailable`. */
  listFreePorts(): Promise<readonly FoundSerialPort[]>;
  /** Whether the system can tell what HID readers are plugged in. */
  isHidAvailable(): boolean;
  /** The settings of a reader are others, or gone: opens it again, or not any more. */
  settingsChanged(readerId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts every reader there is: HID ones by themselves, serial ones where somebody said so. Never throws. */
export function startReaders(options: {
  /** null: HID is left alone. */
  readonly hid: HidPort | null;
  readonly fixedPorts: readonly SerialOption[];
  readonly settings: ReaderSettingsSource;
  readonly events: ReadersEvents;
  readonly log: Logger;
}): Readers {
  const { hid, fixedPorts, settings, events, log } = options;
  const serial = new Map<string, SerialReader>();

  function startSerial(readerId: string): void {
    const path = serialPathOf(readerId);
    const fixed = fixedPorts.find((option) => serialReaderId(option.path) === readerId);
    const own = serialSettings(settings.find(readerId), fixed);
    if (path === null || own === null) return;
    const connection =
      own.use === 'off'
        ? null
        : startSerialReader({
            path,
            settings: own,
            log,
            readFrameEnd: () => settings.frameEnd(readerId),
            events: {
              onFrame: (frame) => events.onFrame(readerId, frame),
              onFrameEnd: (frameEnd) => settings.writeFrameEnd(readerId, frameEnd),
              onStateChanged: () => events.onStateChanged(),
            },
          });
    serial.set(readerId, { path, settings: own, connection, isFixed: fixed !== undefined });
  }

  for (const { path } of fixedPorts) startSerial(serialReaderId(path));
  for (const { readerId } of settings.list()) if (!serial.has(readerId)) startSerial(readerId);

  const hidReaders: HidReaders | null =
    hid === null
      ? null
      : startHidReaders({
          port: hid,
          settingsOf: (readerId, kind) => hidSettings(settings.find(readerId), kind),
          onFrame: (readerId, frame) => events.onFrame(readerId, frame),
          onStateChanged: () => events.onStateChanged(),
          log,
        });

  function describeHid(reader: ReturnType<HidReaders['list']>[number]): Reader {
    const { readerId, kind, device, state, problem } = reader;
    const own = hidSettings(settings.find(readerId), kind);
    const { vendorId, productId, product, location } = device;
    const usbId = usbIdOf(vendorId, productId);
    const name = own.name || product || usbId;
    return {
      readerId,
      kind,
      name,
      state,
      problem,
      settings: own,
      place: location,
      usbId,
      isFixed: false,
    };
  }

  return {
    list: () => [
      ...[...serial].map(([readerId, reader]) => describeSerial(readerId, reader)),
      ...(hidReaders?.list() ?? []).map(describeHid),
    ],
    async listFreePorts() {
      const ports = await listSerialPorts();
      const taken = new Set([...serial.values()].map(({ path }) => path));
      return ports.filter(({ path }) => !taken.has(path));
    },
    isHidAvailable: () => hidReaders?.isAvailable() ?? true,
    async settingsChanged(readerId) {
      if (serialPathOf(readerId) === null) {
        const isForgotten = settings.find(readerId) === null;
        return await (isForgotten ? hidReaders?.forget(readerId) : hidReaders?.reopen(readerId));
      }
      await serial.get(readerId)?.connection?.stop();
      serial.delete(readerId);
      startSerial(readerId);
    },
    async stop() {
      await Promise.all([
        hidReaders?.stop(),
        ...[...serial.values()].map(({ connection }) => connection?.stop()),
      ]);
    },
  };
}

interface SerialReader {
  readonly path: string;
  readonly settings: ReaderSettingsOf<SerialKind>;
  /** null while it is off. */
  readonly connection: ReaderConnection | null;
  readonly isFixed: boolean;
}

function describeSerial(readerId: string, reader: SerialReader): Reader {
  const { path, settings, connection, isFixed } = reader;
  const { state, problem } = connection?.state() ?? { state: 'off' as const, problem: null };
  const name = settings.name || path;
  const { kind } = settings;
  return { readerId, kind, name, state, problem, settings, place: path, usbId: null, isFixed };
}

/** Of a port on the command line the speed is given there, unless somebody set it since. */
function serialSettings(
  kept: ReaderSettings | null,
  fixed: SerialOption | undefined,
): ReaderSettingsOf<SerialKind> | null {
  if (kept !== null && isSerialKind(kept.kind)) return kept as ReaderSettingsOf<SerialKind>; // by its kind
  if (fixed === undefined) return null;
  const { baudRate } = fixed;
  return defaultSettings('serial_scanner', { line: { baudRate } });
}

function hidSettings<Kind extends HidKind>(
  kept: ReaderSettings | null,
  kind: Kind,
): ReaderSettingsOf<Kind> {
  // Settings of another kind are from another device that had the same name.
  return kept?.kind === kind ? (kept as ReaderSettingsOf<Kind>) : defaultSettings(kind);
}

function defaultSettings<Kind extends PortReaderKind>(
  kind: Kind,
  change: object = {},
): ReaderSettingsOf<Kind> {
  return readerSettingsSchema.parse({ kind, ...change }) as ReaderSettingsOf<Kind>; // has this kind
}
