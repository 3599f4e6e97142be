import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addToLots,
  allocateEarliestExpiry,
  sumPoints,
  takeFromLots,
} from '../../src-shared/domain/points/lots.ts';
import type { Lot } from '../../src-shared/domain/points/points-entry.ts';
import { sampleDay } from '../support/sample-domain.ts';

const may = sampleDay('2026-05-31');
const june = sampleDay('2026-06-30');
const july = sampleDay('2026-07-31');

const lots: readonly Lot[] = [
  { expiresOnDay: may, points: 100 },
  { expiresOnDay: july, points: 50 },
];

const anyMoves = fc.array(
  fc.record({
    expiresOnDay: fc.constantFrom(may, june, july),
    points: fc.integer({ min: 0, max: 300 }),
  }),
  { maxLength: 6 },
);

describe('lots (PL-02)', () => {
  test('merges points that expire on the same day and keeps the order of expiry', () => {
    const added = addToLots(lots, [
      { expiresOnDay: june, points: 7 },
      { expiresOnDay: may, points: 1 },
      { expiresOnDay: july, points: 0 },
    ]);
    expect(added).toEqual([
      { expiresOnDay: may, points: 101 },
      { expiresOnDay: june, points: 7 },
      { expiresOnDay: july, points: 50 },
    ]);
  });

  test('names the lots that expire first', () => {
    expect(allocateEarliestExpiry(lots, 120)).toEqual([
      { expiresOnDay: may, points: 100 },
      { expiresOnDay: july, points: 20 },
    ]);
    expect(allocateEarliestExpiry(lots, 0)).toEqual([]);
    expect(sumPoints(allocateEarliestExpiry(lots, 999))).toBe(150);
  });

  test('takes from the named lots first and then from the earliest', () => {
    const { taken, shortPoints, ...rest } = takeFromLots(lots, {
      named: [{ expiresOnDay: july, points: 30 }],
      points: 60,
    });
    expect(taken).toEqual([
      { expiresOnDay: july, points: 30 },
      { expiresOnDay: may, points: 30 },
    ]);
    expect(shortPoints).toBe(0);
    expect(rest.lots).toEqual([
      { expiresOnDay: may, points: 70 },
      { expiresOnDay: july, points: 20 },
    ]);
  });

  test('passes over lots that lapsed when it looks for the rest, but not when they are named', () => {
    const fallback = takeFromLots(lots, { named: [], points: 100, usableOnDay: june });
    expect(fallback.shortPoints).toBe(50);
    expect(fallback.lots).toEqual([{ expiresOnDay: may, points: 100 }]);
    const named = takeFromLots(lots, {
      named: [{ expiresOnDay: may, points: 100 }],
      points: 100,
      usableOnDay: june,
    });
    expect(named.shortPoints).toBe(0);
  });

  test('never loses, makes or overdraws a point, whatever is named', () => {
    fc.assert(
      fc.property(anyMoves, anyMoves, fc.integer({ min: 0, max: 900 }), (held, named, points) => {
        const before = addToLots([], held);
        const { lots: after, taken, shortPoints } = takeFromLots(before, { named, points });
        expect(sumPoints(after) + sumPoints(taken)).toBe(sumPoints(before));
        expect(sumPoints(taken) + shortPoints).toBe(points);
        expect(after.every((lot) => lot.points > 0)).toBe(true);
        expect(after.map((lot) => lot.expiresOnDay)).toEqual(
          after.map((lot) => lot.expiresOnDay).toSorted(),
        );
        if (shortPoints > 0) expect(after).toEqual([]);
      }),
    );
  });
});
