import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activePlanIds } from '../../src-shared/domain/plan/active-plans.ts';
import {
  computePlanRefund,
  decidePlanRefund,
  planRefundDraft,
  type PlanRefund,
  type PlanRefundReason,
} from '../../src-shared/domain/plan/decide-plan-refund.ts';
import { decidePlanSale } from '../../src-shared/domain/plan/decide-plan-sale.ts';
import {
  chargedForGoodsFen,
  giveBackPlanUse,
} from '../../src-shared/domain/plan/give-back-plan-use.ts';
import { planMonths, planUntilDay } from '../../src-shared/domain/plan/plan-days.ts';
import type { MemberPlan, PaidPlan, PlanChange } from '../../src-shared/domain/plan/plan.ts';
import { postPlans } from '../../src-shared/domain/plan/post-plans.ts';
import { addDays, type BusinessDate, daysBetween } from '../../src-shared/values/business-date.ts';
import { sampleDay, sampleProgramme, sampleToday } from '../support/sample-domain.ts';
import { tierMember } from '../support/sample-tiers.ts';

interface Vectors {
  readonly untilDays: readonly {
    readonly name: string;
    readonly fromDay: BusinessDate;
    readonly months: number;
    readonly untilDay: string;
  }[];
  readonly sales: readonly {
    readonly name: string;
    readonly plans: readonly MemberPlan[];
    readonly planId: string;
    readonly fromDay: string;
    readonly untilDay: string;
  }[];
  readonly refunds: readonly (PlanRefund & {
    readonly name: string;
    readonly plan: MemberPlan;
    readonly reason: PlanRefundReason;
    readonly businessDate: BusinessDate;
  })[];
}
const file = new URL('vectors/plans.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors; // a wrong one fails its test

const name = { 'zh-CN': '付费会员', en: 'Plus', 'zh-TW': '付費會員' };
const plus: PaidPlan = { planId: 'plus', name, priceFen: 19_900, months: 12, fullRefundDays: 7 };
const family: PaidPlan = { ...plus, planId: 'family', fullRefundDays: 30 };
const programme = sampleProgramme({ plans: [plus, family] });

describe('the vectors of paid plans (TR-09, R046)', () => {
  for (const { name: what, fromDay, months, untilDay } of vectors.untilDays)
    test(`last day: ${what}`, () => {
      expect(planUntilDay(fromDay, months)).toBe(untilDay);
    });

  for (const { name: what, plans, planId, fromDay, untilDay } of vectors.sales)
    test(`sale: ${what}`, () => {
      expect(sell(plans, planId)).toMatchObject({
        status: 'decided',
        plan: { planId, fromDay, untilDay, paidFen: 19_900, usedFen: 0, status: 'active' },
      });
    });

  for (const { name: what, plan, reason, businessDate, basis, refundFen, lines } of vectors.refunds)
    test(`refund: ${what}`, () => {
      expect(computePlanRefund({ programme, plan, reason, businessDate })).toEqual({
        basis,
        refundFen,
        lines,
      });
    });
});

describe('the sale of a plan', () => {
  test('carries the plan and nothing else: no points, no growth (PL-04)', () => {
    const sale = sell([]);
    if (sale.status !== 'decided') throw new Error('It was sold.');
    expect(sale.draft.body).toEqual({
      planSaleId: 'P9',
      plans: [{ kind: 'sell', plan: sale.plan }],
    });
  });

  test('is refused to a frozen member, and for a plan that is not sold', () => {
    const frozen = tierMember({ status: 'frozen' });
    expect(decidePlanSale({ ...sale(), programme, state: frozen, planId: 'none' })).toMatchObject({
      code: 'member_frozen',
    });
    expect(sell([], 'none')).toMatchObject({ status: 'refused', code: 'plan_unknown' });
  });

  test.each([
    [72, 'decided'],
    [72.001, 'requested'],
    [null, 'requested'],
  ])('offline for %s hours is %s (OF-02)', (hours, status) => {
    const replicaAgeMs = hours === null ? null : Math.round(hours * 3_600_000);
    expect(sell([], 'plus', replicaAgeMs).status).toBe(status);
  });

  test('any renewals leave no gap and no overlap, and give a member all the days they paid for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 1500 }),
        (months, offset) => {
          const businessDate = addDays(sampleDay('2023-01-31'), offset);
          let plans: readonly MemberPlan[] = [];
          months.forEach((count, index) => {
            const shop = { ...programme, plans: [{ ...plus, months: count }] };
            const sold = decidePlanSale({
              programme: shop,
              state: tierMember({ plans }),
              planSaleId: `P${index}`,
              planId: 'plus',
              businessDate,
              replicaAgeMs: 0,
            });
            if (sold.status !== 'decided') throw new Error('It was sold.');
            plans = post(plans, sold.draft.body.plans);
          });
          plans.forEach((plan, index) => {
            const next = plans[index + 1];
            if (next !== undefined) expect(next.fromDay).toBe(addDays(plan.untilDay, 1));
            const days = daysBetween(plan.fromDay, plan.untilDay) + 1;
            expect(days).toBeGreaterThanOrEqual((months[index] ?? 0) * 28);
            expect(days).toBeLessThanOrEqual((months[index] ?? 0) * 31);
            expect(activePlanIds(plans, plan.untilDay)).toEqual(['plus']);
          });
        },
      ),
    );
  });
});

