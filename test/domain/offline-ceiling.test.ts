import { describe, expect, test } from 'vitest';
import {
  ceilingPoints,
  ceilingStanding,
  decideCeiling,
  decideExtension,
  isBeyondCeiling,
  isProbeDue,
  type Stretch,
} from '../../src-shared/domain/offline-rights/decide-ceiling.ts';
import {
  noAmounts,
  type StretchAmounts,
  usualCeiling,
} from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { worstOfflineLoss } from '../../src-shared/domain/offline-rights/offline-loss.ts';
import { stretchUseOf } from '../../src-shared/domain/offline-rights/stretch-use.ts';
import type { DraftOf, OperationDraft } from '../../src-shared/domain/operation/operation.ts';
import { sampleTemplate } from '../support/sample-coupons.ts';
import { sampleEnrolDraft, sampleMemberId, sampleProgramme } from '../support/sample-domain.ts';

const programme = sampleProgramme();
const memberId = sampleMemberId(1);
const stretch = (used: Partial<StretchAmounts>, isExtended = false): Stretch => ({
  used: { ...noAmounts, ...used },
  isExtended,
});
const amounts = (some: Partial<StretchAmounts>): StretchAmounts => ({ ...noAmounts, ...some });

describe('the ceiling of one till and one stretch without head office (OF-06)', () => {
  test('is 500 yuan of points, 300 of value, 600 of coupons or 40, 1,000 points by hand, 60 members, 5,000 of top-ups', () => {
    expect(usualCeiling).toEqual({
      pointsWorthFen: 500_00,
      valueFen: 300_00,
      couponFen: 600_00,
      couponCount: 40,
      adjustedPoints: 1000,
      newMemberCount: 60,
      topUpFen: 5000_00,
    });
  });

  test.each<[keyof StretchAmounts, number, object]>([
    ['pointsWorthFen', 500, { code: 'offline_ceiling_points', maxPoints: 0 }],
    ['valueFen', 1, { code: 'offline_ceiling_value', maxFen: 0 }],
    ['couponFen', 1, { code: 'offline_ceiling_coupons' }],
    ['couponCount', 1, { code: 'offline_ceiling_coupons' }],
    ['adjustedPoints', 1, { code: 'offline_ceiling_adjustments', maxPoints: 0 }],
    ['newMemberCount', 1, { code: 'offline_ceiling_members' }],
    ['topUpFen', 1, { code: 'offline_ceiling_top_ups', maxFen: 0 }],
  ])('%s goes up to it and not beyond, and as much again once extended', (kind, more, expected) => {
    const limit = usualCeiling[kind];
    const at = (used: number, isExtended = false) =>
      decideCeiling({
        programme,
        stretch: stretch({ [kind]: used }, isExtended),
        use: amounts({ [kind]: more }),
      });
    expect(at(limit - more)).toBeNull();
    expect(at(limit)).toMatchObject({ status: 'refused', ...expected });
    expect(at(limit, true)).toBeNull();
    expect(at(2 * limit - more, true)).toBeNull();
    expect(at(2 * limit, true)).toMatchObject(expected);
  });

  test('what an act does not take is not in its way', () => {
    const full = stretch({ couponCount: 40, newMemberCount: 60 });
    expect(decideCeiling({ programme, stretch: full, use: amounts({ topUpFen: 100 }) })).toBeNull();
  });

  test('says how many points it leaves, in whole steps and never below the least', () => {
    expect(ceilingPoints(programme, stretch({}))).toBe(50_000);
    expect(ceilingPoints(programme, stretch({ pointsWorthFen: 496_50 }))).toBe(300);
    expect(ceilingPoints(programme, stretch({ pointsWorthFen: 499_50 }))).toBe(0);
    expect(ceilingPoints(programme, stretch({ pointsWorthFen: 499_50 }, true))).toBe(50_000);
  });

  test('is amber from 80 % on and reached where nothing is left', () => {
    const levelAt = (newMemberCount: number, isExtended = false) =>
      ceilingStanding(programme, stretch({ newMemberCount }, isExtended)).level;
    expect([47, 48, 59, 60].map((count) => levelAt(count))).toEqual([
      'open',
      'amber',
      'amber',
      'reached',
    ]);
    expect([60, 95, 96, 120].map((count) => levelAt(count, true))).toEqual([
      'open',
      'open',
      'amber',
      'reached',
    ]);
  });

  test('a kind that the programme allows nothing of is not told, and takes nothing', () => {
    const { offline } = programme;
    const none = sampleProgramme({ offline: { ...offline, ceiling: amounts({ topUpFen: 100 }) } });
    expect(ceilingStanding(none, stretch({})).kinds).toEqual([
      { kind: 'topUpFen', used: 0, limit: 100, level: 'open' },
    ]);
    const enrol = amounts({ newMemberCount: 1 });
    expect(decideCeiling({ programme: none, stretch: stretch({}), use: enrol })).toMatchObject({
      code: 'offline_ceiling_members',
    });
  });

  test('is extended once, and only when 80 % are gone', () => {
    expect(decideExtension(programme, stretch({ newMemberCount: 47 }))).toMatchObject({
      code: 'offline_ceiling_far',
    });
    expect(decideExtension(programme, stretch({ newMemberCount: 48 }))).toEqual({
      status: 'extend',
    });
    expect(decideExtension(programme, stretch({ newMemberCount: 120 }, true))).toEqual({
      status: 'already_extended',
    });
  });

  test('an act beyond what the programme gives by itself is told apart, for its cost is of the store (OF-09)', () => {
    const enrol = amounts({ newMemberCount: 1 });
    expect(isBeyondCeiling(programme, amounts({ newMemberCount: 59 }), enrol)).toBe(false);
    expect(isBeyondCeiling(programme, amounts({ newMemberCount: 60 }), enrol)).toBe(true);
    expect(isBeyondCeiling(programme, amounts({ couponCount: 50 }), enrol)).toBe(false);
  });

  test('head office is tried for every tenth spend, and for more than half of what the floor gives', () => {
    const due = (spendCount: number, points: number) =>
      isProbeDue(programme, { spendCount, points });
    expect([0, 8, 9, 10, 19].filter((count) => due(count, 100))).toEqual([9, 19]);
    expect([250, 251].map((points) => due(0, points))).toEqual([false, true]);
  });
});

