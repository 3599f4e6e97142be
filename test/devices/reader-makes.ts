import { readerSettingsSchema } from '../../src-shared/contract/till/reader-settings.ts';
import type { ReaderMake } from './describe-reader.ts';
import { scannerDescriptor, stripeDescriptor } from './descriptors.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** Longer than a busy machine takes between half a code and the pulled cable. */
const line = { silenceMs: 2_000 };

/** A report of a HID POS scanner with the AIM identifier in front. */
export function scannerReport(text: string, { more = false, aim = ']C0' } = {}): Uint8Array {
  const report = Buffer.alloc(64);
  report[0] = 2;
  report[1] = text.length;
  report.write(aim, 2, 'latin1');
  report.write(text, 5, 'latin1');
  report[63] = more ? 1 : 0;
  return report;
}

/** A report of a HID stripe reader that decodes: three lengths, three tracks. */
export function stripeReport(track1: string, track2 = ''): Uint8Array {
  const trackBytes = 112;
  const report = Buffer.alloc(3 + 3 * trackBytes);
  for (const [index, track] of [track1, track2].entries()) {
    report[index] = track.length;
    report.write(track, 3 + index * trackBytes, 'latin1');
  }
  return report;
}

/** One reader of each kind, as most are. */
export const readerMakes = {
  hid_scanner: {
    kind: 'hid_scanner',
    settings: readerSettingsSchema.parse({ kind: 'hid_scanner' }),
    descriptor: scannerDescriptor,
    send: (number) => [scannerReport(number)],
    half: (number) => scannerReport(number, { more: true }),
    heard: (number) => `read: code ]C0 ${number}`,
  },
  hid_stripe: {
    kind: 'hid_stripe',
    settings: readerSettingsSchema.parse({ kind: 'hid_stripe' }),
    descriptor: stripeDescriptor,
    send: (number) => [stripeReport(`%${number}?`)],
    half: null,
    heard: (number) => `read: stripe other ${number}`,
  },
  serial_scanner: {
    kind: 'serial_scanner',
    settings: readerSettingsSchema.parse({ kind: 'serial_scanner', line }),
    descriptor: null,
    send: (number) => [latin1(`${number}\r\n`)],
    half: latin1,
    heard: (number) => `read: code - ${number}`,
  },
  serial_stripe: {
    kind: 'serial_stripe',
    settings: readerSettingsSchema.parse({ kind: 'serial_stripe', line }),
    descriptor: null,
    send: (number) => [latin1(`%${number}?\r`)],
    half: (number) => latin1(`%${number}`),
    heard: (number) => `read: stripe other ${number}`,
  },
  serial_uid: {
    kind: 'serial_uid',
    settings: readerSettingsSchema.parse({ kind: 'serial_uid', line, uid: { uidBytes: 3 } }),
    descriptor: null,
    send: (number) => [latin1(number.slice(0, 2)), latin1(`${number.slice(2)}\r`)],
    half: latin1,
    heard: (number) => `read: uid ${number}`,
  },
} as const satisfies Readonly<Record<string, ReaderMake>>;