describe('a plan that tills sold that had not heard of each other (TR-09)', () => {
  const soldAt = (till: number, fromDay: BusinessDate, months: number): MemberPlan => ({
    planSaleId: `P${String(till)}`,
    planId: 'plus',
    fromDay,
    untilDay: planUntilDay(fromDay, months),
    paidFen: 19_900,
    soldOnDay: fromDay,
    usedFen: 0,
    status: 'active',
  });
  const postSales = (plans: readonly MemberPlan[]) =>
    post(
      [],
      plans.map((plan) => ({ kind: 'sell', plan })),
    );

  test('begins when the one that is there is over, for all its months', () => {
    const [first, second] = [
      soldAt(1, sampleDay('2026-01-31'), 1),
      soldAt(2, sampleDay('2026-01-31'), 12),
    ];
    expect(postSales([first, second])).toEqual([
      first,
      { ...second, fromDay: '2026-03-01', untilDay: '2027-02-28' },
    ]);
    // In whatever order they come in none is lost.
    expect(postSales([second, first])).toEqual([
      second,
      { ...first, fromDay: '2027-01-31', untilDay: '2027-02-28' },
    ]);
    // Five years are the longest that is sold; what is longer no programme had.
    const beginOf = (months: number) => postSales([first, soldAt(2, first.fromDay, months)])[1];
    expect([60, 61].map((months) => beginOf(months)?.fromDay)).toEqual([
      '2026-03-01',
      '2026-01-31',
    ]);
  });

  test('stays where it is beside another plan, one that was given back, and one of other days', () => {
    const first = soldAt(1, sampleToday, 1);
    const others = [
      { ...first, planId: 'family' },
      { ...first, status: 'refunded' as const },
      soldAt(1, addDays(first.untilDay, 1), 1),
    ];
    for (const other of others) {
      const sold = soldAt(2, sampleToday, 1);
      expect(postSales([other, sold])).toEqual([other, sold]);
    }
  });

  test('is in force for as many months as were paid, one plan at a time, whoever sold them when', () => {
    const sales = fc.array(
      fc.record({ day: fc.nat(400), months: fc.integer({ min: 1, max: 60 }) }),
      {
        minLength: 2,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(sales, (wishes) => {
        const sold = wishes.map(({ day, months }, till) =>
          soldAt(till, addDays(sampleToday, day), months),
        );
        const posted = postSales(sold);
        expect(posted.map(planMonths)).toEqual(wishes.map(({ months }) => months));
        for (const [index, plan] of posted.entries()) {
          expect(plan.fromDay >= sold[index]!.fromDay).toBe(true);
          for (const day of [plan.fromDay, plan.untilDay])
            expect(activePlanIds(posted, day)).toEqual(['plus']);
        }
        expect(post(posted, [{ kind: 'sell', plan: sold[0]! }])).toEqual(posted);
      }),
    );
  });

  test('never fails, whatever days a till writes', () => {
    const [far, last] = ['9999-12-31', '0001-01-01'].map((day) => sampleDay(day));
    for (const [fromDay, untilDay] of [
      [far, far],
      [far, last],
      [last, far],
      [last, last],
    ] as const) {
      const plan = { ...soldAt(1, sampleToday, 1), fromDay: fromDay!, untilDay: untilDay! };
      expect(postSales([plan, { ...plan, planSaleId: 'P2' }])).toHaveLength(2);
      expect(postSales([plan, soldAt(2, sampleToday, 1)])).toHaveLength(2);
    }
  });
});

describe('the refund of a plan', () => {
  const plan: MemberPlan = {
    planSaleId: 'P1',
    planId: 'plus',
    fromDay: sampleToday,
    untilDay: planUntilDay(sampleToday, 12),
    paidFen: 19_900,
    soldOnDay: sampleToday,
    usedFen: 500,
    status: 'active',
  };
  const refund = (changes: object = {}, of: Partial<MemberPlan> = {}) =>
    decidePlanRefund({
      programme,
      state: tierMember({ plans: [{ ...plan, ...of }] }),
      planSaleId: 'P1',
      reason: 'consumer',
      businessDate: addDays(sampleToday, 20),
      ...changes,
    });

  test.each([
    ['another sale', { planSaleId: 'P2' }, {}, { code: 'plan_sale_not_found' }],
    ['one refunded before', {}, { status: 'refunded' as const }, { code: 'plan_refunded' }],
    ['one that is over', { businessDate: addDays(plan.untilDay, 1) }, {}, { code: 'plan_over' }],
    [
      'another sum than was shown',
      { shownFen: 19_900 },
      {},
      { code: 'plan_refund_changed', maxFen: 19_400 },
    ],
  ])('is refused for %s', (_what, changes, of, refusal) => {
    expect(refund(changes, of)).toMatchObject({ status: 'refused', ...refusal });
  });

  test('ends the plan at once and leaves the others', () => {
    const decided = refund({ shownFen: 19_400 });
    if (decided.status !== 'decided') throw new Error('It was refunded.');
    const member = tierMember();
    const draft = planRefundDraft(member.memberId, 'P1', decided.refund, 'm2');
    expect(draft.body).toMatchObject({ basis: 'consumer', refundFen: 19_400, approverId: 'm2' });
    const other = { ...plan, planSaleId: 'P2', planId: 'family' };
    const after = post([plan, other], draft.body.plans);
    expect(after).toEqual([{ ...plan, status: 'refunded', chargedFen: 500 }, other]);
    expect(activePlanIds(after, sampleToday)).toEqual(['family']);
  });

  test('charges no more than was paid, however much was saved', () => {
    const charged = [19_899, 19_900, 19_901, 25_000].map((usedFen) => {
      const decided = refundOf({ ...plan, usedFen }, 'consumer');
      const { plans } = planRefundDraft(tierMember().memberId, 'P1', decided, 'm2').body;
      return post([{ ...plan, usedFen }], plans)[0]?.chargedFen;
    });
    expect(charged).toEqual([19_899, 19_900, 19_900, 19_900]);
  });

  test('is never below 0 nor above the price, and its lines add up to it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 200_000 }),
        fc.integer({ min: 0, max: 364 }),
        fc.constantFrom('seller' as const, 'consumer' as const),
        (paidFen, usedFen, day, reason) => {
          const businessDate = addDays(sampleToday, day);
          const paid = { ...plan, paidFen, usedFen };
          const { refundFen, lines } = computePlanRefund({
            programme,
            plan: paid,
            reason,
            businessDate,
          });
          expect(refundFen).toBeGreaterThanOrEqual(0);
          expect(refundFen).toBeLessThanOrEqual(paidFen);
          const sum = lines.slice(0, -1).reduce((total, line) => total + line.amountFen, 0);
          expect(sum).toBe(refundFen);
          expect(lines.at(-1)).toEqual({ kind: 'refund', amountFen: refundFen });
        },
      ),
    );
  });
});

