import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Credit,
  findCreditedAgain,
  pointsAboveDayLimit,
} from '../../src-shared/domain/review/find-adjustments-to-hold.ts';

const adjustment = fc.record({
  atMs: fc.integer({ min: 0, max: 5 }),
  points: fc.integer({ min: -9_000, max: 9_000 }).filter((points) => points !== 0),
});

test('PL-17: what is above the limit of a day is the latest, and is the same in whatever order it comes in', () => {
  const at = (operationId: string, atMs: number, points: number) => ({ operationId, atMs, points });
  const day = [at('c', 3, 700), at('a', 1, 600), at('b', 2, -300)];
  expect(pointsAboveDayLimit(day, 900)).toEqual(new Map([['c', 700]]));
  expect(pointsAboveDayLimit(day, 1_600)).toEqual(new Map());
  expect(pointsAboveDayLimit(day, 1_599)).toEqual(new Map([['c', 1]]));
  fc.assert(
    fc.property(fc.array(adjustment), fc.integer({ min: 0, max: 10_000 }), (rows, limit) => {
      const named = rows.map((row, index) => ({ ...row, operationId: String(index) }));
      const above = pointsAboveDayLimit(named, limit);
      expect(pointsAboveDayLimit(named.toReversed(), limit)).toEqual(above);
      const sizes = named.reduce((sum, { points }) => sum + Math.abs(points), 0);
      const aboveSum = [...above.values()].reduce((sum, points) => sum + points, 0);
      expect(aboveSum).toBe(Math.max(0, sizes - limit));
    }),
  );
});

test('PL-17: of what credited a receipt the sale stands, or else the earliest, and two sales are two receipts', () => {
  const credit = (operationId: string, by: Credit['by'], atMs: number): Credit => {
    return { operationId, by, atMs, memberId: `m-${operationId}` };
  };
  const [early, later] = [credit('a', 'adjustment', 1), credit('b', 'adjustment', 2)];
  const sale = credit('s', 'sale', 9);
  const late = credit('l', 'late', 0);
  expect(findCreditedAgain([early])).toBeNull();
  expect(findCreditedAgain([later, early])).toEqual({ stands: early, again: [later] });
  expect(findCreditedAgain([later, sale, early])).toEqual({ stands: sale, again: [early, later] });
  expect(findCreditedAgain([early, late])).toEqual({ stands: late, again: [early] });
  expect(findCreditedAgain([sale, credit('t', 'sale', 3)])).toBeNull();
  expect(findCreditedAgain([sale, credit('t', 'sale', 3), early])?.again).toEqual([early]);
});
