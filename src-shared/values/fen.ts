import { assert } from './assert.ts';
import type { Brand } from './brand.ts';
import { groupDigits } from './group-digits.ts';

/** Money as a whole number of fen, a hundredth of a yuan; negative for a refund. */
export type Fen = Brand<number, 'Fen'>;

const FEN_PER_YUAN = 100;
const FEN_DIGITS = 2;

/** Tells whether a value read from outside is a whole number of fen that arithmetic keeps exact. */
export function isFen(value: unknown): value is Fen {
  return Number.isSafeInteger(value);
}

/** Makes fen of a safe integer; throws on a fraction or on a number too large to stay exact. */
export function fen(amountFen: number): Fen {
  assert(isFen(amountFen), `Money is a whole number of fen, not ${String(amountFen)}.`);
  // Checked above; adding 0 turns a -0 into 0, which would otherwise be another value to tests and
  // hashes.
  return (amountFen + 0) as Fen;
}

/**
 * Writes fen as yuan with both decimals: 123450 is "¥1,234.50", a refund is "-¥8.60". No division
 * leaves the integers.
 */
export function formatYuan(amountFen: Fen): string {
  const sign = amountFen < 0 ? '-' : '';
  const unsignedFen = Math.abs(amountFen);
  const oddFen = unsignedFen % FEN_PER_YUAN;
  const yuan = (unsignedFen - oddFen) / FEN_PER_YUAN;
  return `${sign}¥${groupDigits(yuan)}.${String(oddFen).padStart(FEN_DIGITS, '0')}`;
}