describe('what a refund of goods gives back of a plan', () => {
  const plan: MemberPlan = {
    planSaleId: 'P1',
    planId: 'plus',
    fromDay: sampleToday,
    untilDay: planUntilDay(sampleToday, 12),
    paidFen: 19_900,
    soldOnDay: sampleToday,
    usedFen: 1100,
    status: 'active',
  };
  /** One line that the plan made cheaper by 10.00, and one that a coupon then made free after 1.00. */
  const record = {
    planUses: [{ kind: 'use', planSaleId: 'P1', savedFen: 1100 }],
    benefits: {
      lines: [
        {
          lineNo: 1,
          amountFen: 10_000,
          priceFen: 9000,
          priceRule: { kind: 'plan', planId: 'plus' },
        },
        { lineNo: 2, amountFen: 1000, priceFen: 900, priceRule: { kind: 'plan', planId: 'plus' } },
        { lineNo: 3, amountFen: 500, priceFen: 400, priceRule: { kind: 'tier', tierCode: 'gold' } },
      ],
    },
  } as unknown as Parameters<typeof giveBackPlanUse>[0]; // of the record it reads no more
  const parts = (before: readonly number[], back: readonly number[]) =>
    [9000, 0, 400].map((soldFen, index) => ({
      lineNo: index + 1,
      soldFen,
      baseFen: soldFen,
      returnedBeforeFen: before[index] ?? 0,
      returnedFen: back[index] ?? 0,
    }));
  const given = (before: readonly number[], back: readonly number[], of: MemberPlan = plan) =>
    giveBackPlanUse(record, [of], parts(before, back)).map((change) =>
      change.kind === 'give_back' ? change.savedFen : change.kind,
    );

  test('is the share of the line, rounded down and cumulative, and all with the last of the goods (TR-09, PL-11)', () => {
    expect(given([], [4504])).toEqual([500]);
    expect(given([4504], [8999])).toEqual([499]);
    expect(given([], [0, 0, 400])).toEqual([]);
    // What was free in the end comes with the rest.
    expect(given([8999], [9000, 0, 400])).toEqual([101]);
    expect(given([], [9000, 0, 400])).toEqual([1100]);
  });

  test('is the share of the value of its points too, by what of the goods that earn came back', () => {
    const planUses = [{ kind: 'use', planSaleId: 'P1', savedFen: 1575, pointsFen: 475 }] as const;
    const back = (before: readonly number[], now: readonly number[]) =>
      giveBackPlanUse({ ...record, planUses }, [plan], parts(before, now));
    const give = (savedFen: number) => [{ kind: 'give_back', planSaleId: 'P1', savedFen }];
    expect(back([], [4500])).toEqual(give(500 + 227));
    expect(back([4500], [9000])).toEqual(give(500 + 227));
    expect(back([9000], [9000, 0, 400])).toEqual(give(1575 - 1454));
  });

  test('is paid out of what a refund of the plan at the member’s wish had kept for it, in whatever parts (TR-09)', () => {
    const refund = refundOf({ ...plan, usedFen: 1600 }, 'consumer');
    const { plans } = planRefundDraft(tierMember().memberId, 'P1', refund, 'm2').body;
    const kept = post([{ ...plan, usedFen: 1600 }], plans);
    expect(kept).toMatchObject([{ status: 'refunded', usedFen: 1600, chargedFen: 1600 }]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 6 }), (stops) => {
        let [after, paidFen, before] = [kept, 0, 0];
        for (const now of [...stops.toSorted((a, b) => a - b), 9400]) {
          const back = now === 9400 ? [9000, 0, 400] : [now];
          const changes = giveBackPlanUse(record, after, parts([before], back));
          paidFen += chargedForGoodsFen(changes);
          after = post(after, changes);
          before = Math.min(now, 9000);
        }
        // 5.00 of it were of other goods.
        expect(paidFen).toBe(1100);
        expect(after).toMatchObject([{ usedFen: 500, chargedFen: 500 }]);
      }),
    );
  });

  test('is not paid out where the fee never covered it, more is used besides, or the shop ended the plan', () => {
    const paid = (of: Partial<MemberPlan>) =>
      chargedForGoodsFen(
        giveBackPlanUse(record, [{ ...plan, status: 'refunded', ...of }], parts([], [9000])),
      );
    expect(paid({ usedFen: 1000, chargedFen: 1000 })).toBe(1000);
    expect(paid({ usedFen: 1000, chargedFen: 300 })).toBe(300);
    expect(paid({ usedFen: 1700, chargedFen: 1000 })).toBe(300);
    expect(paid({ usedFen: 2500, chargedFen: 1000 })).toBe(0);
    // Neither more than was charged nor than the goods saved, though a use of the plan is still to come.
    expect(paid({ usedFen: 0, chargedFen: 300 })).toBe(300);
    expect(paid({ usedFen: 500, chargedFen: 1500 })).toBe(1000);
    const refund = refundOf(plan, 'seller');
    const { plans } = planRefundDraft(tierMember().memberId, 'P1', refund, 'm2').body;
    expect(plans).toEqual([{ kind: 'refund', planSaleId: 'P1' }]);
  });

  test('is nothing for a plan that was itself given back, or that nobody knows', () => {
    expect(given([], [9000], { ...plan, status: 'refunded' })).toEqual([]);
    expect(given([], [9000], { ...plan, planSaleId: 'P2' })).toEqual([]);
    expect(giveBackPlanUse({}, [plan], parts([], [9000]))).toEqual([]);
  });

  test('posted after its use leaves what is left, in either order', () => {
    const use = { kind: 'use', planSaleId: 'P1', savedFen: 300 } as const;
    const back = { kind: 'give_back', planSaleId: 'P1', savedFen: 120 } as const;
    for (const changes of [
      [use, back],
      [back, use],
    ])
      expect(post([plan], changes)).toMatchObject([{ usedFen: 1280 }]);
  });
});

