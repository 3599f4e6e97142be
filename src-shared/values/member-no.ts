import { assert } from './assert.ts';
import type { Brand } from './brand.ts';
import { completeEan13, isEan13 } from './ean13.ts';

/** The number printed on a member card: an EAN-13 of the in-store range that any scanner reads. */
export type MemberNo = Brand<string, 'MemberNo'>;

/**
 * What a member number is made of: the install that minted it and how many it had minted before.
 */
export type MemberNoParts = { readonly installNo: number; readonly counter: number };

/** The largest install number a member number can carry; the smallest is 0. */
export const INSTALL_NO_MAX = 99_999;
/** The largest counter a member number can carry; after it the till needs a new install number. */
export const MEMBER_COUNTER_MAX = 99_999;

const PREFIX = '28';
const PART_DIGITS = 5;
const COUNTER_START = PREFIX.length + PART_DIGITS;
const CHECK_DIGIT_AT = COUNTER_START + PART_DIGITS;

/**
 * Writes a member number: prefix, install number, counter, check digit. Because the office gives
 * each install its own number, two tills that never met cannot mint the same one. Throws when a
 * part is not a whole number within its limit.
 */
export function formatMemberNo({ installNo, counter }: MemberNoParts): MemberNo {
  assertPart(installNo, INSTALL_NO_MAX, 'An install number');
  assertPart(counter, MEMBER_COUNTER_MAX, 'A member counter');
  const ean: string = completeEan13(`${PREFIX}${pad(installNo)}${pad(counter)}`);
  return ean as MemberNo; // Made above of its parts.
}

/** Takes a member number apart, or answers null when it is another number or a misread one. */
export function parseMemberNo(text: string): MemberNoParts | null {
  if (!text.startsWith(PREFIX) || !isEan13(text)) return null;
  return {
    installNo: Number(text.slice(PREFIX.length, COUNTER_START)),
    counter: Number(text.slice(COUNTER_START, CHECK_DIGIT_AT)),
  };
}

function assertPart(value: number, max: number, what: string): void {
  assert(Number.isInteger(value) && value >= 0 && value <= max, `${what} lies in 0 to ${max}.`);
}

function pad(part: number): string {
  return String(part).padStart(PART_DIGITS, '0');
}
