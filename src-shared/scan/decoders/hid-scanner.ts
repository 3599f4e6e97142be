import {
  codeRead,
  type DecodeText,
  dropped,
  FRAME_BYTES_MAX,
  type ReaderDecoder,
  type ReaderFrame,
} from '../reader-frame.ts';
import type { HidField } from './hid-descriptor.ts';

/** Where a scanner's report has what. Positions are bytes from the first byte of the report, its id included. */
export interface HidScannerLayout {
  /** null where the device does not number its reports; then the report begins with its data. */
  readonly reportId: number | null;
  readonly lengthAt: number;
  /** Three characters such as "]E0"; null where the report has none. */
  readonly aimAt: number | null;
  readonly dataAt: number;
  readonly dataBytesMax: number;
  /** The bit that says that more of this code follows; null where a code is one report. */
  readonly more: { readonly at: number; readonly bit: number } | null;
}

const pageGeneric = 0x01;
const pageScanner = 0x8c;
const usageByteCount = 0x3b;
const usageAimFirst = 0xfb;
const usageData = 0xfe;
const usageMore = 0xff;
const aimStart = ']'.charCodeAt(0);
const aimBytes = 3;

/**
 * Reports of readers that do not tell their descriptor. Both are of 64 bytes and share id, length, and the bit that says
 * that more follows; they differ in what comes after the length (hardware manuals of Access-IS ATR110 and Newland FM420).
 */
const common = { reportId: 2, lengthAt: 1, dataBytesMax: 56, more: { at: 63, bit: 0 } } as const;
export const hidScannerLayouts = {
  aim_first: { ...common, aimAt: 2, dataAt: 5 },
  data_first: { ...common, aimAt: null, dataAt: 2 },
  /** Id 1, a length and the data, one report for each code (Microscan MS-4). */
  bare: { reportId: 1, lengthAt: 1, aimAt: null, dataAt: 2, dataBytesMax: 62, more: null },
} as const satisfies Readonly<Record<string, HidScannerLayout>>;

/** The layout that a report descriptor states, or null where it is none of a HID POS scanner (usage page 0x8C). */
export function scannerLayoutOf(fields: readonly HidField[]): HidScannerLayout | null {
  const data = fields.find((field) => field.usagePage === pageScanner && field.usage === usageData);
  if (data === undefined || data.bitSize !== 8 || data.bitOffset % 8 !== 0) return null;
  const { reportId } = data;
  const same = fields.filter((field) => field.reportId === reportId);
  const length = same.find(
    (field) => field.usagePage === pageGeneric && field.usage === usageByteCount,
  );
  if (length === undefined || length.bitSize !== 8) return null;
  const idBytes = reportId === null ? 0 : 1;
  const aim = same.find(
    (field) => field.usagePage === pageScanner && field.usage === usageAimFirst,
  );
  const more = same.find((field) => field.usagePage === pageScanner && field.usage === usageMore);
  return {
    reportId,
    lengthAt: idBytes + length.bitOffset / 8,
    aimAt: aim === undefined ? null : idBytes + aim.bitOffset / 8,
    dataAt: idBytes + data.bitOffset / 8,
    dataBytesMax: data.valueCount,
    more:
      more === undefined
        ? null
        : { at: idBytes + Math.floor(more.bitOffset / 8), bit: more.bitOffset % 8 },
  };
}

interface Part {
  readonly aim: string | null;
  readonly bytes: readonly number[];
  readonly layout: HidScannerLayout;
}

/**
 * Makes a decoder for one connection of a HID POS bar code scanner (usage page 0x8C). A code longer than a report comes in
 * several, each but the last saying that more follows; they are put together. One whose identifier changes midway, or that
 * is never finished, is dropped, since the end of one code and the beginning of another would make a third.
 */
export function createHidScannerDecoder(
  layout: HidScannerLayout | 'guessed',
  decodeText: DecodeText,
): ReaderDecoder {
  let kept: Part | null = null;

  function push(report: Uint8Array): readonly ReaderFrame[] {
    const used = layout === 'guessed' ? (kept?.layout ?? guess(report)) : layout;
    // Other reports of the same device (its status, its answers) are not about codes.
    if (used.reportId !== null && report[0] !== used.reportId) return [];
    const part = readPart(report, used);
    const before = kept;
    kept = null;
    if (part === null) {
      return [dropped('wrong_shape', report.length + (before?.bytes.length ?? 0))];
    }
    const isOther =
      before !== null && before.aim !== null && part.aim !== null && before.aim !== part.aim;
    const whole = before === null || isOther ? part : join(before, part);
    const first = isOther ? [dropped('incomplete', before.bytes.length)] : [];
    if (whole.bytes.length > FRAME_BYTES_MAX) return [dropped('too_long', whole.bytes.length)];
    if (hasMore(report, used)) {
      kept = whole;
      return first;
    }
    if (whole.bytes.length === 0) return [...first, dropped('wrong_shape', report.length)];
    return [...first, codeRead(decodeText(Uint8Array.from(whole.bytes)), whole.aim)];
  }

  function flush(): readonly ReaderFrame[] {
    if (kept === null) return [];
    const frame = dropped('incomplete', kept.bytes.length);
    kept = null;
    return [frame];
  }

  return { push, flush, endsBy: () => 'mark' };
}

// Three empty bytes are an identifier that the reader does not know. A scanner that was told to put the identifier into the
// data has "]" at the same place as one that has a field for it; read the wrong way round, its data would end empty.
function guess(report: Uint8Array): HidScannerLayout {
  const { aim_first, data_first } = hidScannerLayouts;
  const length = report[data_first.lengthAt] ?? 0;
  if (length > 0 && isEmpty(report, aim_first.aimAt)) return aim_first;
  if (report[aim_first.aimAt] !== aimStart) return data_first;
  return length > aimBytes && isEmpty(report, data_first.dataAt + length) ? data_first : aim_first;
}

function isEmpty(report: Uint8Array, at: number): boolean {
  const bytes = report.subarray(at, at + aimBytes);
  return bytes.length === aimBytes && bytes.every((byte) => byte === 0);
}

/** null for a report that is cut short, too: without its flag of more the half of a code would pass for the whole. */
function readPart(report: Uint8Array, layout: HidScannerLayout): Part | null {
  if (layout.more !== null && layout.more.at >= report.length) return null;
  if (layout.aimAt !== null && layout.aimAt + aimBytes > report.length) return null;
  const length = report[layout.lengthAt];
  if (length === undefined || length > layout.dataBytesMax) return null;
  if (layout.dataAt + length > report.length) return null;
  const bytes = [...report.subarray(layout.dataAt, layout.dataAt + length)];
  if (layout.aimAt === null) return { aim: null, bytes, layout };
  const aim = String.fromCharCode(...report.subarray(layout.aimAt, layout.aimAt + aimBytes));
  // Readers leave it empty where they do not know the symbology.
  return { aim: /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? aim : null, bytes, layout };
}

function join(before: Part, after: Part): Part {
  return { ...before, bytes: [...before.bytes, ...after.bytes] };
}

function hasMore(report: Uint8Array, { more }: HidScannerLayout): boolean {
  return more !== null && (((report[more.at] ?? 0) >> more.bit) & 1) === 1;
}
