import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseCoupons,
  type CouponChoice,
  type CouponQuestion,
} from '../../src-shared/domain/coupon/choose-coupons.ts';
import type { CouponLine } from '../../src-shared/domain/coupon/coupon-worth.ts';
import type {
  CouponEffect,
  CouponTemplate,
  MemberCoupon,
} from '../../src-shared/domain/coupon/coupon.ts';
import { sampleCoupon, sampleCouponLines, sampleTemplate } from '../support/sample-coupons.ts';
import { rateOf, sampleDay, sampleToday } from '../support/sample-domain.ts';

const at = { storeId: 's1', businessDate: sampleToday, minuteOfDay: 720 };

function ask(
  templates: readonly CouponTemplate[],
  question: Partial<CouponQuestion> = {},
): CouponChoice {
  return chooseCoupons({
    templates,
    coupons: templates.map(({ templateId }) => sampleCoupon(templateId)),
    lines: sampleCouponLines([10_000]),
    at,
    maxPerReceipt: 3,
    wish: 'best',
    ...question,
  });
}

const cash = (offFen: number): CouponEffect => ({ kind: 'cash', offFen });
const idsOf = (choice: CouponChoice) => choice.chosen.map(({ couponId }) => couponId);
const offOf = (choice: CouponChoice) => choice.chosen.reduce((sum, { offFen }) => sum + offFen, 0);
const whyNotOf = (choice: CouponChoice) =>
  Object.fromEntries(choice.unused.map(({ couponId, whyNot }) => [couponId, whyNot]));

describe('which coupons go together (CP-02)', () => {
  it('takes one per stack group, the one with more money off, and says so of the other', () => {
    const choice = ask([
      sampleTemplate('five', cash(500), { stackGroup: 'money' }),
      sampleTemplate('eight', cash(800), { stackGroup: 'money' }),
    ]);
    expect(idsOf(choice)).toEqual(['eight-1']);
    expect(whyNotOf(choice)).toEqual({ 'five-1': { code: 'stacks_not' } });
  });

  it('takes one floor coupon, the best that the goods allow or the first wished that they do (CP-07)', () => {
    const templates = [
      sampleTemplate('fresh', cash(900), { scope: { categories: ['fresh'] } }),
      sampleTemplate('five', cash(500)),
      sampleTemplate('eight', cash(800)),
      sampleTemplate('store', cash(300)),
    ];
    const floorCouponIds = ['fresh-1', 'five-1', 'eight-1'];
    const choice = ask(templates, { floorCouponIds });
    expect(idsOf(choice).toSorted()).toEqual(['eight-1', 'store-1']);
    expect(whyNotOf(choice)).toEqual({
      'fresh-1': { code: 'no_goods' },
      'five-1': { code: 'offline_limit' },
    });
    const wished = ask(templates, { floorCouponIds, wish: ['fresh-1', 'five-1', 'eight-1'] });
    expect(idsOf(wished)).toEqual(['five-1']);
    // Where none is used no limit is, either.
    const none = whyNotOf(ask(templates, { floorCouponIds, wish: [] }));
    expect(none).toMatchObject({ 'five-1': { code: 'not_wished' } });
  });

  it('takes at most so many per receipt, and the best of them', () => {
    const choice = ask(
      [100, 200, 300, 400, 500].map((offFen) => sampleTemplate(`off${offFen}`, cash(offFen))),
    );
    expect(offOf(choice)).toBe(1200);
    expect(whyNotOf(choice)).toEqual({
      'off100-1': { code: 'too_many' },
      'off200-1': { code: 'too_many' },
    });
  });

  it('uses no coupon up for nothing where another takes all there is', () => {
    const choice = ask([sampleTemplate('big', cash(20_000)), sampleTemplate('small', cash(500))]);
    expect(idsOf(choice)).toEqual(['big-1']);
    expect(offOf(choice)).toBe(10_000);
    expect(whyNotOf(choice)).toEqual({ 'small-1': { code: 'below_payable' } });
  });

  it('takes of two equal ones the one that ends first, then the one with the lowest id', () => {
    const template = sampleTemplate('five', cash(500));
    const coupons = [
      sampleCoupon('five', { couponId: 'c' }),
      sampleCoupon('five', { couponId: 'b', toDay: sampleDay('2026-06-30') }),
      sampleCoupon('five', { couponId: 'a', toDay: sampleDay('2026-06-30') }),
    ];
    expect(idsOf(ask([template], { coupons }))).toEqual(['a']);
  });

  it('lets a coupon for few goods go first, so that one for all goods can go elsewhere', () => {
    const [food, drink] = sampleCouponLines([1000, 1000]);
    const lines = [food, { ...drink, category: 'drink' }] as readonly CouponLine[];
    const choice = ask(
      [
        sampleTemplate('all', cash(1000)),
        sampleTemplate('drink', cash(1000), { scope: { categories: ['drink'] } }),
      ],
      { lines },
    );
    expect(choice.chosen.map(({ lineOffFen }) => lineOffFen)).toEqual([
      [1000, 0],
      [0, 1000],
    ]);
  });

  it('takes points coupons after money: never instead of a fen, but in a place that is left', () => {
    const choice = ask([
      sampleTemplate('fen', cash(1), { stackGroup: 'one' }),
      sampleTemplate(
        'points',
        { kind: 'bonus_points', thresholdFen: 0, points: 500 },
        {
          stackGroup: 'one',
        },
      ),
      sampleTemplate('more', { kind: 'bonus_points', thresholdFen: 0, points: 30 }),
    ]);
    expect(idsOf(choice)).toEqual(['fen-1', 'more-1']);
    expect(choice.chosen[1]).toMatchObject({ offFen: 0, points: 30 });
  });

  it('compares a multiplier with fixed points by what it brings, and takes one multiplier', () => {
    const twice = sampleTemplate('twice', { kind: 'multiplier', multiplier: rateOf(2) });
    const thrice = sampleTemplate('thrice', { kind: 'multiplier', multiplier: rateOf(3) });
    const choice = ask([twice, thrice]);
    expect(choice.chosen).toEqual([
      expect.objectContaining({ couponId: 'thrice-1', offFen: 0, multiplier: rateOf(3) }),
    ]);
    expect(whyNotOf(choice)).toEqual({ 'twice-1': { code: 'stacks_not' } });
    const points = (count: number) =>
      sampleTemplate('points', { kind: 'bonus_points', thresholdFen: 0, points: count });
    // 100 yuan at three times are 200 points more.
    expect(idsOf(ask([thrice, points(199)], { maxPerReceipt: 1 }))).toEqual(['thrice-1']);
    expect(idsOf(ask([thrice, points(201)], { maxPerReceipt: 1 }))).toEqual(['points-1']);
  });
});

