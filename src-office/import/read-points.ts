import type { RejectCode } from './reject-words.ts';

/** Points of a cell, or why they cannot be taken. */
export type ReadPoints =
  | { readonly status: 'ok'; readonly points: number }
  | { readonly status: 'rejected'; readonly code: RejectCode };

/** As much as any message of the product carries. */
const pointsMax = 1_000_000_000;
const UNIT_AT_END = /\s*(?:分|积分|積分|点|點|points?|pts)$/iu;
const GROUPED = /^[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?$/u;
const GROUP_MARKS = /[, ]/gu;
const WHOLE = /^([+-]?)(\d+)(?:\.0*)?$/u;

/** Reads a plain cell of points: '' is 0, "1,234" and "1234.00" are 1234. A fraction is never rounded away. */
export function readPoints(plain: string): ReadPoints {
  if (plain === '') return { status: 'ok', points: 0 };
  const bare = plain.replace(UNIT_AT_END, '');
  const number = GROUPED.test(bare) ? bare.replace(GROUP_MARKS, '') : bare;
  const [, sign, digits] = WHOLE.exec(number) ?? [];
  if (digits === undefined) return { status: 'rejected', code: 'points_invalid' };
  const points = Number(digits);
  if (sign === '-' && points > 0) return { status: 'rejected', code: 'points_negative' };
  if (points > pointsMax) return { status: 'rejected', code: 'points_too_many' };
  return { status: 'ok', points };
}
