import { dropped, type DropReason, type ReaderDecoder, type ReaderFrame } from '../reader-frame.ts';
import type { HidField } from './hid-descriptor.ts';
import { readStripeText, type TrackNo } from './stripe-text.ts';
import { readTrackBits, type TrackText } from './track-bits.ts';

interface HidTrack {
  readonly trackNo: TrackNo;
  readonly lengthAt: number;
  readonly dataAt: number;
  readonly dataBytesMax: number;
  /** A byte whose lowest bit says that the reader could not decode the track; null where it has none. */
  readonly errorAt: number | null;
}

/** Where a stripe reader's report has tracks 1 and 2. Positions are bytes from the first byte of the report. */
export interface HidStripeLayout {
  readonly reportId: number | null;
  readonly reportBytes: number;
  readonly tracks: readonly HidTrack[];
}

/** What the bytes of a track are: characters with their sentinels, or the bits of the stripe. */
export type StripeCoding = 'characters' | 'bits';

const pageStripe = 0x8e;
const usageTrackLength = { 1: 0x11, 2: 0x12 } as const;
const usageTrackData = { 1: 0x21, 2: 0x22 } as const;
const trackNos = [1, 2] as const;

function plainLayout(options: {
  readonly lengthsAt: number;
  readonly dataAt: number;
  readonly trackBytes: number;
  readonly errorsAt: number | null;
}): HidStripeLayout {
  const { lengthsAt, dataAt, trackBytes, errorsAt } = options;
  return {
    reportId: null,
    reportBytes: dataAt + 3 * trackBytes,
    tracks: trackNos.map((trackNo) => ({
      trackNo,
      lengthAt: lengthsAt + trackNo - 1,
      dataAt: dataAt + (trackNo - 1) * trackBytes,
      dataBytesMax: trackBytes,
      errorAt: errorsAt === null ? null : errorsAt + trackNo - 1,
    })),
  };
}

/** Reports of readers that do not tell their descriptor; they differ in length, by which they are known. */
export const hidStripeLayouts = {
  /** Usage page 0x8E as its usages are listed: three lengths, three tracks. */
  plain: plainLayout({ lengthsAt: 0, dataAt: 3, trackBytes: 112, errorsAt: null }),
  /** MagTek readers on a page of their own (0xFF00): three states, three lengths, the encoding, three tracks. */
  with_states: plainLayout({ lengthsAt: 3, dataAt: 7, trackBytes: 110, errorsAt: 0 }),
  with_states_wide: plainLayout({ lengthsAt: 3, dataAt: 7, trackBytes: 112, errorsAt: 0 }),
} as const satisfies Readonly<Record<string, HidStripeLayout>>;

/** The layout that a report descriptor states, or null where it is none of a stripe reader (usage page 0x8E). */
export function stripeLayoutOf(fields: readonly HidField[]): HidStripeLayout | null {
  const own = fields.filter((field) => field.usagePage === pageStripe);
  const reportId = own[0]?.reportId ?? null;
  const idBytes = reportId === null ? 0 : 1;
  const tracks = trackNos.flatMap((trackNo): HidTrack[] => {
    const length = own.find((field) => field.usage === usageTrackLength[trackNo]);
    const data = own.find((field) => field.usage === usageTrackData[trackNo]);
    const isWhole =
      length?.bitSize === 8 &&
      data?.bitSize === 8 &&
      data.bitOffset % 8 === 0 &&
      [length, data].every((field) => field.reportId === reportId);
    if (!isWhole) return [];
    return [
      {
        trackNo,
        lengthAt: idBytes + length.bitOffset / 8,
        dataAt: idBytes + data.bitOffset / 8,
        dataBytesMax: data.valueCount,
        errorAt: null,
      },
    ];
  });
  const bits = fields
    .filter((field) => field.reportId === reportId)
    .map((field) => field.bitOffset + field.bitSize * field.valueCount);
  const reportBytes = idBytes + Math.ceil(Math.max(0, ...bits) / 8);
  return tracks.length === 0 ? null : { reportId, reportBytes, tracks };
}

/**
 * Makes a decoder for one connection of a HID magnetic stripe reader (usage page 0x8E, or a known report). One report is one
 * swipe. The decoder gives the number of the card and nothing else of its tracks.
 */
export function createHidStripeDecoder(
  layout: HidStripeLayout | 'by_length',
  coding: StripeCoding,
): ReaderDecoder {
  function push(report: Uint8Array): readonly ReaderFrame[] {
    const used = layout === 'by_length' ? findByLength(report) : layout;
    if (used === null) return [dropped('wrong_shape', report.length)];
    if (used.reportId !== null && report[0] !== used.reportId) return [];
    return [readSwipe(report, used, coding)];
  }
  return { push, flush: () => [], endsBy: () => 'mark' };
}

function findByLength(report: Uint8Array): HidStripeLayout | null {
  return (
    Object.values(hidStripeLayouts).find(({ reportBytes }) => reportBytes === report.length) ?? null
  );
}

function readSwipe(report: Uint8Array, layout: HidStripeLayout, coding: StripeCoding): ReaderFrame {
  const reportBytes = report.length;
  let text = '';
  let problem: DropReason | null = null;
  for (const track of layout.tracks) {
    const bytes = trackBytes(report, track);
    if (bytes === null) return dropped('wrong_shape', reportBytes);
    const hasError = track.errorAt !== null && ((report[track.errorAt] ?? 0) & 1) === 1;
    if (hasError) problem ??= 'not_readable';
    if (bytes.length === 0) continue;
    const read: TrackText =
      coding === 'bits'
        ? readTrackBits(track.trackNo, bytes)
        : { status: 'text', text: String.fromCharCode(...bytes) };
    if (read.status === 'text') text += read.text;
    else problem ??= read.reason;
  }
  // One track that can be read is enough: cards are worn unevenly.
  if (text === '') return dropped(problem ?? 'not_readable', reportBytes);
  const found = readStripeText(text);
  if (found.status === 'unreadable') return dropped(found.reason, reportBytes);
  const { number, format } = found;
  return { kind: 'read', read: { source: 'stripe', text: number, format } };
}

function trackBytes(report: Uint8Array, track: HidTrack): Uint8Array | null {
  const length = report[track.lengthAt];
  if (length === undefined || length > track.dataBytesMax) return null;
  if (track.dataAt + length > report.length) return null;
  return report.subarray(track.dataAt, track.dataAt + length);
}