describe('what the member wishes', () => {
  const templates = [
    sampleTemplate('five', cash(500), { stackGroup: 'money' }),
    sampleTemplate('eight', cash(800), { stackGroup: 'money' }),
    sampleTemplate('gift', cash(100)),
  ];

  it('uses exactly those wished, the first wished where two do not go together', () => {
    const choice = ask(templates, { wish: ['five-1', 'eight-1'] });
    expect(idsOf(choice)).toEqual(['five-1']);
    expect(whyNotOf(choice)).toEqual({
      'eight-1': { code: 'stacks_not' },
      'gift-1': { code: 'not_wished' },
    });
  });

  it('uses none when none is wished, and counts a coupon named twice once', () => {
    expect(ask(templates, { wish: [] }).chosen).toEqual([]);
    expect(idsOf(ask(templates, { wish: ['gift-1', 'gift-1'] }))).toEqual(['gift-1']);
  });

  it('answers nothing about a wished coupon the member does not have', () => {
    const choice = ask(templates, { wish: ['unknown'] });
    expect(choice.chosen).toEqual([]);
    expect(choice.unused.map(({ couponId }) => couponId)).not.toContain('unknown');
  });

  it('does not use up a wished coupon that has nothing left to take', () => {
    const lines = sampleCouponLines([500]);
    const choice = ask(templates, { wish: ['five-1', 'gift-1'], lines });
    expect(idsOf(choice)).toEqual(['five-1']);
    expect(whyNotOf(choice)['gift-1']).toEqual({ code: 'below_payable' });
  });
});

