import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  floorDivide,
  floorRate,
  shareByLargestRemainder,
} from '../../src-shared/values/rounding.ts';

const MAX = Number.MAX_SAFE_INTEGER;

test.each([
  ['PL-05: 1 point per yuan on 128.50 yuan', 12850, 1, 100, 128],
  ['PL-05: 1 point per 10 yuan on 99.99 yuan', 9999, 1, 1000, 9],
  ['PL-05: nothing on nothing', 0, 1, 100, 0],
  ['PL-07: the gold extra, 0.2 of 128', 128, 2, 10, 25],
  ['PL-06: down, not to the nearest', 199, 1, 100, 1],
  ['PL-06: down is towards minus infinity', -1, 1, 100, -1],
  ['the largest safe integer at 1 to 1', MAX, MAX, MAX, MAX],
])('%s', (_, amount, numerator, denominator, expected) => {
  expect(floorRate(amount, { numerator, denominator })).toBe(expected);
});

test('throws where a rate or its result could not be exact', () => {
  expect(() => floorRate(1.5, { numerator: 1, denominator: 1 })).toThrow('whole amount');
  expect(() => floorRate(1, { numerator: -1, denominator: 1 })).toThrow('numerator');
  expect(() => floorRate(1, { numerator: 1, denominator: 0 })).toThrow('denominator');
  expect(() => floorRate(MAX, { numerator: 2, denominator: 1 })).toThrow('too large');
});

test('divides downwards, below zero too', () => {
  expect([floorDivide(7, 2), floorDivide(-7, 2), floorDivide(-8, 2)]).toEqual([3, -4, -4]);
});

test.each([
  ['PL-06: a coupon of 5.00 yuan over three lines', 500, [3330, 3330, 3340], [167, 166, 167]],
  ['PL-06: 7 points over three lines', 7, [1990, 2590, 990], [3, 3, 1]],
  ['PL-06: a tie goes to the lower line', 1, [5, 5, 5], [1, 0, 0]],
  ['PL-06: a free line takes nothing', 10, [0, 3, 0, 3], [0, 5, 0, 5]],
  ['a total above the sum of weights', 100, [1, 2], [33, 67]],
  ['nothing to share', 0, [1, 2], [0, 0]],
  ['no lines and nothing to share', 0, [], []],
  ['all weights 0 and nothing to share', 0, [0, 0], [0, 0]],
  ['all weights 0: the first line carries it', 9, [0, 0], [9, 0]],
  ['the largest safe integer', MAX, [MAX, 0], [MAX, 0]],
])('shares %s', (_, total, weights, expected) => {
  expect(shareByLargestRemainder(total, weights)).toEqual(expected);
});

test('throws on what cannot be shared', () => {
  expect(() => shareByLargestRemainder(-1, [1])).toThrow('whole total');
  expect(() => shareByLargestRemainder(1, [1, -1])).toThrow('weight');
  expect(() => shareByLargestRemainder(1, [0.5])).toThrow('weight');
  expect(() => shareByLargestRemainder(1, [])).toThrow('needs a line');
});

test('PL-06: shares sum to the total and each lies less than 1 from the exact proportion', () => {
  const weights = fc.array(fc.oneof(fc.maxSafeNat(), fc.nat(20)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.maxSafeNat(), weights, (total, lines) => {
      fc.pre(lines.some((weight) => weight > 0));
      const shares = shareByLargestRemainder(total, lines);
      const sum = lines.reduce((all, weight) => all + BigInt(weight), 0n);
      expect(shares.reduce((all, share) => all + BigInt(share), 0n)).toBe(BigInt(total));
      for (const [index, weight] of lines.entries()) {
        const offBy = BigInt(shares[index] ?? -1) * sum - BigInt(total) * BigInt(weight);
        expect(offBy > -sum && offBy < sum).toBe(true);
        if (weight === 0) expect(shares[index]).toBe(0);
      }
    }),
    { numRuns: 1000 },
  );
});
