import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  decideCapHolds,
  decideCapReleases,
  type DayEarning,
} from '../../src-shared/domain/office/decide-cap-holds.ts';
import type { Hold } from '../../src-shared/domain/office/office-operation.ts';
import { applyOfficeOperation } from '../../src-shared/domain/office/apply-office-operation.ts';
import { decideRelease } from '../../src-shared/domain/office/decide-release.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import {
  sampleDay,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';

const [earlyDay, lateDay] = [sampleDay('2027-06-30'), sampleDay('2027-12-31')];
const { earn } = sampleProgramme();
const capped = { earn: { ...earn, caps: { receiptsPerDay: 2, pointsPerDay: 100 } } };

function earning(operationId: string, atMs: number, earnedPoints: number): DayEarning {
  return {
    operationId,
    atMs,
    holdId: operationId,
    earnedPoints,
    heldPoints: 0,
    takenBackPoints: 0,
    lots: [{ expiresOnDay: lateDay, points: earnedPoints }],
  };
}

const heldOf = (day: readonly DayEarning[]): readonly string[] =>
  decideCapHolds(day, capped).map(({ body }) => `${body.hold.holdId} ${body.hold.points}`);

test('counts receipts in business time, whatever order they are read in (PL-08)', () => {
  const day = [earning('a', 3, 5), earning('c', 1, 60), earning('b', 2, 60)];
  expect(heldOf(day)).toEqual(['b 20', 'a 5']);
});

test('adds nothing to what is held already, and only the difference where it is too little', () => {
  const day = [earning('a', 1, 60), { ...earning('b', 2, 60), heldPoints: 20 }];
  expect(heldOf(day)).toEqual([]);
  const short = [earning('a', 1, 60), { ...earning('b', 2, 60), heldPoints: 19 }];
  expect(heldOf(short)).toEqual(['b 1']);
});

test('holds nothing of what has come back: a refund takes what is held first (PL-08)', () => {
  const day = [earning('a', 1, 60), { ...earning('b', 2, 60), takenBackPoints: 60 }];
  expect(heldOf(day)).toEqual([]);
  expect(heldOf([earning('a', 1, 60), { ...earning('b', 2, 60), takenBackPoints: 45 }])).toEqual([
    'b 15',
  ]);
});

test('frees what the caps held of two members as one, and keeps what they hold of one, or what waits for more (PL-19)', () => {
  const held = (operationId: string, points: number): Hold => ({
    holdId: operationId,
    points,
    reason: 'daily_points',
    sinceMs: 0,
  });
  const freed = (
    day: readonly (readonly [DayEarning, cappedPoints: number])[],
    holds: readonly Hold[],
  ) =>
    decideCapReleases(
      day.map(([each, cappedPoints]) => ({ ...each, cappedPoints })),
      holds,
      capped,
    ).map(({ hold }) => `${hold.holdId} ${hold.points}`);
  const b = { ...earning('b', 2, 60), heldPoints: 50 };
  expect(freed([[b, 50]], [held('b', 50)])).toEqual(['b 50']);
  expect(
    freed(
      [
        [earning('a', 1, 60), 0],
        [b, 50],
      ],
      [held('b', 50)],
    ),
  ).toEqual(['b 30']);
  // Decided, partly come back, held before, or for another reason as well.
  expect(freed([[b, 50]], [])).toEqual([]);
  expect(freed([[b, 50]], [held('b', 20)])).toEqual(['b 20']);
  expect(freed([[b, 0]], [held('b', 50)])).toEqual([]);
  expect(freed([[b, 40]], [held('b', 50)])).toEqual(['b 40']);
  expect(freed([[b, 40]], [held('b', 10)])).toEqual([]);
});

test('holds nothing at the cap itself, and counts no receipt that earned nothing', () => {
  expect(heldOf([earning('a', 1, 40), earning('b', 2, 60)])).toEqual([]);
  expect(heldOf([earning('a', 1, 40), earning('b', 2, 61)])).toEqual(['b 1']);
  expect(heldOf([earning('a', 1, 1), earning('b', 2, 0), earning('c', 3, 1)])).toEqual([]);
});

test('of one moment the lower operation counts first', () => {
  expect(heldOf([earning('b', 1, 60), earning('a', 1, 60)])).toEqual(['b 20']);
});

test('holds what expires last, and names how far it went, so that a repeat is the same operation', () => {
  const lots = [
    { expiresOnDay: earlyDay, points: 90 },
    { expiresOnDay: lateDay, points: 30 },
  ];
  const [hold] = decideCapHolds([{ ...earning('a', 1, 120), lots }], capped);
  expect(hold).toMatchObject({
    operationId: 'cap:a:20',
    body: {
      hold: { points: 20, reason: 'daily_points', sinceMs: 1 },
      entries: [{ kind: 'hold', points: 0, lots: [{ expiresOnDay: lateDay, points: 20 }] }],
    },
  });
  const [more] = decideCapHolds([{ ...earning('a', 1, 145), lots }], capped);
  expect(more?.body.entries).toMatchObject([
    {
      lots: [
        { expiresOnDay: earlyDay, points: 15 },
        { expiresOnDay: lateDay, points: 30 },
      ],
    },
  ]);
});

test('what is granted goes back to its lots, those that ended meanwhile for 30 days (FR-23, PL-13)', () => {
  const yesterday = addDays(sampleToday, -1);
  const grantedOf = (
    lots: readonly { readonly expiresOnDay: typeof lateDay; readonly points: number }[],
  ) =>
    decideRelease({ holdId: 'h', points: 30, reason: 'review', sinceMs: 0, lots }, 'granted', {
      programme: sampleProgramme(),
      businessDate: sampleToday,
      reason: 'looked at',
    }).entries[0]?.lots;
  const today = { expiresOnDay: sampleToday, points: 10 };
  expect(grantedOf([today, { expiresOnDay: lateDay, points: 20 }])).toEqual([
    today,
    { expiresOnDay: lateDay, points: 20 },
  ]);
  expect(
    grantedOf([
      { expiresOnDay: yesterday, points: 10 },
      { expiresOnDay: lateDay, points: 20 },
    ]),
  ).toEqual([
    { expiresOnDay: addDays(sampleToday, 30), points: 10 },
    { expiresOnDay: lateDay, points: 20 },
  ]);
  expect(grantedOf([])).toEqual([{ expiresOnDay: addDays(sampleToday, 30), points: 30 }]);
});

test('TR-01: points that a review refuses end without the growth of their sale: growth counts what was paid, which stays', () => {
  const hold = { holdId: 'h', points: 30, reason: 'daily_points' as const, sinceMs: 0 };
  const growth = { spendFenByDay: { [sampleToday]: 3_000 } };
  const state: MemberState = { ...sampleMemberState(1), heldPoints: 30, holds: [hold], growth };
  const body = decideRelease(hold, 'refused', {
    programme: sampleProgramme(),
    businessDate: sampleToday,
    reason: 'looked at',
  });
  const after = applyOfficeOperation(state, {
    operationId: 'release',
    kind: 'release',
    body,
    memberId: state.memberId,
    atMs: sampleNowMs,
    businessDate: sampleToday,
    programmeVersion: 7,
    actor: 'anna',
  });
  expect(after).toMatchObject({ heldPoints: 0, growth });
});
