import type { DropReason } from '../reader-frame.ts';
import type { TrackNo } from './stripe-text.ts';

/** A track as text with its sentinels, or why it cannot be read. */
export type TrackText =
  | { readonly status: 'text'; readonly text: string }
  | { readonly status: 'unreadable'; readonly reason: DropReason };

// ISO/IEC 7811-2: six data bits and a parity bit on track 1, four and one on track 2; the lowest bit comes first.
const codings = {
  1: { dataBits: 6, first: 0x20, start: '%'.charCodeAt(0), end: '?'.charCodeAt(0) },
  2: { dataBits: 4, first: 0x30, start: ';'.charCodeAt(0), end: '?'.charCodeAt(0) },
} as const;

/** The most characters a track holds, sentinels and check character included (ISO/IEC 7811-2). */
export const trackCharactersMax = { 1: 79, 2: 40 } as const;

/**
 * Reads the bits that a head without a decoder took from a stripe: finds the start sentinel, checks the odd parity of every
 * character and the check character (LRC) after the end sentinel. The bits of a card swiped backwards are turned round. The
 * first bit is the highest of the first byte.
 */
export function readTrackBits(track: TrackNo, bytes: Uint8Array): TrackText {
  const bits: number[] = [];
  for (const byte of bytes) {
    for (let place = 7; place >= 0; place -= 1) bits.push((byte >> place) & 1);
  }
  const forwards = readBits(track, bits);
  if (forwards.status === 'text') return forwards;
  const backwards = readBits(track, bits.toReversed());
  return backwards.status === 'text' ? backwards : forwards;
}

function readBits(track: TrackNo, bits: readonly number[]): TrackText {
  const { dataBits, first, start, end } = codings[track];
  // The stripe begins with zeros for the clock; the sentinel of either track begins with a one.
  const begin = bits.indexOf(1);
  if (begin === -1) return { status: 'unreadable', reason: 'not_readable' };
  let text = '';
  let check = 0;
  let isEnded = false;
  for (let at = begin; at + dataBits < bits.length; at += dataBits + 1) {
    let value = 0;
    let ones = 0;
    for (let place = 0; place <= dataBits; place += 1) {
      const bit = bits[at + place] ?? 0;
      ones += bit;
      if (place < dataBits) value |= bit << place;
    }
    if (text === '' && first + value !== start) {
      return { status: 'unreadable', reason: 'not_readable' };
    }
    if (ones % 2 === 0) return { status: 'unreadable', reason: 'parity' };
    if (isEnded) {
      return check === value ? { status: 'text', text } : { status: 'unreadable', reason: 'check' };
    }
    check ^= value;
    text += String.fromCharCode(first + value);
    isEnded = first + value === end;
    if (text.length >= trackCharactersMax[track])
      return { status: 'unreadable', reason: 'too_long' };
  }
  return { status: 'unreadable', reason: 'incomplete' };
}
