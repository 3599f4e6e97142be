import { cutsRawBytes } from '../../../src-shared/contract/till/cuts-raw-bytes.ts';
import type { ReaderSettings } from '../../../src-shared/contract/till/reader-settings.ts';

export type SerialSettings = Extract<
  ReaderSettings,
  { kind: 'serial_scanner' | 'serial_stripe' | 'serial_uid' }
>;
export type SerialKind = SerialSettings['kind'];

/** As `readerSettingsSchema` fills them in; a test compares the two. A page that parsed by itself would need its code. */
const usualUid = { format: 'hex', byteOrder: 'as_sent', uidBytes: 4, writtenAs: 'hex' } as const;

/** The settings of a scanner on a port that was none so far. */
export const usualSerial: Extract<SerialSettings, { kind: 'serial_scanner' }> = {
  kind: 'serial_scanner',
  name: '',
  use: 'on',
  line: { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, silenceMs: 40 },
  framing: { kind: 'lines' },
};

/** Whether the settings are of a reader on a serial port. */
export function isSerial(settings: ReaderSettings): settings is SerialSettings {
  return settings.kind.startsWith('serial_');
}

/** Whether numbers of chip cards would be cut in two, which `readerSettingsSchema` refuses. */
export function cutsNumbers(settings: SerialSettings): boolean {
  const isRaw = settings.kind === 'serial_uid' && settings.uid.format === 'bytes';
  return isRaw && cutsRawBytes(settings.framing);
}

/** The same line and framing for another kind of reader on it. */
export function asSerialKind(settings: SerialSettings, kind: SerialKind): SerialSettings {
  const { name, use, line, framing } = settings;
  const common = { name, use, line, framing };
  if (kind !== 'serial_uid') return { kind, ...common };
  return { kind, ...common, uid: settings.kind === 'serial_uid' ? settings.uid : usualUid };
}
