import { assert } from './assert.ts';

/**
 * An exact ratio, such as points per fen: numerator / denominator. Kept as two integers so that no
 * float touches money.
 */
export type Rate = { readonly numerator: number; readonly denominator: number };

/**
 * Multiplies an amount by a rate and rounds down (PL-05, PL-06): 12,850 fen at 1/100 are 128. Down
 * is towards minus infinity. Exact for every safe integer; throws on a fraction, a rate below zero,
 * or a result too large to stay exact.
 */
export function floorRate(amount: number, rate: Rate): number {
  assert(Number.isSafeInteger(amount), `Only a whole amount can be rated, not ${amount}.`);
  assert(
    Number.isSafeInteger(rate.numerator) && rate.numerator >= 0,
    'The numerator of a rate is a whole number from 0.',
  );
  assert(
    Number.isSafeInteger(rate.denominator) && rate.denominator > 0,
    'The denominator of a rate is a whole number from 1.',
  );
  return toExactNumber(
    floorBigDivide(BigInt(amount) * BigInt(rate.numerator), BigInt(rate.denominator)),
  );
}

/**
 * Divides two whole numbers and rounds down, towards minus infinity: 7 by 2 is 3, -7 by 2 is -4.
 * Throws on a divisor below 1.
 */
export function floorDivide(dividend: number, divisor: number): number {
  return floorRate(dividend, { numerator: 1, denominator: divisor });
}

/**
 * Shares a total over lines in proportion to their weights, in whole units that sum to the total
 * exactly (PL-06). Every line gets its proportion rounded down; what is left goes one by one to the
 * largest remainders, ties to the lower index. A line of weight 0 gets 0. When all weights are 0
 * there is no proportion to follow, and the first line takes everything, because money that no line
 * carries would be lost; with no lines at all only 0 can be shared. Throws on a fraction or a value
 * below 0.
 */
export function shareByLargestRemainder(total: number, weights: readonly number[]): number[] {
  assert(
    Number.isSafeInteger(total) && total >= 0,
    `Only a whole total from 0 can be shared, not ${total}.`,
  );
  for (const weight of weights)
    assert(
      Number.isSafeInteger(weight) && weight >= 0,
      `A weight is a whole number from 0, not ${weight}.`,
    );
  assert(total === 0 || weights.length > 0, 'A total above 0 needs a line to carry it.');

  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  if (weightSum === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const isExact = Number.isSafeInteger(weightSum) && Number.isSafeInteger(total * weightSum);
  return giveRest(
    total,
    isExact ? shareSmall(total, weights, weightSum) : shareLarge(total, weights),
  );
}

/** Of lines rounded down, the largest remainders get one more each until the total is given. */
function giveRest(total: number, lines: readonly Line[]): number[] {
  const shares = lines.map((line) => line.share);
  const leftCount = total - shares.reduce((sum, share) => sum + share, 0);
  if (leftCount === 0) return shares;
  for (const line of lines.toSorted(byLargestRemainder).slice(0, leftCount))
    shares[line.index] = line.share + 1;
  return shares;
}

/** Where every product stays a safe integer, which is every receipt: many times faster than with BigInt. */
function shareSmall(total: number, weights: readonly number[], weightSum: number): Line[] {
  return weights.map((weight, index) => {
    const product = total * weight;
    const remainder = product % weightSum;
    return { index, share: (product - remainder) / weightSum, remainder };
  });
}

function shareLarge(total: number, weights: readonly number[]): Line[] {
  const weightSum = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  return weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    return { index, share: toExactNumber(product / weightSum), remainder: product % weightSum };
  });
}

type Line = {
  readonly index: number;
  readonly share: number;
  readonly remainder: number | bigint;
};

function byLargestRemainder(a: Line, b: Line): number {
  if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
  return a.index - b.index;
}

function floorBigDivide(dividend: bigint, divisor: bigint): bigint {
  // BigInt rounds towards zero, which is up for a negative dividend.
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

function toExactNumber(value: bigint): number {
  const number = Number(value);
  assert(Number.isSafeInteger(number), `${value} is too large to stay exact.`);
  return number;
}
