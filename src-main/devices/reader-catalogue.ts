import {
  type PortReaderKind,
  type ReaderKind,
  portReaderKinds,
  type ReaderSettingsOf,
} from '../../src-shared/contract/till/reader-settings.ts';
import { type HidField, readInputFields } from '../../src-shared/scan/decoders/hid-descriptor.ts';
import { createDecodeText } from '../../src-shared/scan/decode-text.ts';
import {
  createHidScannerDecoder,
  hidScannerLayouts,
  scannerLayoutOf,
} from '../../src-shared/scan/decoders/hid-scanner.ts';
import {
  createHidStripeDecoder,
  stripeLayoutOf,
} from '../../src-shared/scan/decoders/hid-stripe.ts';
import {
  createSerialDecoder,
  type SerialContents,
} from '../../src-shared/scan/decoders/serial-decoder.ts';
import type { SerialFraming } from '../../src-shared/scan/decoders/serial-frames.ts';
import type { FrameEnd, ReaderDecoder } from '../../src-shared/scan/reader-frame.ts';
import type { HidDevice } from './hid-port.ts';

export type HidKind = Extract<PortReaderKind, `hid_${string}`>;
export type SerialKind = Extract<PortReaderKind, `serial_${string}`>;

interface CatalogueLine<Kind extends PortReaderKind> {
  /** Tells a HID device that is one. Of what is on a serial port a person says it. */
  isOne(device: HidDevice): boolean;
  /** Understands what it sends, for one connection. */
  decoder(settings: ReaderSettingsOf<Kind>, known: KnownOfReader): ReaderDecoder;
}

/** What is known of a reader beside its settings. */
interface KnownOfReader {
  /** How its reports are built, where the device or its system tells. */
  readonly descriptor?: Uint8Array | null;
  /** What ended its frames before. */
  readonly frameEnd?: FrameEnd;
}

const decodeText = createDecodeText(TextDecoder);

const scannerPage = 0x8c;
/** Badge readers, scanners, and the bases and cradles of cordless ones (HID POS Usage Tables 1.02, section 3.1). */
const scannerUsages: ReadonlySet<number> = new Set([1, 2, 3, 4, 5]);
const stripePage = 0x8e;
const stripeUsage = 0x01;
const honeywell = { vendorId: 0x0c2e, page: 0xff8c } as const;
const magTek = { vendorId: 0x0801, page: 0xff00 } as const;

/** Every kind of reader on a port of the till, one line each. */
const readerCatalogue: { readonly [Kind in PortReaderKind]: CatalogueLine<Kind> } = {
  hid_scanner: { isOne: isHidScanner, decoder: hidScannerDecoder },
  hid_stripe: { isOne: isHidStripe, decoder: hidStripeDecoder },
  serial_scanner: {
    isOne: isNone,
    decoder: (set, known) => serialDecoder(set, { kind: 'code' }, known),
  },
  serial_stripe: {
    isOne: isNone,
    decoder: (set, known) => serialDecoder(set, { kind: 'stripe' }, known),
  },
  serial_uid: {
    isOne: isNone,
    decoder: (set, known) => serialDecoder(set, { kind: 'uid', uid: set.uid }, known),
  },
};

/** What kind of reader a HID device is; null for everything that is none. */
export function hidKindOf(device: HidDevice): HidKind | null {
  return (
    portReaderKinds.filter(isHidKind).find((kind) => readerCatalogue[kind].isOne(device)) ?? null
  );
}

/** Makes the decoder of a reader for one connection. */
export function createReaderDecoder<Kind extends PortReaderKind>(
  settings: ReaderSettingsOf<Kind> & { readonly kind: Kind },
  known: KnownOfReader,
): ReaderDecoder {
  const line: CatalogueLine<Kind> = readerCatalogue[settings.kind];
  return line.decoder(settings, known);
}

/** Tells the kinds that are on a serial line; keyboards are not, and what is on HID is found by itself. */
export function isSerialKind(kind: ReaderKind): kind is SerialKind {
  return kind.startsWith('serial_');
}

export function isHidKind(kind: ReaderKind): kind is HidKind {
  return kind.startsWith('hid_');
}

function isNone(): boolean {
  return false;
}

function isHidScanner({ usagePage, usage, vendorId }: HidDevice): boolean {
  if (usagePage === scannerPage) return scannerUsages.has(usage);
  return usagePage === honeywell.page && vendorId === honeywell.vendorId;
}

function isHidStripe({ usagePage, usage, vendorId }: HidDevice): boolean {
  if (usagePage === stripePage) return usage === stripeUsage;
  return usagePage === magTek.page && vendorId === magTek.vendorId;
}

function hidScannerDecoder(
  { layout }: ReaderSettingsOf<'hid_scanner'>,
  { descriptor = null }: KnownOfReader,
): ReaderDecoder {
  const used =
    layout === 'automatic'
      ? (layoutIn(descriptor, scannerLayoutOf) ?? 'guessed')
      : hidScannerLayouts[layout];
  return createHidScannerDecoder(used, decodeText);
}

function hidStripeDecoder(
  { coding }: ReaderSettingsOf<'hid_stripe'>,
  { descriptor = null }: KnownOfReader,
): ReaderDecoder {
  return createHidStripeDecoder(layoutIn(descriptor, stripeLayoutOf) ?? 'by_length', coding);
}

function serialDecoder(
  { framing }: { readonly framing: SerialFraming },
  contents: SerialContents,
  { frameEnd = 'unknown' }: KnownOfReader,
): ReaderDecoder {
  return createSerialDecoder({ framing, contents, knownEnd: frameEnd }, decodeText);
}

function layoutIn<Layout>(
  descriptor: Uint8Array | null,
  layoutOf: (fields: readonly HidField[]) => Layout | null,
): Layout | null {
  const fields = descriptor === null ? null : readInputFields(descriptor);
  return fields === null ? null : layoutOf(fields);
}