describe('what came of a plan before its sale (TR-09)', () => {
  const plan: MemberPlan = {
    planSaleId: 'P1',
    planId: 'plus',
    fromDay: sampleDay('2026-01-01'),
    untilDay: sampleDay('2026-12-31'),
    paidFen: 19_900,
    soldOnDay: sampleDay('2026-01-01'),
    usedFen: 0,
    status: 'active',
  };
  const sell = { kind: 'sell', plan } as const;
  const others: readonly PlanChange[] = [
    { kind: 'use', planSaleId: 'P1', savedFen: 700 },
    { kind: 'give_back', planSaleId: 'P1', savedFen: 422 },
    { kind: 'use', planSaleId: 'P1', savedFen: 300 },
    { kind: 'refund', planSaleId: 'P1', chargedFen: 578 },
    { kind: 'give_back', planSaleId: 'P1', savedFen: 100, chargedFen: 100 },
  ];
  const used = { ...plan, usedFen: 478, status: 'refunded', chargedFen: 478 };

  test('counts once with the sale, in whatever order they arrive', () => {
    const all = [sell, sell, ...others];
    const inAnyOrder = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    fc.assert(
      fc.property(inAnyOrder, (changes) => {
        const state = postPlans(tierMember({}), changes);
        expect(state.plans).toEqual([used]);
        expect(state).not.toHaveProperty('awaitedPlans');
      }),
    );
  });

  test('is no plan until then, and of sales that never come no more than a few are kept', () => {
    const madeUp = Array.from({ length: 500 }, (_each, no): PlanChange => ({
      kind: 'use',
      planSaleId: `made-up-${String(no)}`,
      savedFen: 1,
    }));
    const state = postPlans(tierMember({}), [...madeUp, ...others]);
    expect(state).not.toHaveProperty('plans');
    expect(state.awaitedPlans).toHaveLength(20);
    expect(postPlans(state, [sell]).plans).toEqual([used]);
  });
});

function refundOf(plan: MemberPlan, reason: 'seller' | 'consumer') {
  return computePlanRefund({ programme, plan, reason, businessDate: sampleToday });
}

function post(plans: readonly MemberPlan[], changes: readonly PlanChange[]): readonly MemberPlan[] {
  return postPlans(tierMember({ plans }), changes).plans ?? [];
}

function sale() {
  return { planSaleId: 'P9', planId: 'plus', businessDate: sampleToday, replicaAgeMs: 0 };
}

function sell(
  plans: readonly MemberPlan[],
  planId = 'plus',
  replicaAgeMs: number | null = 0,
): ReturnType<typeof decidePlanSale> {
  const state = tierMember({ plans });
  return decidePlanSale({ ...sale(), programme, state, planId, replicaAgeMs });
}
