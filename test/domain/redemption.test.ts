import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideFloor } from '../../src-shared/domain/offline-rights/decide-floor.ts';
import { balanceOf, spendableLots } from '../../src-shared/domain/points/balance.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { decideCancel } from '../../src-shared/domain/redemption/decide-cancel.ts';
import {
  checkOverused,
  decideRedemption,
  maxRedeemPoints,
} from '../../src-shared/domain/redemption/decide-redemption.ts';
import {
  rateOf,
  sampleDay,
  sampleMemberId,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';

const programme = sampleProgramme();
const soon = sampleDay('2026-04-30');
const later = sampleDay('2027-06-30');
const lapsed = sampleDay('2026-02-28');

const state: MemberState = {
  ...sampleMemberState(2),
  lots: [
    { expiresOnDay: lapsed, points: 9000 },
    { expiresOnDay: soon, points: 300 },
    { expiresOnDay: later, points: 800 },
  ],
};

describe('the balance', () => {
  const at = { businessDate: sampleToday, nowMs: sampleNowMs };

  test('does not count what lapsed, is pending or reserved (PL-09, PL-20)', () => {
    const busy = {
      ...state,
      pendingLots: [{ expiresOnDay: later, points: 200 }],
      reservations: [
        { redemptionId: 'a', installId: 'i1', points: 100, expiresAtMs: sampleNowMs + 1 },
        { redemptionId: 'b', installId: 'i1', points: 400, expiresAtMs: sampleNowMs },
      ],
      heldPoints: 5,
      debtPoints: 6,
    };
    expect(balanceOf(busy, at)).toEqual({
      availablePoints: 800,
      pendingPoints: 200,
      heldPoints: 5,
      reservedPoints: 100,
      debtPoints: 6,
      expiringSoon: { expiresOnDay: soon, points: 300 },
    });
    expect(spendableLots(busy, sampleToday)).toEqual([
      { expiresOnDay: soon, points: 300 },
      { expiresOnDay: later, points: 600 },
    ]);
  });

  test('is never below 0, and warns of nothing that expires later than in 60 days', () => {
    const reserved = [
      { redemptionId: 'a', installId: 'i1', points: 5000, expiresAtMs: sampleNowMs + 1 },
    ];
    const calm = { ...state, lots: [{ expiresOnDay: later, points: 10 }], reservations: reserved };
    expect(balanceOf(calm, at)).toMatchObject({ availablePoints: 0, expiringSoon: null });
    const lastDay = { ...calm, lots: [{ expiresOnDay: sampleToday, points: 10 }] };
    expect(balanceOf(lastDay, at).expiringSoon?.points).toBe(10);
  });
});

describe('the most points a receipt takes (PL-21)', () => {
  test.each<
    [string, number, Partial<Programme['redeem']>, Partial<Parameters<typeof maxRedeemPoints>[0]>]
  >([
    ['half of the eligible net', 1000, {}, { eligibleFen: 2000 }],
    ['rounded down to the step', 900, {}, { eligibleFen: 1999 }],
    ['no more than the member has', 1100, {}, { eligibleFen: 100_000 }],
    ['a fixed cap', 400, { capFen: 450 }, { eligibleFen: 100_000 }],
    ['one fen stays payable', 900, { capShare: rateOf(1) }, { eligibleFen: 1000 }],
    ['nothing where not even the minimum fits', 0, {}, { eligibleFen: 199 }],
    ['nothing below a higher minimum', 0, { minPoints: 1500 }, { eligibleFen: 100_000 }],
    ['what earlier redemptions left', 300, {}, { eligibleFen: 2000, alreadyOffsetFen: 700 }],
    ['nothing when they left nothing', 0, {}, { eligibleFen: 2000, alreadyOffsetFen: 1700 }],
    ['20 points to the yuan', 1000, { fenPerPoint: rateOf(5) }, { eligibleFen: 10_000 }],
    ['nothing of an empty receipt', 0, {}, { eligibleFen: 0 }],
  ])('is %s: %i', (_name, expected, redeem, input) => {
    const changed = sampleProgramme({ redeem: { ...programme.redeem, ...redeem } });
    expect(
      maxRedeemPoints({
        programme: changed,
        eligibleFen: 0,
        alreadyOffsetFen: 0,
        availablePoints: 1100,
        ...input,
      }),
    ).toBe(expected);
  });
});

test('a receipt that takes a fen less than was burned for it is refused, and says what fits (PL-21)', () => {
  const overused = (eligibleFen: number) =>
    checkOverused({ programme, redemptions: [{ points: 1000, offsetFen: 1000 }], eligibleFen });
  expect(overused(2000)).toBeNull();
  expect(overused(1998)).toMatchObject({ code: 'points_overused', maxPoints: 900 });
});

describe('deciding a redemption', () => {
  test('takes the lots that expire first and none that lapsed (PL-02)', () => {
    const decided = decide({ points: 500 });
    expect(decided).toMatchObject({ status: 'decided', offsetFen: 500 });
    if (decided.status === 'refused') return;
    expect(decided.draft.body.entries).toEqual([
      {
        kind: 'redeem',
        points: -500,
        ruleId: 'redeem',
        lots: [
          { expiresOnDay: soon, points: 300 },
          { expiresOnDay: later, points: 200 },
        ],
      },
    ]);
  });

  test.each<[string, Partial<Parameters<typeof decideRedemption>[0]>, object]>([
    ['no points', { points: 0 }, { code: 'invalid_value', field: 'points' }],
    ['negative points', { points: -100 }, { code: 'invalid_value', field: 'points' }],
    ['a fraction', { points: 100.5 }, { code: 'invalid_value', field: 'points' }],
    ['a negative receipt', { eligibleFen: -1 }, { code: 'invalid_value', field: 'eligibleFen' }],
    [
      'a frozen member',
      { state: { ...state, status: 'frozen' }, points: 50 },
      { code: 'member_frozen' },
    ],
    ['too few', { points: 50 }, { code: 'points_below_minimum', minPoints: 100 }],
    ['no whole step', { points: 150 }, { code: 'points_not_a_step', stepPoints: 100 }],
    ['more than there is', { points: 1200 }, { code: 'points_above_limit', maxPoints: 1100 }],
    [
      'more than the cap',
      { points: 600, eligibleFen: 1000 },
      { code: 'points_above_limit', maxPoints: 500 },
    ],
  ])('refuses %s', (_name, changes, expected) => {
    expect(decide(changes)).toMatchObject({ status: 'refused', ...expected });
  });

  test('is not in the way of its own reservation, but of others', () => {
    const reservations = [
      { redemptionId: 'x1', installId: 'i1', points: 1100, expiresAtMs: sampleNowMs + 1000 },
    ];
    const reserved = { ...state, reservations };
    expect(decide({ state: reserved, points: 1100 }).status).toBe('decided');
    const other = decide({ state: reserved, points: 1100, redemptionId: 'x2' });
    expect(other).toMatchObject({ code: 'points_above_limit', maxPoints: 0 });
  });

  test('spends what the office vouches for beyond the view, but not beyond the caps', () => {
    const decided = decide({ points: 2000, authorisedBeyondView: true });
    if (decided.status === 'refused') throw new Error(decided.code);
    expect(decided.draft.body.entries[0]?.lots).toEqual([
      { expiresOnDay: soon, points: 300 },
      { expiresOnDay: later, points: 800 },
    ]);
    const capped = decide({ points: 2000, eligibleFen: 3000, authorisedBeyondView: true });
    expect(capped).toMatchObject({ code: 'points_above_limit', maxPoints: 1500 });
  });

  function decide(changes: Partial<Parameters<typeof decideRedemption>[0]>) {
    return decideRedemption({
      programme,
      state,
      businessDate: sampleToday,
      nowMs: sampleNowMs,
      redemptionId: 'x1',
      receiptNo: 'R1',
      eligibleFen: 100_000,
      points: 100,
      alreadyOffsetFen: 0,
      right: 'authorised',
      ...changes,
    });
  }
});

describe('cancelling a redemption (PL-13)', () => {
  const redemption = {
    redemptionId: 'x1',
    points: 500,
    offsetFen: 500,
    lots: [
      { expiresOnDay: soon, points: 300 },
      { expiresOnDay: later, points: 200 },
    ],
  };
  const input = { redemption, memberId: sampleMemberId(2), programme, receiptPosted: false };

  test('gives the points back to the lots they came from', () => {
    expect(decideCancel({ ...input, businessDate: sampleToday })).toEqual({
      status: 'decided',
      draft: {
        kind: 'cancelRedemption',
        memberId: sampleMemberId(2),
        body: {
          redemptionId: 'x1',
          entries: [{ kind: 'restore', points: 500, ruleId: 'cancel', lots: redemption.lots }],
        },
      },
    });
  });

  test('gives lots that expired meanwhile another 30 days', () => {
    const decided = decideCancel({ ...input, businessDate: sampleDay('2026-05-01') });
    if (decided.status === 'refused') throw new Error(decided.code);
    expect(decided.draft.body.entries[0]?.lots).toEqual([
      { expiresOnDay: '2026-05-31', points: 300 },
      { expiresOnDay: later, points: 200 },
    ]);
  });

  test('gives points whose lot the till never knew the life of a new earning', () => {
    const beyond = { ...redemption, points: 600 };
    const decided = decideCancel({ ...input, redemption: beyond, businessDate: sampleToday });
    if (decided.status === 'refused') throw new Error(decided.code);
    expect(decided.draft.body.entries[0]?.lots.at(-1)).toEqual({
      expiresOnDay: '2028-03-31',
      points: 100,
    });
  });

  test('refuses once the receipt is posted', () => {
    const decided = decideCancel({ ...input, businessDate: sampleToday, receiptPosted: true });
    expect(decided).toMatchObject({ code: 'redemption_receipt_posted' });
  });
});

describe('the floor without the office (OF-05)', () => {
  const dayMs = 86_400_000;
  const input = {
    programme,
    points: 500,
    replicaAgeMs: dayMs,
    floorUsed: false,
    ceilingPoints: 50_000,
  };

  test('allows 500 points once on a replica of a day', () => {
    expect(decideFloor(input)).toEqual({ status: 'allowed' });
  });

  test.each<[string, Partial<Parameters<typeof decideFloor>[0]>, object]>([
    ['a replica that never synced', { replicaAgeMs: null }, { code: 'offline_replica_old' }],
    [
      'an old replica first',
      { replicaAgeMs: dayMs + 1, floorUsed: true, points: 600 },
      { code: 'offline_replica_old' },
    ],
    ['a second spend', { floorUsed: true, points: 600 }, { code: 'offline_limit_used' }],
    [
      'more than the floor',
      { points: 600 },
      { code: 'offline_points_above_limit', maxPoints: 500 },
    ],
    [
      'everything when it is off',
      { programme: withFloor(0), points: 100 },
      { code: 'offline_points_above_limit', maxPoints: 0 },
    ],
    [
      'more than the ceiling of the till leaves (OF-06)',
      { points: 400, ceilingPoints: 300 },
      { code: 'offline_ceiling_points', maxPoints: 300 },
    ],
    ['in whole steps', { programme: withFloor(250), points: 300 }, { maxPoints: 200 }],
  ])('refuses %s', (_name, changes, expected) => {
    expect(decideFloor({ ...input, ...changes })).toMatchObject({ status: 'refused', ...expected });
  });

  function withFloor(floorPoints: number): Programme {
    return sampleProgramme({ offline: { ...programme.offline, floorPoints } });
  }
});
