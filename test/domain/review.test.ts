import { describe, expect, test } from 'vitest';
import { decideCapHolds } from '../../src-shared/domain/office/decide-cap-holds.ts';
import { capEarn } from '../../src-shared/domain/points/cap-earn.ts';
import {
  findLateToReview,
  type LateAttach,
} from '../../src-shared/domain/review/find-late-to-review.ts';
import { watchValue } from '../../src-shared/domain/review/watch-value.ts';
import { decideConflictCost } from '../../src-shared/domain/coupon/decide-conflict-cost.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import type { ValuePurse } from '../../src-shared/domain/stored-value/stored-value.ts';
import { sampleTemplate } from '../support/sample-coupons.ts';
import { sampleValueRules } from '../support/sample-value.ts';
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
  const earning = { earnedPoints: 100, heldPoints: 0, takenBackPoints: 0, lots, atMs: 1 };
  const day = ['a', 'b'].map((id) => ({ ...earning, operationId: id, holdId: id }));
  const holds = decideCapHolds(day, programme, 9950).map(({ body }) => body.hold);
  expect(holds).toMatchObject([
    { holdId: 'a', points: 50, reason: 'points_30_days' },
    { holdId: 'b', points: 100, reason: 'points_30_days' },
  ]);
});

describe('SV-11: stored value that is watched', () => {
  const hourMs = 3_600_000;
  const [profile = null] = sampleValueRules().profiles;
  const header = { operationId: 'o', storeId: 's', businessDate: today, atMs: 100 * hourMs };
  const refund = { ...header, kind: 'refundValue', body: { contractNo: 'SV1', refundFen: 5000 } };
  const topUp = { ...header, kind: 'topUp', body: {} };
  /** The parts of an operation and of a purse that are looked at. */
  const watch = (operation: object, purse: object) =>
    watchValue(operation as Operation, { value: purse as ValuePurse }, profile);
  const soldAt = (atMs: number) => ({
    contracts: [],
    entries: [{ kind: 'top_up', contractNo: 'SV1', atMs }],
  });

  test('a contract given back within 72 hours of its top-up', () => {
    expect(watch(refund, soldAt(28 * hourMs + 1))).toMatchObject({
      kind: 'top_up_refunded',
      evidence: { contractNo: 'SV1', refundFen: 5000 },
    });
    expect(watch(refund, soldAt(28 * hourMs))).toBeNull();
    expect(watch(refund, { contracts: [], entries: [] })).toBeNull();
  });

  test('a third top-up of a day whose sum stays close under a threshold', () => {
    const bought = (...paidFen: number[]) => ({
      entries: [],
      contracts: paidFen.map((each) => ({ onDay: today, paidFen: each })),
    });
    expect(watch(topUp, bought(200_000, 100_000, 100_000))).toMatchObject({
      kind: 'top_ups_split',
      evidence: { topUpCount: 3, dayFen: 400_000, thresholdFen: 500_000 },
    });
    expect(watch(topUp, bought(200_000, 100_000, 99_999))).toBeNull();
    expect(watch(topUp, bought(300_000, 100_000))).toBeNull();
    expect(watch(topUp, bought(200_000, 200_000, 100_000))).toBeNull();
  });
});

test('CP-09: a use that did not count is the campaign’s where the rules were followed, and else the store’s', () => {
  const cost = (
    offlineMode: 'online_only' | 'store_bound' | 'floor',
    change: {
      readonly storeId?: string;
      readonly wasClaimed?: boolean;
      readonly offFen?: number;
    } = {},
  ) =>
    decideConflictCost({
      coupon: { storeId: 's1', offFen: change.offFen ?? 1000 },
      template: sampleTemplate('t', { kind: 'cash', offFen: 1000 }, { offlineMode }),
      storeId: change.storeId ?? 's1',
      wasClaimed: change.wasClaimed ?? false,
    });
  expect([cost('floor'), cost('store_bound'), cost('online_only')]).toEqual([
    'campaign',
    'campaign',
    'store',
  ]);
  expect(cost('store_bound', { storeId: 's2' })).toBe('store');
  expect(cost('online_only', { wasClaimed: true })).toBe('campaign');
  // Too much for the floor, whatever the template says (CP-07).
  expect(cost('floor', { offFen: 2001 })).toBe('store');
  const unknown = { coupon: null, template: null, storeId: 's1', wasClaimed: false };
  expect(decideConflictCost(unknown)).toBe('campaign');
});