describe('what an act takes of it', () => {
  const offline = { programme, isOnline: false };
  const redeem = (right: DraftOf<'redeem'>['body']['right']): OperationDraft => ({
    kind: 'redeem',
    memberId,
    body: {
      redemptionId: 'D1',
      receiptNo: 'R1',
      eligibleFen: 10_000,
      offsetFen: 500,
      points: 500,
      right,
      entries: [],
    },
  });

  test('points count where nobody keeps them: by the floor, not those that a phone carried (OF-07)', () => {
    expect(stretchUseOf(redeem('floor'), offline)).toEqual(amounts({ pointsWorthFen: 500 }));
    for (const right of ['authorised', 'carried'] as const) {
      expect(stretchUseOf(redeem(right), offline)).toEqual(noAmounts);
    }
  });

  test('a line that does not answer in time is no line: the floor counts also while it is said to be up', () => {
    expect(stretchUseOf(redeem('floor'), { programme, isOnline: true })).toEqual(
      amounts({ pointsWorthFen: 500 }),
    );
  });

  test('coupons count by their face where head office did not keep them, and one of no certain value as one', () => {
    const templates = [
      sampleTemplate('cash', { kind: 'cash', offFen: 1000 }),
      sampleTemplate('double', {
        kind: 'multiplier',
        multiplier: { numerator: 2, denominator: 1 },
      } as never),
    ];
    const withCoupons = sampleProgramme({ coupons: { ...programme.coupons, templates } });
    const receipt = (couponRight: 'claimed' | 'offline') =>
      ({
        kind: 'earn',
        memberId,
        body: {
          couponRight,
          benefits: {
            coupons: [
              // On goods of 4 yuan a coupon of 10 takes 4 off, and is gone whole.
              { couponId: 'c1', templateId: 'cash', offFen: 400 },
              { couponId: 'c2', templateId: 'double', offFen: 0 },
              { couponId: 'c3', templateId: 'gone', offFen: 300 },
            ],
          },
        },
      }) as unknown as OperationDraft;
    const given = { programme: withCoupons, isOnline: false };
    expect(stretchUseOf(receipt('offline'), given)).toEqual(
      amounts({ couponCount: 3, couponFen: 1300 }),
    );
    expect(stretchUseOf(receipt('claimed'), given)).toEqual(noAmounts);
  });

  test('a new member, a correction of either sign and a top-up count while the line is down', () => {
    const entry = { kind: 'adjust', points: -200, ruleId: 'adjust:x', lots: [] } as const;
    const adjust: OperationDraft = {
      kind: 'adjust',
      memberId,
      body: { adjustmentId: 'A1', reasonCode: 'x', entries: [entry] },
    };
    const enrol = sampleEnrolDraft(1);
    expect(stretchUseOf(adjust, offline)).toEqual(amounts({ adjustedPoints: 200 }));
    expect(stretchUseOf(enrol, offline)).toEqual(amounts({ newMemberCount: 1 }));
    for (const draft of [adjust, enrol]) {
      expect(stretchUseOf(draft, { programme, isOnline: true })).toEqual(noAmounts);
    }
  });
});

describe('the worst loss, from the limits (OF-07)', () => {
  test('200 stores of 3 tills are 300,000 yuan, and 5 yuan of one member at one till', () => {
    const chain = { storeCount: 200, tillCount: 600, silentTillCount: 2 };
    expect(worstOfflineLoss({ programme, ...chain })).toMatchObject({
      floorFenPerMemberAndTill: 5_00,
      pointsFenPerTill: 500_00,
      pointsLossFen: 300_000_00,
      extendedPointsLossFen: 600_000_00,
      grantFenPerMember: 0,
      keptPointsLossFen: 0,
      silentTillCount: 2,
    });
    const grants = {
      tiers: [
        { tierCode: 'gold', maxPoints: 5_000 },
        { tierCode: 'regular', maxPoints: 2_000 },
      ],
    };
    const set = sampleProgramme({ offline: { ...programme.offline, grants } });
    // 50 yuan at each of three stores (OF-04); nothing of it can be lost while its tills are heard of.
    expect(worstOfflineLoss({ programme: set, ...chain })).toMatchObject({
      pointsLossFen: 300_000_00,
      grantFenPerMember: 150_00,
      keptPointsLossFen: 0,
    });
  });

  test('without a floor nothing of points can be lost', () => {
    const none = sampleProgramme({ offline: { ...programme.offline, floorPoints: 0 } });
    expect(
      worstOfflineLoss({ programme: none, storeCount: 1, tillCount: 3, silentTillCount: 0 }),
    ).toMatchObject({
      pointsLossFen: 0,
      extendedPointsLossFen: 0,
    });
  });
});
