import type { DropReason } from '../reader-frame.ts';

/** The number on a magnetic stripe, and whether the stripe says that it is a bank's. */
export type StripeNumber =
  | { readonly status: 'number'; readonly number: string; readonly format: 'financial' | 'other' }
  | { readonly status: 'unreadable'; readonly reason: DropReason };

export type TrackNo = 1 | 2;

// Behind the end sentinel one more character is a check character, if nothing or the next track follows it.
const TRACKS = {
  1: /%([^?]*)\?(?:([\x20-\x5f])(?=[%;+]|$))?/,
  2: /;([^?]*)\?(?:([\x30-\x3f])(?=[%;+]|$))?/,
} as const;
const FINANCIAL = /^B(\d{1,19})(?:\^|$)/;
const OTHER_TRACK_1 = /^([A-Z0-9-]{4,24})(?:\^|$)/;
// A track 2 of ISO/IEC 7813: number, expiry as YYMM, service code. Many debit cards have no other track.
const FINANCIAL_TRACK_2 = /^\d{12,19}=\d{2}(?:0[1-9]|1[0-2])\d{3}/;
const NUMBER_OF_TRACK_2 = /^(\d{6,19})(?:=[\d:<=>]*)?$/;
const FRAMING = /\p{Control}/gu;

// What a character is minus this is what the stripe holds (ISO/IEC 7811-2).
const firstCharacters = { 1: 0x20, 2: 0x30 } as const;

/** Tells whether a text is that of a magnetic stripe rather than of a printed code. */
export function isStripeText(text: string): boolean {
  return text.startsWith('%') || text.startsWith(';');
}

/**
 * Finds the number in what a reader that decodes gave: tracks 1 and 2 of ISO/IEC 7813 with their sentinels, one or both. The
 * number of track 2 counts first. Name, dates and the issuer's own data are left out of the answer, and so is everything of
 * a track 3. A check character (LRC) that the reader passed on after the end sentinel must fit.
 */
export function readStripeText(text: string): StripeNumber {
  const clean = text.replace(FRAMING, '');
  const track1 = TRACKS[1].exec(clean);
  // What track 1 holds must not be looked into for a track 2.
  const rest = track1 === null ? clean : clean.replace(track1[0], '');
  const track2 = TRACKS[2].exec(rest);
  if (track1 === null && track2 === null) {
    return { status: 'unreadable', reason: isStripeText(clean) ? 'incomplete' : 'wrong_shape' };
  }
  if (!fitsCheck(1, track1) || !fitsCheck(2, track2)) {
    return { status: 'unreadable', reason: 'check' };
  }
  const first = track1?.[1] ?? '';
  const financial = FINANCIAL.exec(first)?.[1];
  const number =
    NUMBER_OF_TRACK_2.exec(track2?.[1] ?? '')?.[1] ?? financial ?? OTHER_TRACK_1.exec(first)?.[1];
  if (number === undefined) return { status: 'unreadable', reason: 'not_readable' };
  const isFinancial = financial !== undefined || FINANCIAL_TRACK_2.test(track2?.[1] ?? '');
  return { status: 'number', number, format: isFinancial ? 'financial' : 'other' };
}

/** The check character (LRC) over a track from its start sentinel to its end sentinel (ISO/IEC 7811-2). */
export function trackCheck(trackNo: TrackNo, text: string): string {
  const first = firstCharacters[trackNo];
  let check = 0;
  for (let index = 0; index < text.length; index += 1) check ^= text.charCodeAt(index) - first;
  return String.fromCharCode(first + check);
}

function fitsCheck(trackNo: TrackNo, found: RegExpExecArray | null): boolean {
  const check = found?.[2];
  if (found === null || check === undefined) return true;
  return trackCheck(trackNo, found[0].slice(0, -1)) === check;
}
