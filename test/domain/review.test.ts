import { describe, expect, test } from 'vitest';
import { decideCapHolds } from '../../src-shared/domain/office/decide-cap-holds.ts';
import { capEarn } from '../../src-shared/domain/points/cap-earn.ts';
import {
  findLateToReview,
  type LateAttach,
} from '../../src-shared/domain/review/find-late-to-review.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { sampleDay, sampleProgramme } from '../support/sample-domain.ts';

const today = sampleDay('2026-03-31');
const rules = { attachesPerOperatorDay: 3, attachesPerMember30Days: 1 };
let count = 0;

function attach(change: Partial<LateAttach> = {}): LateAttach {
  count += 1;
  const id = String(count).padStart(3, '0');
  const own = { operationId: id, operatorId: 'anna', memberId: `m${id}` };
  return { ...own, businessDate: today, atMs: count, ...change };
}

describe('FR-05: receipts attached after the sale', () => {
  const found = (...attaches: readonly LateAttach[]) =>
    [...findLateToReview(attaches, rules)].toSorted();

  test('the fourth of an operator on a day waits, whatever order they arrive in', () => {
    const three = [attach(), attach(), attach()];
    expect(found(...three)).toEqual([]);
    const first = attach({ atMs: 0 });
    expect(found(...three, first)).toEqual([three[2]?.operationId]);
    expect(found(...three, attach({ operatorId: 'boris' }))).toEqual([]);
    expect(found(...three, attach({ businessDate: addDays(today, 1) }))).toEqual([]);
  });

  test('the second to a member in 30 days waits, and the one on the 31st day does not', () => {
    const memberId = 'same';
    const first = attach({ memberId });
    const on = (days: number) =>
      attach({ memberId, operatorId: 'boris', businessDate: addDays(today, days) });
    const [late, free] = [on(29), on(30)];
    expect(found(first, late)).toEqual([late.operationId]);
    expect(found(first, free)).toEqual([]);
  });
});

test('FR-14: what is above the cap of 30 days waits, as far as head office says what was earned', () => {
  const { earn } = sampleProgramme();
  const caps = { receiptsPerDay: 10, pointsPerDay: 5000, pointsPer30Days: 10_000 };
  const programme = { earn: { ...earn, caps } };
  const cap = (earned30DaysPoints: number | undefined, dayEarnedPoints = 0) =>
    capEarn({
      programme,
      dayReceiptCount: 0,
      dayEarnedPoints,
      earnedPoints: 100,
      ...(earned30DaysPoints === undefined ? {} : { earned30DaysPoints }),
    });
  expect(cap(undefined)).toBeNull();
  expect(cap(9900)).toBeNull();
  expect(cap(9901)).toEqual({ heldPoints: 1, reason: 'points_30_days' });
  expect(cap(9901, 4950)).toEqual({ heldPoints: 50, reason: 'daily_points' });
  const lots = [{ expiresOnDay: today, points: 100 }];
  const earning = { earnedPoints: 100, heldPoints: 0, lots, atMs: 1 };
  const day = ['a', 'b'].map((id) => ({ ...earning, operationId: id, holdId: id }));
  const holds = decideCapHolds(day, programme, 9950).map(({ body }) => body.hold);
  expect(holds).toMatchObject([
    { holdId: 'a', points: 50, reason: 'points_30_days' },
    { holdId: 'b', points: 100, reason: 'points_30_days' },
  ]);
});
