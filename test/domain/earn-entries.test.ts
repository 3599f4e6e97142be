import { describe, expect, test } from 'vitest';
import { capEarn, dayPurchases } from '../../src-shared/domain/points/cap-earn.ts';
import { earnEntries } from '../../src-shared/domain/points/earn-entries.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { rateOf, sampleDay, sampleProgramme, sampleToday } from '../support/sample-domain.ts';

const plain = sampleProgramme();
const capped = {
  earn: { ...plain.earn, caps: { receiptsPerDay: 10, pointsPerDay: 5000 } },
};
const waiting = {
  earn: { ...plain.earn, usableAfterDays: [{ categories: ['clothing'], days: 7 }] },
};
const expiresOnDay = sampleDay('2028-03-31');
const terms = {
  rate: rateOf(1, 100),
  tierCode: 'regular',
  tierMultiplier: rateOf(1),
  expiresOnDay,
};
const inAWeek = addDays(sampleToday, 7);

describe('daily caps (PL-08)', () => {
  test('let 10 receipts and 5,000 points of a day through and hold what is above', () => {
    const cap = (dayReceiptCount: number, dayEarnedPoints: number, earnedPoints: number) =>
      capEarn({ programme: capped, dayReceiptCount, dayEarnedPoints, earnedPoints });
    expect(cap(9, 0, 100)).toBeNull();
    expect(cap(10, 0, 100)).toEqual({ heldPoints: 100, reason: 'daily_receipts' });
    expect(cap(0, 4900, 100)).toBeNull();
    expect(cap(0, 4901, 100)).toEqual({ heldPoints: 1, reason: 'daily_points' });
    expect(cap(0, 0, 5001)).toEqual({ heldPoints: 1, reason: 'daily_points' });
    expect(cap(0, 6000, 100)).toEqual({ heldPoints: 100, reason: 'daily_points' });
    expect(cap(10, 6000, 0)).toBeNull();
  });

  test('count one day, the last one', () => {
    const purchases = {
      firstOnDay: sampleDay('2026-01-01'),
      lastOnDay: sampleToday,
      lastDayReceiptCount: 3,
      lastDayPoints: 250,
    };
    expect(dayPurchases(purchases, sampleToday)).toEqual({
      dayReceiptCount: 3,
      dayEarnedPoints: 250,
    });
    const none = { dayReceiptCount: 0, dayEarnedPoints: 0 };
    expect(dayPurchases(purchases, inAWeek)).toEqual(none);
    expect(dayPurchases(undefined, sampleToday)).toEqual(none);
  });
});

describe('the entries of a receipt', () => {
  const input = {
    programme: waiting,
    terms,
    parts: [
      { kind: 'earn', ruleId: 'base', points: 100 },
      { kind: 'earn_bonus', ruleId: 'tier:gold', points: 21 },
    ] as const,
    lines: [
      { sku: 'a', category: 'food', baseFen: 4_000 },
      { sku: 'a', category: 'clothing', baseFen: 6_000 },
    ],
    businessDate: sampleToday,
    debtPoints: 0,
    hold: null,
  };
  const atOnce = (points: number) => ({ expiresOnDay, points });
  const later = (points: number) => ({ expiresOnDay, points, usableFromDay: inAWeek });

  test('can be spent from the day of their goods on, shared by largest remainder (PL-06, PL-09)', () => {
    expect(earnEntries(input)).toEqual([
      { kind: 'earn', points: 100, ruleId: 'base', lots: [atOnce(40), later(60)] },
      { kind: 'earn_bonus', points: 21, ruleId: 'tier:gold', lots: [atOnce(8), later(13)] },
    ]);
    const [base] = earnEntries({ ...input, programme: plain });
    expect(base?.lots).toEqual([atOnce(100)]);
  });

  test('hold what can be spent last, and settle a debt from the rest only (PL-08, PL-12)', () => {
    const hold = { holdId: 'h1', points: 80 };
    const entries = earnEntries({ ...input, debtPoints: 500, hold });
    expect(entries.slice(2)).toEqual([
      { kind: 'hold', points: 0, ruleId: 'cap', lots: [later(73), atOnce(7)], holdId: 'h1' },
      // Half of the 41 that are not held.
      { kind: 'debt_settle', points: 0, ruleId: 'debt', lots: [atOnce(20)] },
    ]);
    const all = earnEntries({ ...input, debtPoints: 500, hold: { holdId: 'h1', points: 999 } });
    expect(all.map(({ kind }) => kind)).toEqual(['earn', 'earn_bonus', 'hold']);
  });
});
