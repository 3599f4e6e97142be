import { assert } from './assert.ts';
import type { Brand } from './brand.ts';

/** Thirteen digits whose last one checks the others. */
export type Ean13 = Brand<string, 'Ean13'>;

const TWELVE_DIGITS = /^\d{12}$/;
const THIRTEEN_DIGITS = /^\d{13}$/;
const DIGITS = /^\d+$/;
// GS1 leaves the prefixes 20 to 29 to the shop itself, so no goods of another maker carry them.
const IN_STORE = /^2/;
const CHECK_BASE = 10;
const ODD_PLACE_WEIGHT = 3;

/**
 * The check digit after the given digits, by the rule all GS1 numbers share (EAN-8, UPC-A, EAN-13,
 * GTIN-14): the last place weighs 3, the one before it 1, and so on. Throws on anything but digits.
 */
export function gtinCheckDigit(body: string): string {
  assert(DIGITS.test(body), 'A check digit is computed from digits.');
  let sum = 0;
  for (let place = 1; place <= body.length; place += 1) {
    const digit = Number(body.at(-place));
    sum += place % 2 === 1 ? digit * ODD_PLACE_WEIGHT : digit;
  }
  return String((CHECK_BASE - (sum % CHECK_BASE)) % CHECK_BASE);
}

/** Tells whether a text is 13 digits with the right check digit. */
export function isEan13(text: string): text is Ean13 {
  return THIRTEEN_DIGITS.test(text) && text.at(-1) === gtinCheckDigit(text.slice(0, -1));
}

/**
 * Tells whether a text is an EAN-13 of the in-store range 20 to 29, where member cards live
 * (ID-01).
 */
export function isInStoreEan13(text: string): text is Ean13 {
  return IN_STORE.test(text) && isEan13(text);
}

/**
 * Tells whether a text is built like an EAN-13 of the in-store range and its check digit is wrong: a member's number that was
 * misread, which is no card (ID-01).
 */
export function isMisreadInStoreEan13(text: string): boolean {
  return IN_STORE.test(text) && THIRTEEN_DIGITS.test(text) && !isEan13(text);
}

/** Adds the check digit to the first 12 digits. Throws on anything but 12 digits. */
export function completeEan13(first12: string): Ean13 {
  assert(TWELVE_DIGITS.test(first12), 'An EAN-13 is completed from 12 digits.');
  // Checked: 12 digits and their check digit.
  return `${first12}${gtinCheckDigit(first12)}` as Ean13;
}
