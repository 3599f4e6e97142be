import { expect, test } from 'vitest';
import { fen, formatYuan, isFen } from '../../src-shared/values/fen.ts';
import { formatPoints, isPoints, points } from '../../src-shared/values/points.ts';

test.each([
  [0, '¥0.00'],
  [5, '¥0.05'],
  [100, '¥1.00'],
  [123450, '¥1,234.50'],
  [-860, '-¥8.60'],
  [-5, '-¥0.05'],
  [Number.MAX_SAFE_INTEGER, '¥90,071,992,547,409.91'],
])('writes %i fen as %s', (amountFen, written) => {
  expect(formatYuan(fen(amountFen))).toBe(written);
});

test.each([
  [0, '0'],
  [999, '999'],
  [2356, '2,356'],
  [-1234567, '-1,234,567'],
])('writes %i points as %s', (count, written) => {
  expect(formatPoints(points(count))).toBe(written);
});

test.each([0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  'refuses %d as points and as fen, because arithmetic would not stay exact',
  (value) => {
    expect(() => points(value)).toThrow('whole number');
    expect(() => fen(value)).toThrow('whole number');
    expect([isPoints(value), isFen(value)]).toEqual([false, false]);
  },
);

test('tells points and fen from other values read from outside', () => {
  expect([isPoints(12), isPoints('12'), isPoints(null)]).toEqual([true, false, false]);
  expect([isFen(-12), isFen(12n), isFen(undefined)]).toEqual([true, false, false]);
});

test('makes a plain 0 of a minus 0', () => {
  expect(Object.is(points(-0), 0)).toBe(true);
  expect(Object.is(fen(-0), 0)).toBe(true);
});