describe('why a coupon is not used (CP-03)', () => {
  /** Everything is wrong with it; each step mends the first reason and meets the next. */
  it('says the first of: template, state, days, store, weekday, hours, goods, threshold, right', () => {
    const full = sampleTemplate(
      'off',
      { kind: 'threshold_off', thresholdFen: 20_000, offFen: 1000 },
      {
        storeIds: ['s2'],
        weekdays: [1],
        hours: { fromMinute: 60, toMinute: 120 },
        scope: { categories: ['wine'] },
      },
    );
    const { storeIds: _stores, ...anyStore } = full;
    const { weekdays: _weekdays, ...anyDay } = anyStore;
    const { hours: _hours, ...anyTime } = anyDay;
    const anyGoods = { ...anyTime, scope: {} };
    const used = sampleCoupon('off', { status: 'used', toDay: sampleDay('2026-01-31') });
    const ended = { ...used, status: 'issued' as const };
    const good = sampleCoupon('off');
    const code = (
      template: CouponTemplate | null,
      coupon: MemberCoupon,
      changes: Partial<CouponQuestion> = {},
    ) =>
      ask(template === null ? [] : [template], {
        coupons: [coupon],
        canUse: () => ({ code: 'identification_needed' }),
        ...changes,
      }).unused[0]?.whyNot;

    expect(code(null, used)).toEqual({ code: 'used' });
    expect(code(null, good)).toEqual({ code: 'not_for_member' });
    expect(code(full, used)).toEqual({ code: 'used' });
    expect(code(full, ended)).toEqual({ code: 'expired' });
    expect(code(full, { ...good, fromDay: sampleDay('2026-04-01') })).toEqual({ code: 'not_yet' });
    expect(code(full, good)).toEqual({ code: 'other_store' });
    expect(code(anyStore, good)).toEqual({ code: 'wrong_day' });
    expect(code(anyDay, good)).toEqual({ code: 'wrong_time' });
    expect(code(anyTime, good)).toEqual({ code: 'no_goods' });
    expect(code(anyGoods, good)).toEqual({ code: 'missing_fen', missingFen: 10_000 });
    const lines = sampleCouponLines([20_000]);
    expect(code(anyGoods, good, { lines })).toEqual({ code: 'identification_needed' });
    expect(code(anyGoods, good, { lines, canUse: () => null })).toBeUndefined();
  });

  it.each([
    ['used_local', 'used'],
    ['used', 'used'],
    ['conflict', 'used'],
    ['expired', 'expired'],
    ['void', 'voided'],
  ] as const)('says of a coupon in state %s: %s', (status, code) => {
    const choice = ask([sampleTemplate('off', cash(100))], {
      coupons: [sampleCoupon('off', { status })],
    });
    expect(whyNotOf(choice)).toEqual({ 'off-1': { code } });
  });

  it('refuses a coupon that is bound to another store, and takes it in its own', () => {
    const templates = [sampleTemplate('off', cash(100))];
    const bound = (storeId: string) =>
      ask(templates, { coupons: [sampleCoupon('off', { storeId })] });
    expect(whyNotOf(bound('s2'))).toEqual({ 'off-1': { code: 'other_store' } });
    expect(idsOf(bound('s1'))).toEqual(['off-1']);
  });
});

