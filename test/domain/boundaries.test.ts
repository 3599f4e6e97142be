import { describe, expect, test } from 'vitest';
import { armOf } from '../../src-shared/domain/campaign/arm-of.ts';
import type { Campaign } from '../../src-shared/domain/campaign/campaign.ts';
import { bestMultiplier, findCampaigns } from '../../src-shared/domain/campaign/find-campaigns.ts';
import { campaignsAt } from '../../src-shared/domain/campaign/campaigns-at.ts';
import type { MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import { postCoupons } from '../../src-shared/domain/coupon/post-coupons.ts';
import { lifecycleStage } from '../../src-shared/domain/member/lifecycle-stage.ts';
import { couponWorth } from '../../src-shared/domain/coupon/coupon-worth.ts';
import { decidePlanRefund } from '../../src-shared/domain/plan/decide-plan-refund.ts';
import type { MemberPlan } from '../../src-shared/domain/plan/plan.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { decideAdjustment } from '../../src-shared/domain/points/decide-adjustment.ts';
import { computeEarn } from '../../src-shared/domain/points/earn-points.ts';
import { takeFromLots } from '../../src-shared/domain/points/lots.ts';
import { pointsUnderTerms } from '../../src-shared/domain/points/points-under-terms.ts';
import { postEntries } from '../../src-shared/domain/points/post-entries.ts';
import { bestPromotion } from '../../src-shared/domain/price/best-promotion.ts';
import { priceLine } from '../../src-shared/domain/price/price-line.ts';
import { factsOf } from '../../src-shared/domain/quote/facts-of.ts';
import { quoteReceipt } from '../../src-shared/domain/quote/quote-receipt.ts';
import { restoreMoves } from '../../src-shared/domain/redemption/restore-moves.ts';
import { allocatePayment } from '../../src-shared/domain/stored-value/allocate-payment.ts';
import {
  decideTopUp,
  offlineTopUpMaxFen,
  type OfficeLine,
} from '../../src-shared/domain/stored-value/decide-top-up.ts';
import {
  decideValueRefund,
  quoteValueRefund,
} from '../../src-shared/domain/stored-value/decide-value-refund.ts';
import { emptyPurse } from '../../src-shared/domain/stored-value/post-value.ts';
import type {
  ValueContract,
  ValuePurse,
} from '../../src-shared/domain/stored-value/stored-value.ts';
import { measureGrowth } from '../../src-shared/domain/tier/measure-growth.ts';
import { addDays, addMonths, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { sampleCoupon, sampleTemplate } from '../support/sample-coupons.ts';
import {
  rateOf,
  sampleLines,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';
import { sampleValueRules } from '../support/sample-value.ts';

const programme = sampleProgramme();
const soldContract: ValueContract = {
  contractNo: 'c',
  onDay: sampleToday,
  storeId: 's',
  paidFen: 0,
  bonusFen: 0,
  principalLeftFen: 0,
  bonusLeftFen: 0,
  spentFen: 0,
  spentListFen: 0,
  refundedFen: 0,
  status: 'open',
};
const words = { 'zh-CN': '活动', en: 'Campaign', 'zh-TW': '活動' };
const goods = (baseFen: number, category = 'grocery') => ({ sku: 'sku', category, baseFen });

function campaign(changes: Partial<Campaign> = {}): Campaign {
  return {
    campaignId: 'c',
    name: words,
    priority: 1,
    fromDay: sampleToday,
    toDay: sampleToday,
    when: [],
    reward: { kind: 'multiplier', multiplier: rateOf(2) },
    ...changes,
  };
}

describe('at the very edge of a rule', () => {
  test('a threshold bonus is given for the fen of its threshold and not for one less (R063)', () => {
    const terms = {
      rate: rateOf(1, 100),
      tierCode: 'regular',
      tierMultiplier: rateOf(1),
      expiresOnDay: sampleToday,
      bonuses: [{ ruleId: 'campaign:b', points: 50, thresholdFen: 10_000 }],
    };
    const bonusOf = (fen: number) =>
      pointsUnderTerms(terms, [goods(fen)]).find(({ ruleId }) => ruleId === 'campaign:b');
    expect(bonusOf(10_000)?.points).toBe(50);
    expect(bonusOf(9_999)).toBeUndefined();
  });

  test('a tier above the cap on the multiplier earns the cap (PL-07)', () => {
    const tiers = [{ code: 'regular', name: words, multiplier: rateOf(6) }];
    const { parts } = computeEarn({
      programme: { ...programme, tiers },
      facts: { tierCode: 'regular', planIds: [], businessDate: sampleToday },
      campaigns: [],
      coupons: [],
      lines: [goods(10_000)],
    });
    expect(parts.map(({ points }) => points)).toEqual([100, 400]);
  });

  test('a campaign runs on its first and on its last day, and on no other (R082)', () => {
    const runsOn = (offset: number) => {
      const businessDate = addDays(sampleToday, offset);
      const member = { memberId: 'm', tierCode: 'regular', tags: [], planIds: [] };
      const toDay = addDays(sampleToday, 2);
      const { runningIds } = findCampaigns([campaign({ toDay })], member, {
        storeId: 's',
        businessDate,
        minuteOfDay: 0,
        enrolledOnDay: sampleToday,
        isFirstPurchase: false,
        lifecycleStage: 'active',
      });
      return runningIds;
    };
    expect([-1, 0, 2, 3].map((offset) => runsOn(offset).length)).toEqual([0, 1, 1, 0]);
  });

  test('a campaign for goods that earn nothing here leaves the group to the other (PL-07)', () => {
    const reward = {
      kind: 'multiplier',
      multiplier: rateOf(4),
      categories: ['gift_card'],
    } as const;
    const campaigns = [campaign({ campaignId: 'gift', priority: 9, reward }), campaign()];
    const lines = [goods(0, 'gift_card'), goods(5_000)];
    expect(bestMultiplier(campaigns, lines)?.campaignId).toBe('c');
  });

  test('a lot can be spent on its last day and not on the next (PL-20)', () => {
    const lots = [{ expiresOnDay: sampleToday, points: 10 }];
    const shortOn = (offset: number) =>
      takeFromLots(lots, { named: [], points: 10, usableOnDay: addDays(sampleToday, offset) });
    expect(shortOn(0).shortPoints).toBe(0);
    expect(shortOn(1).shortPoints).toBe(10);
  });

  test('points usable from today on are pending at the till and not waiting (PL-09)', () => {
    const lot = { expiresOnDay: addDays(sampleToday, 700), points: 10, usableFromDay: sampleToday };
    const state = postEntries(
      sampleMemberState(1),
      [{ kind: 'earn', points: 10, ruleId: 'base', lots: [lot] }],
      {
        reference: 'R',
        programmeVersion: 7,
        businessDate: sampleToday,
        atMs: sampleNowMs,
        acknowledged: false,
      },
    );
    expect(state.pendingLots).toEqual([{ expiresOnDay: lot.expiresOnDay, points: 10 }]);
    expect(state.waitingLots).toBeUndefined();
  });

  test('points go back to a lot on its last day, and to a new life on the next (PL-13)', () => {
    const backOn = (offset: number) =>
      restoreMoves({
        programme,
        redemptions: [
          {
            redemptionId: 'x',
            points: 10,
            offsetFen: 10,
            lots: [{ expiresOnDay: sampleToday, points: 10 }],
          },
        ],
        alreadyRestoredPoints: 0,
        points: 10,
        businessDate: addDays(sampleToday, offset),
      });
    expect(backOn(0)).toEqual([{ expiresOnDay: sampleToday, points: 10 }]);
    expect(backOn(1)).toEqual([{ expiresOnDay: addDays(sampleToday, 31), points: 10 }]);
  });

  test('a manager may move 2,000 points with an approver, and all that a member has (PL-17)', () => {
    const state = sampleMemberState(1);
    const adjust = (points: number) =>
      decideAdjustment({
        programme,
        state,
        role: 'manager',
        approver: { staffId: 'other', role: 'manager' },
        adjustmentId: 'a',
        reasonCode: 'complaint',
        points,
        businessDate: sampleToday,
        nowMs: sampleNowMs,
      }).status;
    expect([2_000, 2_001].map(adjust)).toEqual(['decided', 'refused']);
    const at = { businessDate: sampleToday, nowMs: sampleNowMs };
    const { availablePoints } = balanceOf(state, at);
    expect(availablePoints).toBeLessThan(2_000);
    expect([-availablePoints, -availablePoints - 1].map(adjust)).toEqual(['decided', 'refused']);
  });

  test('a coupon is worth what its goods cost at most, and takes the first of equal units (CP-01)', () => {
    const line = { lineNo: 1, sku: 'milk', category: 'food', quantity: '1', priceFen: 300 };
    const lines = [line, { ...line, lineNo: 2 }];
    const cash = { effect: { kind: 'cash', offFen: 900 }, scope: {} } as const;
    expect(couponWorth({}, cash, lines, rateOf(1, 100))).toMatchObject({ offFen: 600 });
    const item = { effect: { kind: 'item', sku: 'milk' }, scope: {} } as const;
    expect(couponWorth({}, item, lines, rateOf(1, 100))).toMatchObject({ lineIndexes: [0] });
  });

  test('the arm of a split is the same for ever, and another one in another campaign (R081)', () => {
    const [anna, bert] = [
      '0197a000-1111-7abc-8000-0123456789ab',
      '0197a000-2222-7abc-8000-aaaaaaaaaaaa',
    ] as const;
    // Worked out by another implementation of FNV-1a; a member must not change sides with a release.
    expect([armOf('spring', anna), armOf('spring', bert)]).toEqual(['B', 'B']);
    expect([armOf('autumn', anna), armOf('autumn', bert)]).toEqual(['A', 'B']);
    expect([armOf('member_day', 'm1'), armOf('foo', 'bar'), armOf('a', 'b')]).toEqual([
      'A',
      'A',
      'B',
    ]);
  });

  test('a happy hour begins with its first minute and is over with its last, past midnight too (R084)', () => {
    const isOn = (fromMinute: number, toMinute: number, minuteOfDay: number) => {
      const when = [{ kind: 'hours', fromMinute, toMinute } as const];
      const member = { memberId: 'm', tierCode: 'regular', tags: [], planIds: [] };
      const occasion = { storeId: 's', businessDate: sampleToday, isFirstPurchase: false } as const;
      const at = {
        ...occasion,
        enrolledOnDay: sampleToday,
        minuteOfDay,
        lifecycleStage: 'active',
      } as const;
      const fromDay = addDays(sampleToday, -1);
      return findCampaigns([campaign({ fromDay, when })], member, at).runningIds.length === 1;
    };
    const evening = [1_019, 1_020, 1_139, 1_140].map((minute) => isOn(1_020, 1_140, minute));
    expect(evening).toEqual([false, true, true, false]);
    const night = [1_319, 1_320, 0, 119, 120].map((minute) => isOn(1_320, 120, minute));
    expect(night).toEqual([false, true, true, true, false]);
  });

  test('a night of 22:00 to 02:00 is of the day it began on, by its dates and weekdays (R084)', () => {
    const friday = addDays(sampleToday, -1);
    const member = { memberId: 'm', tierCode: 'regular', tags: [], planIds: [] };
    const hours = { kind: 'hours', fromMinute: 1_320, toMinute: 120 } as const;
    const buyer = { isFirstPurchase: false, lifecycleStage: 'active' } as const;
    const occasion = { storeId: 's', enrolledOnDay: sampleToday, ...buyer };
    const weekday = campaign({
      fromDay: friday,
      when: [{ kind: 'weekdays', weekdays: [5] }, hours],
    });
    const once = campaign({ fromDay: friday, toDay: friday, when: [hours] });
    for (const night of [weekday, once]) {
      const runsOn = (businessDate: BusinessDate, minuteOfDay: number) =>
        findCampaigns([night], member, { ...occasion, businessDate, minuteOfDay }).runningIds
          .length === 1;
      expect(runsOn(friday, 60)).toBe(false);
      expect(runsOn(friday, 1_380)).toBe(true);
      expect(runsOn(sampleToday, 60)).toBe(true);
      expect(runsOn(sampleToday, 1_380)).toBe(false);
      // A shop whose Friday goes on after midnight.
      expect(runsOn(friday, 1_500)).toBe(true);
      expect(runsOn(sampleToday, 1_500)).toBe(false);
    }
  });

  test('a coupon for the night is used until the night of its last day ends (CP-01, R084)', () => {
    const friday = addDays(sampleToday, -1);
    const templates = [
      sampleTemplate(
        'cash',
        { kind: 'cash', offFen: 500 },
        { hours: { fromMinute: 1_320, toMinute: 120 }, weekdays: [5] },
      ),
    ];
    const night = sampleProgramme({ coupons: { ...programme.coupons, templates } });
    const coupons = [sampleCoupon('cash', { fromDay: friday, toDay: friday })];
    const usedOn = (businessDate: BusinessDate, minuteOfDay: number) => {
      const facts = factsOf({
        programme: night,
        state: { ...sampleMemberState(1), coupons },
        storeId: 's1',
        businessDate,
        minuteOfDay,
        moment: { businessDate, atMs: sampleNowMs },
        redemptions: [],
        asked: {},
      });
      const wishes = { couponIds: 'best', points: 0 } as const;
      const quoted = quoteReceipt({ programme: night, facts, lines: sampleLines([9_000]), wishes });
      return quoted.status === 'quoted' && quoted.quote.coupons.length === 1;
    };
    expect(usedOn(friday, 1_380)).toBe(true);
    expect(usedOn(sampleToday, 119)).toBe(true);
    expect(usedOn(friday, 1_440 + 119)).toBe(true);
    expect(usedOn(sampleToday, 120)).toBe(false);
    expect(usedOn(friday, 119)).toBe(false);
  });

  test('three years with the shop are over on the same day of the third year (R044)', () => {
    const enrolledOnDay = addDays(sampleToday, -1);
    const thirdYearDay = addMonths(enrolledOnDay, 36);
    const loyal = campaign({
      toDay: addDays(thirdYearDay, 9),
      when: [{ kind: 'tenure', minMonths: 36 }],
    });
    const earnsOn = (businessDate: BusinessDate) =>
      campaignsAt(
        { ...programme, campaigns: [loyal] },
        { ...sampleMemberState(1), enrolledOnDay },
        { storeId: 's', businessDate, minuteOfDay: 0 },
      ).runningIds.length === 1;
    expect(earnsOn(addDays(thirdYearDay, -1))).toBe(false);
    expect(earnsOn(thirdYearDay)).toBe(true);
  });

  test('a campaign for diamonds tells a gold member that it is not for them, on its days (R043)', () => {
    const diamonds = {
      ...programme,
      campaigns: [campaign({ audience: { tierCodes: ['diamond'] } })],
    };
    const told = (tierCode: string, businessDate: BusinessDate) => {
      const facts = factsOf({
        programme: diamonds,
        state: { ...sampleMemberState(1), tierCode },
        storeId: 's1',
        businessDate,
        minuteOfDay: 720,
        moment: { businessDate, atMs: sampleNowMs },
        redemptions: [],
        asked: {},
      });
      const wishes = { couponIds: 'best', points: 0 } as const;
      const quoted = quoteReceipt({
        programme: diamonds,
        facts,
        lines: sampleLines([9_000]),
        wishes,
      });
      return quoted.status === 'quoted' && [quoted.quote.unused, quoted.quote.terms.campaignId];
    };
    const barred = { kind: 'campaign', id: 'c', whyNot: { code: 'other_tier' }, reach: 'later' };
    expect(told('gold', sampleToday)).toEqual([[barred], undefined]);
    expect(told('gold', addDays(sampleToday, 1))).toEqual([[], undefined]);
    expect(told('diamond', sampleToday)).toEqual([[], 'c']);
  });

  test('every campaign of these days that does not run says why, what can still come first (CP-03)', () => {
    const of = (campaignId: string, changes: Partial<Campaign>): Campaign =>
      campaign({ campaignId, ...changes });
    const campaigns = [
      of('elsewhere', { audience: { storeIds: ['s2'] } }),
      of('first', { when: [{ kind: 'first_purchase' }] }),
      of('tagged', { audience: { tags: ['staff'] } }),
      of('wednesday', { when: [{ kind: 'weekdays', weekdays: [3] }] }),
      of('plan', { audience: { planIds: ['plus'] } }),
      of('birthday', { when: [{ kind: 'birthday_window', days: 3 }] }),
      of('away', { when: [{ kind: 'lifecycle', stages: ['sleeping', 'lost'] }] }),
      of('long', { when: [{ kind: 'tenure', minMonths: 36 }] }),
      of('eighth', { when: [{ kind: 'days_of_month', days: [8] }] }),
      of('evening', { when: [{ kind: 'hours', fromMinute: 1_080, toMinute: 1_200 }] }),
      // Of two reasons the one that is further away.
      of('both', {
        audience: { storeIds: ['s2'] },
        when: [{ kind: 'hours', fromMinute: 1_080, toMinute: 1_200 }],
      }),
      of('over', { fromDay: addDays(sampleToday, -9), toDay: addDays(sampleToday, -1) }),
    ];
    const all = { ...programme, campaigns };
    const bought = { firstOnDay: sampleToday, lastOnDay: sampleToday };
    const counts = { lastDayReceiptCount: 1, lastDayPoints: 0 };
    const facts = factsOf({
      programme: all,
      state: { ...sampleMemberState(1), purchases: { ...bought, ...counts } },
      storeId: 's1',
      businessDate: sampleToday,
      minuteOfDay: 720,
      moment: { businessDate: sampleToday, atMs: sampleNowMs },
      redemptions: [],
      asked: {},
    });
    const wishes = { couponIds: 'best', points: 0 } as const;
    const quoted = quoteReceipt({ programme: all, facts, lines: sampleLines([9_000]), wishes });
    const told = quoted.status === 'quoted' ? quoted.quote.unused : [];
    expect(told.map(({ id, reach, whyNot }) => [id, reach, whyNot.code])).toEqual([
      ['evening', 'today', 'only_hours'],
      ['wednesday', 'later', 'only_weekdays'],
      ['plan', 'later', 'other_plan'],
      ['birthday', 'later', 'only_birthday'],
      ['away', 'later', 'for_returning'],
      ['long', 'later', 'only_after_months'],
      ['eighth', 'later', 'only_days_of_month'],
      ['elsewhere', 'never', 'other_store'],
      ['first', 'never', 'first_purchase_only'],
      ['tagged', 'never', 'not_for_member'],
      ['both', 'never', 'other_store'],
    ]);
  });

  test('the stages of the life cycle change the day after their last one (AN-02)', () => {
    const rules = { newDays: 30, activeDays: 40, lostDays: 60 };
    const stageAfter = (days: number, beforeDays?: number) => {
      const lastOnDay = addDays(sampleToday, -days);
      const before =
        beforeDays === undefined ? {} : { beforeLastOnDay: addDays(lastOnDay, -beforeDays) };
      const counts = { lastDayReceiptCount: 1, lastDayPoints: 0 };
      const purchases = { firstOnDay: lastOnDay, lastOnDay, ...before, ...counts };
      return lifecycleStage(purchases, rules, sampleToday);
    };
    expect(lifecycleStage(undefined, rules, sampleToday)).toBe('prospect');
    expect([0, 30, 31, 40, 41, 60, 61].map((days) => stageAfter(days))).toEqual([
      'new',
      'new',
      'active',
      'active',
      'sleeping',
      'sleeping',
      'lost',
    ]);
    expect([40, 41].map((days) => stageAfter(0, days))).toEqual(['active', 'won_back']);
  });

  test('of two uses of a coupon in one moment the lower operation stands, whichever arrives first (CP-09)', () => {
    const coupon = sampleCoupon('cash5');
    const use = (operationId: string) => (coupons: readonly MemberCoupon[]) =>
      postCoupons(coupons, [{ kind: 'use', couponId: coupon.couponId, receiptNo: 'R' }], {
        operationId,
        storeId: 's',
        atMs: sampleNowMs,
        businessDate: sampleToday,
        acknowledged: true,
      });
    const standing = (coupons: readonly MemberCoupon[]) => coupons[0]?.use?.operationId;
    expect(standing(use('b')(use('a')([coupon])))).toBe('a');
    expect(standing(use('a')(use('b')([coupon])))).toBe('a');
  });

  test('an audience of one arm is that arm and not the other (R081)', () => {
    const runsFor = (arm: 'A' | 'B') =>
      findCampaigns(
        [campaign({ campaignId: 'foo', audience: { arm } })],
        { memberId: 'bar', tierCode: 'regular', tags: [], planIds: [] },
        {
          storeId: 's',
          businessDate: sampleToday,
          minuteOfDay: 0,
          enrolledOnDay: sampleToday,
          isFirstPurchase: false,
          lifecycleStage: 'active',
        },
      );
    expect([runsFor('A').runningIds, runsFor('B').runningIds]).toEqual([['foo'], []]);
    expect(runsFor('B').barred).toEqual([{ campaignId: 'foo', by: 'group' }]);
  });

  test('a date whose goods all came back is no visit, where any spend is one (TR-01)', () => {
    const policy = { ...programme.tierPolicy, visitMinFen: 0 };
    const spend = (fen: number) => ({ spendFenByDay: { [sampleToday]: fen } });
    const visits = (fen: number) =>
      measureGrowth({ ...spend(fen), topUpFenByDay: {}, taskPointsByDay: {} }, policy, sampleToday)
        .visitDays;
    expect([visits(0), visits(1)]).toEqual([0, 1]);
  });
});

describe('at the very edge of prices, plans and stored value', () => {
  const line = { lineNo: 1, sku: 'milk', category: 'food', quantity: '1', amountFen: 1_000 };

  test('a member price counts on its first and its last day, and of equal prices the till’s (TR-10)', () => {
    const period = { fromDay: sampleToday, toDay: addDays(sampleToday, 1) };
    const priceOn = (offset: number, unitFen: number) =>
      priceLine(
        { ...programme, memberPrices: [{ sku: 'milk', unitFen, ...period }] },
        { businessDate: addDays(sampleToday, offset), tierCode: 'regular', planIds: [] },
        line,
      );
    expect([-1, 0, 1, 2].map((offset) => priceOn(offset, 800).priceFen)).toEqual([
      1_000, 800, 800, 1_000,
    ]);
    expect(priceOn(0, 1_000).priceRule).toEqual({ kind: 'till' });
  });

  test('of two promotions that take off the same the lower id counts, wherever it stands (CP-02)', () => {
    const offer = (promotionId: string) => ({
      promotionId,
      name: words,
      thresholdFen: 100,
      offFen: 50,
      scope: {},
      fromDay: sampleToday,
      toDay: sampleToday,
    });
    const at = { storeId: 's', businessDate: sampleToday };
    const lines = [{ sku: 'milk', category: 'food', priceFen: 1_000 }];
    for (const promotions of [
      [offer('a'), offer('b')],
      [offer('b'), offer('a')],
    ]) {
      expect(bestPromotion(promotions, at, lines).promotionId).toBe('a');
    }
  });

  test('a plan can be given back on its last day, and one no longer sold in full for 7 days (TR-09)', () => {
    const plan: MemberPlan = {
      planSaleId: 'p',
      planId: 'gone',
      fromDay: sampleToday,
      untilDay: addDays(sampleToday, 30),
      paidFen: 3_100,
      soldOnDay: sampleToday,
      usedFen: 0,
      status: 'active',
    };
    const refundOn = (offset: number) =>
      decidePlanRefund({
        programme,
        state: { memberId: sampleMemberState(1).memberId, plans: [plan] },
        planSaleId: 'p',
        reason: 'seller',
        businessDate: addDays(sampleToday, offset),
      });
    const basisOn = (offset: number) => {
      const decided = refundOn(offset);
      return decided.status === 'decided' ? decided.refund.basis : decided.code;
    };
    expect([7, 8, 30, 31].map(basisOn)).toEqual(['unused', 'seller', 'seller', 'plan_over']);
  });

  test('a payment takes no more than the contracts hold (SV-02)', () => {
    const contract = {
      ...soldContract,
      paidFen: 1_000,
      principalLeftFen: -300,
      spentFen: 1_300,
      spentListFen: 1_300,
    };
    const full = { ...contract, contractNo: 'd', principalLeftFen: 1_000, spentFen: 0 };
    const payment = { amountFen: 900, listFen: 900, spendOrder: 'proportional' } as const;
    const { entries, shortFen } = allocatePayment([contract, full], payment);
    expect(entries).toMatchObject([{ contractNo: 'd', principalFen: -700 }]);
    expect(shortFen).toBe(200);
  });

  test('a replica of one day may take a whole top-up, one of a moment more the half (OF-02)', () => {
    const rules = sampleValueRules();
    const dayMs = 86_400_000;
    expect(offlineTopUpMaxFen(rules, dayMs)).toBe(rules.offline.maxTopUpFen);
    expect(offlineTopUpMaxFen(rules, dayMs + 1)).toBe(rules.offline.maxTopUpFen / 2);
  });

  test('a contract of which too much was given back before claims nothing (art. 20)', () => {
    const contract = {
      ...soldContract,
      paidFen: 100_000,
      principalLeftFen: 20_000,
      spentFen: 80_000,
      spentListFen: 80_000,
      refundedFen: 50_000,
    };
    const at = { businessDate: sampleToday, coolingOffDays: 7 };
    const { workings } = quoteValueRefund(contract, at);
    expect(workings.map(({ refundFen }) => refundFen)).toEqual([0, 0, 0]);
  });

  const payable = (contracts: readonly ValueContract[]): ValuePurse => ({
    ...emptyPurse,
    contracts,
  });

  test('the last fen of a limit can be topped up and the next cannot, online and offline (SV-04, SV-13)', () => {
    const topUp = (amountFen: number, line: OfficeLine, thereFen = 0, freeStepFen = 1) =>
      decideTopUp({
        programme: { ...programme, value: sampleValueRules({ freeStepFen }) },
        state: {
          ...sampleMemberState(1),
          value: payable([{ ...soldContract, paidFen: thereFen, principalLeftFen: thereFen }]),
        },
        businessDate: addDays(sampleToday, 1),
        storeId: 's',
        contractNo: 'new',
        wish: {
          topUpId: 't',
          of: { amountFen },
          method: 'card',
          buyer: 'person',
          identity: 'id_card',
          guardianConfirmed: true,
        },
        line,
      });
    const offline = { status: 'offline', replicaAgeMs: 0 } as const;
    const online = { status: 'online' } as const;
    expect(topUp(100_000, online, 400_000)).toMatchObject({ status: 'decided' });
    expect(topUp(100_001, online, 400_000)).toMatchObject({
      code: 'value_above_limit',
      maxFen: 100_000,
    });
    // A free amount is whole steps: where less than one is left of the limit, nothing is.
    const steps = (amountFen: number, thereFen: number) =>
      topUp(amountFen, online, thereFen, 10_000);
    expect(steps(20_500, 0)).toMatchObject({ code: 'value_amount_not_offered', stepFen: 10_000 });
    expect(steps(20_000, 485_000)).toMatchObject({ code: 'value_above_limit', maxFen: 10_000 });
    expect(steps(10_000, 496_000)).toMatchObject({ code: 'value_above_limit', maxFen: 0 });
    expect(topUp(100_000, offline)).toMatchObject({ status: 'decided' });
    expect(topUp(100_001, offline)).toMatchObject({
      code: 'value_above_offline_limit',
      maxFen: 100_000,
    });
    expect(topUp(50_000, offline, 350_000)).toMatchObject({ status: 'decided' });
    expect(topUp(50_001, offline, 350_000)).toMatchObject({
      code: 'value_above_offline_limit',
      maxFen: 50_000,
    });
  });

  test('100.00 yuan of a contract may be cash, and 100.01 not (Order 9)', () => {
    const refundInCash = (fen: number) =>
      decideValueRefund({
        programme: { ...programme, value: sampleValueRules() },
        state: {
          ...sampleMemberState(1),
          value: payable([{ ...soldContract, paidFen: fen, principalLeftFen: fen }]),
        },
        businessDate: sampleToday,
        refundId: 'f',
        contractNo: soldContract.contractNo,
        basis: 'seller',
        expectedFen: fen,
        payTo: 'cash',
        approverId: 'm',
      });
    expect(refundInCash(10_000)).toMatchObject({ status: 'decided' });
    expect(refundInCash(10_001)).toMatchObject({ code: 'value_account_needed', maxFen: 10_000 });
  });
});
