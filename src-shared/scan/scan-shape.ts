import { maskCard, maskPhone } from '../values/mask.ts';
import type { ScannedCode } from './scanned-code.ts';

const shapeCharactersMax = 60;
const runMin = 3;
const SIGNED_CODE = /^(M2|C1)[:|]/i;

/**
 * How a text is written, without what it says: 9 for a digit, A and a for letters, 字 for any other letter, signs as they
 * are, control characters by their number, and a count for what repeats: "A{3}9{6}<13>". Support sees by it what prefix,
 * suffix or layout a reader is set to. A signed code is told by its first two characters, "M2" or "C1": the rest looks like
 * nothing that anybody knows.
 */
export function shapeOf(text: string): string {
  const signed = SIGNED_CODE.exec(text)?.[1];
  if (signed !== undefined) return signed.toUpperCase();
  const runs: { sign: string; count: number }[] = [];
  for (const character of text) {
    const sign = signOf(character);
    const last = runs.at(-1);
    if (last?.sign === sign) last.count += 1;
    else runs.push({ sign, count: 1 });
  }
  const shape = runs
    .map(({ sign, count }) => (count < runMin ? sign.repeat(count) : `${sign}{${count}}`))
    .join('');
  return shape.length > shapeCharactersMax ? `${shape.slice(0, shapeCharactersMax)}…` : shape;
}

function signOf(character: string): string {
  if (/\d/.test(character)) return '9';
  if (/[A-Z]/.test(character)) return 'A';
  if (/[a-z]/.test(character)) return 'a';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `<${code}>`;
  return /[\p{L}\p{N}]/u.test(character) ? '字' : character;
}

/**
 * What may be shown of a scan (ID-11): the end of a number, the code of goods, and nothing at all of a payment code, a bank
 * card or whatever is unknown.
 */
export function maskScan(scanned: ScannedCode): string {
  switch (scanned.kind) {
    case 'member_card':
    case 'static_code':
      return maskCard(scanned.cardNo);
    case 'phone':
      return maskPhone(scanned.phone);
    case 'phone_region_needed':
      return maskCard(scanned.digits);
    case 'coupon':
      return maskCard(scanned.code.couponId);
    case 'staff_badge':
      return maskCard(scanned.staffId);
    case 'goods':
      return scanned.code;
    case 'signed_code':
    case 'payment_code':
    case 'bank_card':
    case 'chip_random':
    case 'chip_empty':
    case 'coupon_unreadable':
    case 'staff_badge_unreadable':
    case 'own_code_unreadable':
    case 'unknown':
      return '';
  }
}
