import { floorRate, type Rate } from '../../values/rounding.ts';

/** The rate 1, of which a multiplier is the whole and an extra is what goes beyond it. */
export const rateOne: Rate = { numerator: 1, denominator: 1 };

/** Orders two rates: below 0 when a is smaller, 0 when they are the same number, above 0 when a is greater. */
export function compareRates(a: Rate, b: Rate): number {
  return a.numerator * b.denominator - b.numerator * a.denominator;
}

/** The smaller of two rates. */
export function smallerRate(a: Rate, b: Rate): Rate {
  return compareRates(a, b) <= 0 ? a : b;
}

/** a - b, or 0 where b is greater. */
export function subtractRates(a: Rate, b: Rate): Rate {
  const numerator = a.numerator * b.denominator - b.numerator * a.denominator;
  return { numerator: Math.max(0, numerator), denominator: a.denominator * b.denominator };
}

/** a + b. */
export function addRates(a: Rate, b: Rate): Rate {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

/** What a multiplier adds to some base points, rounded down: a multiplier of 1.2 adds 25 to 128 (PL-07). */
export function floorExtra(basePoints: number, multiplier: Rate): number {
  return floorRate(basePoints, subtractRates(multiplier, rateOne));
}