describe('any basket and any coupons', () => {
  const categories = ['food', 'drink', 'wine'];
  const effect: fc.Arbitrary<CouponEffect> = fc.oneof(
    fc.record({
      kind: fc.constant('threshold_off' as const),
      thresholdFen: fc.integer({ min: 1, max: 5000 }),
      offFen: fc.integer({ min: 1, max: 3000 }),
    }),
    fc.record({ kind: fc.constant('cash' as const), offFen: fc.integer({ min: 1, max: 3000 }) }),
    fc.record({
      kind: fc.constant('percent' as const),
      thresholdFen: fc.integer({ min: 0, max: 3000 }),
      payShare: fc.integer({ min: 0, max: 100 }).map((share) => rateOf(share, 100)),
      maxOffFen: fc.integer({ min: 1, max: 3000 }),
    }),
    fc.constantFrom('a1', 'a2', 'a3').map((sku) => ({ kind: 'item' as const, sku })),
    fc.constantFrom('a1', 'a2').map((giftSku) => ({
      kind: 'buy_gift' as const,
      buyQuantity: 1,
      giftSku,
    })),
    fc.constantFrom('a1', 'a2').map((sku) => ({
      kind: 'add_on' as const,
      thresholdFen: 100,
      sku,
      payFen: 50,
    })),
    fc.record({
      kind: fc.constant('bonus_points' as const),
      thresholdFen: fc.integer({ min: 0, max: 3000 }),
      points: fc.integer({ min: 1, max: 50 }),
    }),
    fc
      .integer({ min: 11, max: 30 })
      .map((tenths) => ({ kind: 'multiplier' as const, multiplier: rateOf(tenths, 10) })),
  );
  const scope = fc.oneof(
    fc.constant({}),
    fc.constantFrom(...categories).map((each) => ({ categories: [each] })),
    fc.constantFrom(...categories).map((each) => ({ excludedCategories: [each] })),
  );
  const coupons = fc
    .array(
      fc.record({
        effect,
        scope,
        stackGroup: fc.constantFrom('g1', 'g2', 'g3', 'g4', 'g5'),
        toDay: fc.constantFrom('2026-03-31', '2026-06-30', '2026-12-31'),
      }),
      { maxLength: 7 },
    )
    .map((all) =>
      all.map((each, index) => ({
        template: sampleTemplate(`t${index}`, each.effect, {
          scope: each.scope,
          stackGroup: each.stackGroup,
        }),
        coupon: sampleCoupon(`t${index}`, { toDay: sampleDay(each.toDay) }),
      })),
    );
  const lines = fc
    .array(
      fc.record({
        sku: fc.constantFrom('a1', 'a2', 'a3', 'a4'),
        category: fc.constantFrom(...categories),
        quantity: fc.constantFrom('1', '2', '3', '0.455', '1.5'),
        priceFen: fc.integer({ min: 0, max: 3000 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((all) => all.map((each, index): CouponLine => ({ lineNo: index + 1, ...each })));

  const questionOf = (
    owned: readonly { readonly template: CouponTemplate; readonly coupon: MemberCoupon }[],
    basket: readonly CouponLine[],
    wish: CouponQuestion['wish'] = 'best',
  ): CouponQuestion => ({
    templates: owned.map(({ template }) => template),
    coupons: owned.map(({ coupon }) => coupon),
    lines: basket,
    at,
    maxPerReceipt: 3,
    wish,
  });

  it('never takes more off a line than it costs, and shares every fen (PL-06)', () => {
    fc.assert(
      fc.property(coupons, lines, (owned, basket) => {
        const { chosen } = chooseCoupons(questionOf(owned, basket));
        for (const [index, { priceFen }] of basket.entries()) {
          const offFen = chosen.reduce((sum, each) => sum + (each.lineOffFen[index] ?? 0), 0);
          expect(offFen).toBeLessThanOrEqual(priceFen);
        }
        for (const { offFen, lineOffFen } of chosen) {
          expect(lineOffFen.reduce((sum, each) => sum + each, 0)).toBe(offFen);
          expect(Math.min(...lineOffFen)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('takes no less off than any wish of three coupons would, and says of every other one why', () => {
    fc.assert(
      fc.property(coupons, lines, fc.array(fc.nat(6), { maxLength: 3 }), (owned, basket, picks) => {
        const best = chooseCoupons(questionOf(owned, basket));
        const wish = picks.map((pick) => `t${pick}-1`);
        const wished = chooseCoupons(questionOf(owned, basket, wish));
        expect(offOf(best)).toBeGreaterThanOrEqual(offOf(wished));
        expect(best.chosen.length + best.unused.length).toBe(owned.length);
        expect(wished.chosen.every(({ couponId }) => wish.includes(couponId))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('chooses no two of a stack group, no two multipliers and none that brings nothing', () => {
    fc.assert(
      fc.property(coupons, lines, (owned, basket) => {
        const { chosen } = chooseCoupons(questionOf(owned, basket));
        const groups = chosen.map(
          ({ templateId }) =>
            owned.find(({ template }) => template.templateId === templateId)?.template.stackGroup,
        );
        expect(new Set(groups).size).toBe(groups.length);
        expect(chosen.filter(({ multiplier }) => multiplier !== undefined).length).toBeLessThan(2);
        for (const { offFen, points, multiplier } of chosen)
          expect(offFen > 0 || points !== undefined || multiplier !== undefined).toBe(true);
      }),
    );
  });

  it('decides the same whatever the order of coupons, templates and lines', () => {
    fc.assert(
      fc.property(coupons, lines, (owned, basket) => {
        const forwards = chooseCoupons(questionOf(owned, basket));
        const backwards = chooseCoupons(questionOf(owned.toReversed(), basket.toReversed()));
        expect(
          backwards.chosen.map((each) => ({ ...each, lineOffFen: each.lineOffFen.toReversed() })),
        ).toEqual(forwards.chosen);
        expect(backwards.unused.toReversed()).toEqual(forwards.unused);
      }),
    );
  });

  it('takes what the member wishes when the wish is what it chose itself', () => {
    fc.assert(
      fc.property(coupons, lines, (owned, basket) => {
        const best = chooseCoupons(questionOf(owned, basket));
        const again = chooseCoupons(questionOf(owned, basket, idsOf(best)));
        expect(again.chosen).toEqual(best.chosen);
      }),
    );
  });
});
