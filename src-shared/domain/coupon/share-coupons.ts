import { shareByLargestRemainder } from '../../values/rounding.ts';
import type { CouponWorth } from './coupon-worth.ts';

/** What a coupon of a combination takes off, per line of the receipt. */
export interface CouponShare {
  readonly offFen: number;
  /** Parallel to the lines of the receipt; sums to `offFen`. */
  readonly lineOffFen: readonly number[];
}

/**
 * Takes the money of several coupons off the same lines: never more than is left of the goods a coupon covers. The one whose
 * goods cost least goes first, because the others can go elsewhere; then in the order given. Shares follow what is left of
 * each line by largest remainder, ties to the lower index (PL-06). The shares come in the order given.
 */
export function shareCoupons(
  worths: readonly CouponWorth[],
  pricesFen: readonly number[],
): readonly CouponShare[] {
  const leftFen = [...pricesFen];
  const shares: CouponShare[] = [];
  for (const index of narrowestFirst(worths)) {
    const worth = worths[index];
    if (worth !== undefined) shares[index] = takeOff(worth, leftFen);
  }
  return shares;
}

function narrowestFirst(worths: readonly CouponWorth[]): readonly number[] {
  return worths
    .map((worth, index) => ({ coveredFen: worth.coveredFen, index }))
    .toSorted((a, b) => a.coveredFen - b.coveredFen || a.index - b.index)
    .map(({ index }) => index);
}

/**
 * Takes the money of one coupon off what is left of the lines, and writes into `leftFen` what it leaves: never more than that,
 * shared by largest remainder, ties to the lower index (PL-06).
 */
export function takeOff(
  { lineIndexes, offFen: wishedFen }: CouponWorth,
  leftFen: number[],
): CouponShare {
  const weights = lineIndexes.map((index) => leftFen[index] ?? 0);
  const offFen = Math.min(
    wishedFen,
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  const lineOffFen = leftFen.map(() => 0);
  if (offFen === 0) return { offFen, lineOffFen };
  shareByLargestRemainder(offFen, weights).forEach((share, position) => {
    const index = lineIndexes[position];
    if (index === undefined) return;
    lineOffFen[index] = share;
    leftFen[index] = (leftFen[index] ?? 0) - share;
  });
  return { offFen, lineOffFen };
}
