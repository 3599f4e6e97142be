import { describe, expect, test } from 'vitest';
import { decideCouponUse } from '../../src-shared/domain/coupon/decide-coupon-use.ts';
import { ageBandOf } from '../../src-shared/domain/offline-rights/age-table.ts';
import { needsRefundApproval } from '../../src-shared/domain/offline-rights/needs-refund-approval.ts';
import type { SpendingRight } from '../../src-shared/domain/offline-rights/spending-right.ts';
import { usualCeiling } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { isPlanRequestOnly } from '../../src-shared/domain/plan/decide-plan-sale.ts';
import { decideAdjustment } from '../../src-shared/domain/points/decide-adjustment.ts';
import type { StaffRole } from '../../src-shared/domain/programme/programme.ts';
import { decideSink } from '../../src-shared/domain/sink/decide-sink.ts';
import { offlineTopUpMaxFen } from '../../src-shared/domain/stored-value/decide-top-up.ts';
import { sampleTemplate } from '../support/sample-coupons.ts';
import {
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';

const hourMs = 3_600_000;
/** The last moment of each column, and the first one of the next. */
const ages = [
  ['2 h', 2 * hourMs],
  ['2 h and more', 2 * hourMs + 1],
  ['24 h', 24 * hourMs],
  ['24 h and more', 24 * hourMs + 1],
  ['72 h', 72 * hourMs],
  ['72 h and more', 72 * hourMs + 1],
  ['7 days', 168 * hourMs],
  ['7 days and more', 168 * hourMs + 1],
  ['never', null],
] as const;

const programme = sampleProgramme({
  sinks: [
    {
      sinkId: 'mug',
      name: { 'zh-CN': '杯', en: 'Mug', 'zh-TW': '杯' },
      points: 100,
      reward: { kind: 'gift', sku: 'MUG' },
    },
  ],
});
const state = sampleMemberState(1);

function couponsTaken(replicaAgeMs: number | null): number {
  const template = sampleTemplate('floor', { kind: 'cash', offFen: 1000 });
  const may = (usedCount: number) =>
    decideCouponUse({
      coupon: {},
      template,
      storeId: 's1',
      isIdentified: true,
      isOnlineOnly: false,
      line: { replicaAgeMs, floorUsed: false, usedCount, usedFen: 0, ceiling: usualCeiling },
    }) === null;
  let count = 0;
  while (may(count)) count += 1;
  return count;
}

function mayAdjust(role: StaffRole, replicaAgeMs: number | null): boolean {
  const decided = decideAdjustment({
    programme,
    state,
    role,
    offlineAgeMs: replicaAgeMs ?? Number.MAX_SAFE_INTEGER,
    adjustmentId: 'A1',
    reasonCode: programme.adjust.reasons[0]!.code,
    points: 10,
    businessDate: sampleToday,
    nowMs: sampleNowMs,
  });
  return decided.status === 'decided';
}

function giftBy(right: SpendingRight, replicaAgeMs: number | null): string {
  const decided = decideSink({
    programme,
    state,
    sinkId: 'mug',
    redemptionId: 'D1',
    storeId: 's1',
    businessDate: sampleToday,
    nowMs: sampleNowMs,
    couponId: 'c1',
    giftsLeft: () => 1,
    right,
    replicaAgeMs,
    authorisedBeyondView: true,
  });
  return decided.status === 'refused' ? decided.code : decided.status;
}

const oldOnes = ['offline_replica_old', 'offline_replica_old', 'offline_replica_old'] as const;

describe('what a till may do by the age of its replica (OF-02)', () => {
  test.each([
    [
      'the column',
      (age) => ageBandOf(age),
      columns('two_hours', 'day', 'three_days', 'week', 'older'),
    ],
    ['coupons', couponsTaken, columns(40, 40, 20, 0, 0)],
    [
      'top-ups of at most 1,000 yuan',
      (age) => offlineTopUpMaxFen({ offline: { maxTopUpFen: 100_000 } as never }, age),
      columns(100_000, 100_000, 50_000, 0, 0),
    ],
    [
      'gifts by what a phone carried',
      (age) => giftBy('carried', age),
      columns('decided', 'decided', ...oldOnes),
    ],
    [
      'gifts by head office’s own word',
      (age) => giftBy('authorised', age),
      columns('decided', 'decided', 'decided', 'decided', 'decided'),
    ],
    ['plans wait as a request', isPlanRequestOnly, columns(false, false, false, true, true)],
    [
      'refunds of a known receipt need a manager',
      (age) => needsRefundApproval({ isOnline: false, replicaAgeMs: age }),
      columns(false, false, false, true, true),
    ],
    [
      'a supervisor corrects points',
      (age) => mayAdjust('supervisor', age),
      columns(true, false, false, false, false),
    ],
    [
      'a manager corrects points',
      (age) => mayAdjust('manager', age),
      columns(true, true, false, false, false),
    ],
  ] satisfies [string, (age: number | null) => unknown, readonly unknown[]][])(
    '%s',
    (_name, decide, expected) => {
      expect(ages.map(([, age]) => decide(age))).toEqual(expected);
    },
  );
});

/** By the columns of the rule, at the ages above: no sync ever is as old as can be. */
function columns<Cell>(
  ...[twoHours, day, threeDays, week, older]: readonly [Cell, Cell, Cell, Cell, Cell]
): readonly Cell[] {
  return [twoHours, day, day, threeDays, threeDays, week, week, older, older];
}
