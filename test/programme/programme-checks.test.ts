import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Campaign } from '../../src-shared/domain/campaign/campaign.ts';
import type { CouponTemplate } from '../../src-shared/domain/coupon/coupon.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { Task } from '../../src-shared/domain/task/task.ts';
import type { TierMeasure, TierRule } from '../../src-shared/domain/tier/tier.ts';
import { checkProgramme } from '../../src-shared/programme/checks/check-programme.ts';
import { mostGiveBack, percentText } from '../../src-shared/programme/checks/give-back.ts';
import { adviseValueLimits } from '../../src-shared/programme/checks/value-limits.ts';
import { placeText, problemText } from '../../src-shared/text/problem-words.ts';
import { rateOf, sampleDay, sampleProgramme } from '../support/sample-domain.ts';
import { sampleValueRules } from '../support/sample-value.ts';

describe('a receipt never goes below zero', () => {
  test('a promotion takes less than its threshold', () => {
    const promotion = {
      promotionId: 'spring',
      name: words('Spring'),
      thresholdFen: 10_000,
      scope: {},
      fromDay: sampleDay('2026-03-01'),
      toDay: sampleDay('2026-03-31'),
    };
    const off = (offFen: number) => problems({ promotions: [{ ...promotion, offFen }] });
    expect(off(9_999)).toEqual([]);
    expect(off(10_000)).toEqual([
      'promotions[0].offFen must be less than thresholdFen: nothing would be left to pay',
    ]);
  });

  test('a threshold coupon takes less than its threshold', () => {
    const off = (offFen: number) =>
      problems(withCoupons([coupon({ kind: 'threshold_off', thresholdFen: 3_000, offFen })]));
    expect(off(2_999)).toEqual([]);
    expect(off(3_000)).toEqual([
      'coupons.templates[0].effect.offFen must be less than thresholdFen: nothing would be left to pay',
    ]);
  });

  const threeHalves = (): readonly CouponTemplate[] =>
    ['a', 'b', 'c'].map((stackGroup) => ({
      ...coupon({ kind: 'threshold_off', thresholdFen: 1_000, offFen: 400 }),
      templateId: stackGroup,
      stackGroup,
    }));

  test('coupons that go together take less than the receipt that reaches them (CP-02)', () => {
    expect(problems(withCoupons(threeHalves()))).toContain(
      'coupons.templates[0].effect with b, c it takes 1200 fen off a receipt of 1000: put them into one stackGroup',
    );
    expect(problems(withCoupons(threeHalves(), 2))).toEqual([]);
  });

  test('a face value of its own for a tier is looked at as well (R072)', () => {
    const tierOffFen = [{ tierCode: 'gold', offFen: 3_000 }];
    const effect = { kind: 'threshold_off', thresholdFen: 3_000, offFen: 500 } as const;
    expect(problems(withCoupons([{ ...coupon(effect), tierOffFen }]))).toEqual([
      'coupons.templates[0].tierOffFen[0].offFen must be less than thresholdFen: nothing would be left to pay',
    ]);
  });

  test('coupons of one group, or of goods apart, do not add up', () => {
    const oneGroup = threeHalves().map((each) => ({ ...each, stackGroup: 'one' }));
    expect(problems(withCoupons(oneGroup))).toEqual([]);
    const apart = threeHalves().map((each) => ({
      ...each,
      scope: { categories: [each.templateId] },
    }));
    expect(problems(withCoupons(apart))).toEqual([]);
  });

  test('no share or price is nothing', () => {
    const [regular, ...rest] = sampleProgramme().tiers;
    expect(problems({ tiers: [{ ...regular!, priceShare: rateOf(0) }, ...rest] })).toContain(
      'tiers[0].priceShare must be more than 0: nothing would be left to pay',
    );
    const free = coupon({ kind: 'percent', thresholdFen: 0, payShare: rateOf(0), maxOffFen: 500 });
    expect(problems(withCoupons([free]))).toEqual([
      'coupons.templates[0].effect.payShare must be more than 0: nothing would be left to pay',
    ]);
    const price = {
      sku: '6901028000001',
      unitFen: 0,
      fromDay: sampleDay('2026-03-01'),
      toDay: sampleDay('2026-03-31'),
    };
    expect(problems({ memberPrices: [price] })).toEqual([
      'memberPrices[0].unitFen must be at least 1: an article for nothing is an item coupon',
    ]);
  });

  test('an article has no second price that nobody would ever pay', () => {
    const march = {
      sku: 'milk',
      unitFen: 800,
      fromDay: sampleDay('2026-03-01'),
      toDay: sampleDay('2026-03-31'),
    };
    const weekend = { fromDay: sampleDay('2026-03-07'), toDay: sampleDay('2026-03-08') };
    const gold = { tierCodes: ['gold'] };
    const second = (other: object) => problems({ memberPrices: [march, { ...march, ...other }] });
    const twice = 'is never used: milk has as low a price for these members on all these days';
    expect(second({})).toEqual([`memberPrices[1].unitFen ${twice}`]);
    expect(second({ unitFen: 700 })).toEqual([`memberPrices[0].unitFen ${twice}`]);
    expect(second({ ...weekend, unitFen: 900 })).toEqual([`memberPrices[1].unitFen ${twice}`]);
    expect(second({ ...gold, unitFen: 800 })).toEqual([`memberPrices[1].unitFen ${twice}`]);
    // Every tier by its name, and two prices that together hold on all its days.
    const everyTier = { tierCodes: sampleProgramme().tiers.map(({ code }) => code) };
    const named = { ...march, ...everyTier };
    expect(problems({ memberPrices: [named, { ...march, unitFen: 900 }] })).toEqual([
      `memberPrices[1].unitFen ${twice}`,
    ]);
    const first = { ...march, toDay: sampleDay('2026-03-14') };
    const rest = (fromDay: string) => ({ ...march, fromDay: sampleDay(fromDay) });
    const dear = { ...march, unitFen: 900 };
    expect(problems({ memberPrices: [dear, rest('2026-03-15'), first] })).toEqual([
      `memberPrices[0].unitFen ${twice}`,
    ]);
    expect(problems({ memberPrices: [dear, rest('2026-03-16'), first] })).toEqual([]);
    // A lower one for some days or some members, another article, days that do not meet.
    expect(second({ ...weekend, unitFen: 700 })).toEqual([]);
    expect(second({ ...gold, unitFen: 700 })).toEqual([]);
    expect(second({ sku: 'bread' })).toEqual([]);
    expect(second({ toDay: sampleDay('2026-04-30'), unitFen: 900 })).toEqual([]);
    const tiers = ['silver', 'gold'].map((code) => ({ ...march, tierCodes: [code] }));
    expect(problems({ memberPrices: tiers })).toEqual([]);
  });
});

describe('tiers', () => {
  const spend = (yuan: number): TierRule => atLeast('spend_fen', yuan * 100);

  test('whose rules rise are fine, also by other measures', () => {
    expect(problems(withRules([spend(2_000), spend(8_000), spend(30_000)]))).toEqual([]);
    const visits: TierRule = { kind: 'any', of: [spend(9_000), atLeast('visit_days', 100)] };
    expect(problems(withRules([spend(2_000), visits, spend(30_000)]))).toEqual([]);
  });

  test('a higher one that is easier leaves nobody in the lower (TR-01)', () => {
    expect(problems(withRules([spend(2_000), spend(1_000), spend(30_000)]))).toEqual([
      'tiers[1].qualify nobody stays in this tier: whoever reaches it has reached gold, which is higher',
    ]);
  });

  test('one way past the higher rule is enough', () => {
    const either: TierRule = { kind: 'any', of: [spend(9_000), atLeast('visit_days', 50)] };
    expect(problems(withRules([either, spend(8_000), spend(30_000)]))).toEqual([]);
  });

  test('a rule that no window can fill is refused', () => {
    const [topUp] = problems(withRules([atLeast('top_up_fen', 1), spend(8_000), spend(30_000)]));
    expect(topUp).toContain('nothing can be topped up');
    const [visits] = problems(withRules([atLeast('visit_days', 367), spend(8_000), spend(30_000)]));
    expect(visits).toMatch(/^tiers\[1\]\.qualify can never hold: its window has at most 366 days/);
  });

  test.each([
    [{ kind: 'rolling_months', months: 12 }, 366, 1 + 20 * 13 + 50 * 366 + 7 * 2],
    [{ kind: 'rolling_months', months: 1 }, 31, 1 + 20 * 2 + 50 * 31 + 7 * 2],
    [{ kind: 'rolling_months', months: 24 }, 731, 1 + 20 * 25 + 50 * 731 + 7 * 3],
    [{ kind: 'calendar_year' }, 366, 1 + 20 * 12 + 50 * 366 + 7],
  ] as const)(
    'no more can be asked for than a window of %j has days and tasks in it',
    (window, days, points) => {
      const task = (taskId: string, taskPoints: number, repeats: Task['repeats']) => ({
        taskId,
        name: words(taskId),
        taskPoints,
        repeats,
      });
      const tasks = [
        task('profile', 1, 'once'),
        task('survey', 20, 'month'),
        task('class', 50, 'day'),
        task('party', 7, 'year'),
      ];
      const tierPolicy = { ...sampleProgramme().tierPolicy, window };
      const of = (measure: TierMeasure, amount: number) =>
        problems({
          ...withRules([atLeast(measure, amount), spend(8_000), spend(30_000)]),
          tierPolicy,
          tasks,
        });
      expect(of('visit_days', days)).toEqual([]);
      expect(of('visit_days', days + 1)).toHaveLength(1);
      expect(of('task_points', points)).toEqual([]);
      expect(of('task_points', points + 1)).toHaveLength(1);
    },
  );

  test('the first one has no rule', () => {
    const [first, ...rest] = sampleProgramme().tiers;
    expect(problems({ tiers: [{ ...first!, qualify: spend(1) }, ...rest] })).toContain(
      'tiers[0].qualify must be left out: everyone begins with the first tier',
    );
  });

  test('is refused as empty exactly when no member could be in it', () => {
    const rule = fc.letrec<{ rule: TierRule }>((tie) => ({
      rule: fc.oneof(
        { maxDepth: 2 },
        fc.record({
          kind: fc.constant('at_least' as const),
          measure: fc.constantFrom<TierMeasure>('spend_fen', 'visit_days', 'task_points'),
          amount: fc.integer({ min: 1, max: 4 }),
        }),
        fc.record({
          kind: fc.constantFrom('all' as const, 'any' as const),
          of: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
        }),
      ),
    })).rule;
    const task = {
      taskId: 'survey',
      name: words('Survey'),
      taskPoints: 4,
      repeats: 'once' as const,
    };
    fc.assert(
      fc.property(rule, rule, (lower, higher) => {
        const rules = withRules([lower, higher, spend(1_000_000)]);
        const found = problems({ ...rules, tasks: [task] });
        const isRefused = found.some((problem) => problem.startsWith('tiers[1].qualify nobody'));
        const counts = [0, 1, 2, 3, 4];
        const someoneStays = counts.some((spend_fen) =>
          counts.some((visit_days) =>
            counts.some((task_points) => {
              const counted = { spend_fen, visit_days, task_points, top_up_fen: 0 };
              return holds(lower, counted) && !holds(higher, counted);
            }),
          ),
        );
        expect(isRefused).toBe(!someoneStays);
      }),
      { numRuns: 500 },
    );
  });

  test('a gift pack never pays for its own tier again (TR-06, TR-08)', () => {
    const tiers = sampleProgramme().tiers.map((tier) =>
      tier.code === 'gold'
        ? { ...tier, giftPack: { points: 400, couponTemplateIds: ['extra'] } }
        : tier,
    );
    const extra = {
      ...coupon({ kind: 'bonus_points', thresholdFen: 60_000, points: 600 }),
      templateId: 'extra',
    };
    const sink = (points: number) => ({
      sinkId: 'to_gold',
      name: words('Gold for points'),
      points,
      reward: { kind: 'tier' as const, tierCode: 'gold', months: 12 },
    });
    const of = (points: number) =>
      problems({ ...withCoupons([extra]), tiers, sinks: [sink(points)] });
    expect(of(1_001)).toEqual([]);
    expect(of(1_000)).toEqual([
      'sinks[0].reward.tierCode is a tier cycle: its gift pack gives 1000 points back, at least what it costs',
    ]);
  });
});

describe('coupons', () => {
  test('end', () => {
    const until = (toDay: string) =>
      problems(
        withCoupons([
          {
            ...coupon({ kind: 'cash', offFen: 500 }),
            validity: {
              kind: 'fixed',
              fromDay: sampleDay('2026-01-01'),
              toDay: sampleDay(toDay),
            },
          },
        ]),
      );
    expect(until('2028-12-31')).toEqual([]);
    expect(until('2099-12-31')).toEqual([
      'coupons.templates[0].validity.toDay is a coupon without end: at most 1100 days after fromDay',
    ]);
  });

  test.each([
    [{ offFen: 2_000, offlineMode: 'floor' }, 0],
    [{ offFen: 2_001, offlineMode: 'floor' }, 1],
    [{ offFen: 5_000, offlineMode: 'store_bound' }, 0],
    [{ offFen: 5_001, offlineMode: 'store_bound' }, 1],
    [{ offFen: 9_000, offlineMode: 'online_only' }, 0],
    [{ offFen: 100, offlineMode: 'floor', transferable: true }, 1],
  ] as const)('may cost a till alone only so much (CP-07): %j', ({ offFen, ...rest }, count) => {
    const template = { ...coupon({ kind: 'cash', offFen }), ...rest };
    expect(problems(withCoupons([template]))).toHaveLength(count);
  });
});

test('nothing gives the first tier, which everybody has (TR-01)', () => {
  const { tiers } = sampleProgramme();
  const [regular, ...rest] = tiers;
  const reward = { kind: 'tier', tierCode: regular!.code, months: 3 } as const;
  expect(
    problems({
      tiers: [{ ...regular!, giftPack: { points: 100, couponTemplateIds: [] } }, ...rest],
      sinks: [{ sinkId: 'first', name: words('First'), points: 2_000, reward }],
    }),
  ).toEqual([
    'tiers[0].giftPack must be left out: everyone begins with the first tier',
    'sinks[0].reward.tierCode must be left out: everyone begins with the first tier',
  ]);
});

test('a coupon of a gift pack has no number over all members (TR-06)', () => {
  const [regular, silver, ...rest] = sampleProgramme().tiers;
  const of = (totalLimit: number | null) =>
    problems({
      ...withCoupons([{ ...coupon({ kind: 'cash', offFen: 500 }), totalLimit }]),
      tiers: [
        regular!,
        { ...silver!, giftPack: { points: 0, couponTemplateIds: ['c1'] } },
        ...rest,
      ],
    });
  expect(of(null)).toEqual([]);
  expect(of(100)).toEqual([
    'coupons.templates[0].totalLimit must be null: the gift pack of the tier silver gives it to everybody who rises',
  ]);
});

describe('give-back (PL-05)', () => {
  const doubling = (toDay: string) => ({
    campaignId: 'double',
    name: words('Double'),
    priority: 1,
    fromDay: sampleDay('2026-01-01'),
    toDay: sampleDay(toDay),
    when: [],
    reward: { kind: 'multiplier' as const, multiplier: rateOf(5) },
  });

  test('is 1.5 % for the best tier of the sample, and 2.5 % on a birthday', () => {
    expect(percentText(mostGiveBack(sampleProgramme({ campaigns: [] })))).toBe('1.50 %');
    expect(percentText(mostGiveBack(sampleProgramme()))).toBe('2.50 %');
  });

  test('counts the best multiplier of campaigns and of coupons, and says which', () => {
    const earn = { ...sampleProgramme().earn, rate: rateOf(11, 1000) };
    const found = tooMuch('5.50 %');
    expect(problems({ earn, campaigns: [] })).toEqual([]);
    expect(problems({ earn, campaigns: [doubling('2026-01-31')] })).toEqual([
      `campaigns[0].reward.multiplier ${found}`,
    ]);
    const fivefold = coupon({ kind: 'multiplier', multiplier: rateOf(5) });
    expect(problems({ earn, campaigns: [], ...withCoupons([fivefold]) })).toEqual([
      `coupons.templates[0].effect.multiplier ${found}`,
    ]);
  });

  const bonus = (campaignId: string, changes: Partial<Campaign> & { readonly points: number }) => {
    const { points, ...rest } = changes;
    const reward = { kind: 'bonus' as const, points, thresholdFen: 10_000 };
    return { ...doubling('2026-01-31'), campaignId, reward, ...rest };
  };
  const mostOf = (changes: Partial<Programme>) =>
    percentText(mostGiveBack(sampleProgramme({ campaigns: [], ...changes })));

  test('counts all the bonuses that can come together on a day and for a tier', () => {
    const of = (...campaigns: readonly Campaign[]) => mostOf({ campaigns });
    const first = bonus('a', { points: 100 });
    const second = {
      points: 200,
      fromDay: sampleDay('2026-01-31'),
      toDay: sampleDay('2026-03-31'),
    };
    expect(of(first, bonus('b', second))).toBe('4.50 %');
    const later = { ...second, fromDay: sampleDay('2026-02-01') };
    expect(of(first, bonus('b', later))).toBe('3.50 %');
    // The night of the last day goes on into the next (R084).
    const night = { when: [{ kind: 'hours' as const, fromMinute: 1320, toMinute: 120 }] };
    expect(of({ ...first, ...night }, bonus('b', later))).toBe('4.50 %');
    const forTier = (code: string) => ({ ...second, audience: { tierCodes: [code] } });
    expect(
      of(bonus('a', { points: 100, audience: { tierCodes: ['silver'] } }), bonus('b', second)),
    ).toBe('4.10 %');
    expect(of(bonus('a', forTier('regular')), bonus('b', forTier('silver')))).toBe('3.10 %');
    // Each on the receipt that just reaches it: 1 % from 100 yuan, 2.5 % from 200 with both.
    expect(
      of(first, {
        ...first,
        campaignId: 'b',
        reward: { kind: 'bonus', points: 400, thresholdFen: 20_000 },
      }),
    ).toBe('4.00 %');
    expect(of(bonus('a', { points: 900, maxPointsPerReceipt: 100 }))).toBe('2.50 %');
    expect(problems({ campaigns: [bonus('a', { points: 50_000 })] })).toEqual([
      `campaigns[0].reward.points ${tooMuch('501.50 %')}`,
    ]);
  });

  test('counts the points coupons that go together on a receipt (CP-02)', () => {
    const points = (templateId: string, stackGroup: string, changes = {}) => ({
      ...coupon({ kind: 'bonus_points' as const, thresholdFen: 10_000, points: 100, ...changes }),
      templateId,
      stackGroup,
    });
    const of = (templates: readonly CouponTemplate[], maxPerReceipt = 3) =>
      mostOf(withCoupons(templates, maxPerReceipt));
    expect(of([points('a', 'one'), points('b', 'one')])).toBe('2.50 %');
    expect(of([points('a', 'one'), points('b', 'two')])).toBe('3.50 %');
    expect(of([points('a', 'one'), points('b', 'two')], 1)).toBe('2.50 %');
    // Its multiplier takes the place of the points of its group.
    const double = coupon({ kind: 'multiplier', multiplier: rateOf(2) });
    const apart = { ...double, templateId: 'm', stackGroup: 'three' };
    expect(of([points('a', 'one'), { ...apart, stackGroup: 'one' }])).toBe('2.50 %');
    expect(of([points('a', 'one'), apart])).toBe('3.50 %');
    expect(of([points('a', 'one'), apart], 1)).toBe('2.50 %');
    const mistake = points('a', 'one', { thresholdFen: 100, points: 100_000 });
    expect(problems(withCoupons([mistake]))).toEqual([
      `coupons.templates[0].effect.points ${tooMuch('100002.50 %')}`,
    ]);
  });

  test('counts a point for the most that it buys, off a receipt or among the sinks', () => {
    const sink = (points: number, templateId = 'c1') => ({
      sinkId: 'voucher',
      name: words('Voucher'),
      points,
      reward: { kind: 'coupon' as const, templateId },
    });
    const cash = withCoupons([coupon({ kind: 'cash', offFen: 1_000 })]);
    expect(mostOf({ ...cash, sinks: [sink(1_000)] })).toBe('1.50 %');
    expect(mostOf({ ...cash, sinks: [sink(500)] })).toBe('3.00 %');
    // The pack of a tier gives points again, for which there is another.
    const tiers = sampleProgramme().tiers.map((tier) =>
      tier.code === 'gold'
        ? { ...tier, giftPack: { points: 300, couponTemplateIds: ['c1'] } }
        : tier,
    );
    const reward = { kind: 'tier' as const, tierCode: 'gold', months: 1 };
    expect(mostOf({ ...cash, tiers, sinks: [{ ...sink(800), reward }] })).toBe('3.00 %');
    // A pack that such a point makes dear is innocent.
    const qualify = { kind: 'at_least', measure: 'spend_fen', amount: 200_000 } as const;
    const packed = tiers.map((tier) => (tier.code === 'gold' ? { ...tier, qualify } : tier));
    const sinks = [sink(1_000), { ...sink(1), sinkId: 'b' }];
    expect(problems({ campaigns: [], ...cash, tiers: packed, sinks })).toEqual([
      'sinks[1].points makes points worth so much that one receipt gives 1500.00 % back; the most is 5 %',
    ]);
  });

  test('TR-06: counts the points of a gift pack on what must be spent to reach its tier', () => {
    const [regular, ...rest] = sampleProgramme().tiers;
    const pack = (qualify: TierRule, points: number) => {
      const gold = { ...rest[0]!, qualify, giftPack: { points, couponTemplateIds: [] } };
      const tiers = [regular!, gold, ...rest.slice(1)];
      const found = problems({ campaigns: [], sinks: [], tiers });
      return found.filter((problem) => problem.includes('giftPack'));
    };
    const atLeast = (measure: TierMeasure, amount: number) =>
      ({ kind: 'at_least', measure, amount }) as const;
    const spend = atLeast('spend_fen', 200_000);
    const tooMuch = (percent: string) => [
      `tiers[1].giftPack.points is so much that ${percent} is given back on the way to the tier; the most is 5 %`,
    ];
    // 1 % is earned on the way.
    expect(pack(spend, 8_000)).toEqual([]);
    expect(pack(spend, 8_001)).toEqual(tooMuch('5.00 %'));
    expect(pack(spend, 100_000)).toEqual(tooMuch('51.00 %'));
    // The cheapest way counts, all of its parts, and what is reached without money has no share.
    const or = (...of: TierRule[]) => ({ kind: 'any', of }) as const;
    const and = (...of: TierRule[]) => ({ kind: 'all', of }) as const;
    expect(pack(or(spend, atLeast('top_up_fen', 100_000)), 8_000)).toEqual(tooMuch('9.00 %'));
    expect(pack(and(spend, atLeast('spend_fen', 100_000)), 8_000)).toEqual([]);
    const { visitMinFen } = sampleProgramme().tierPolicy;
    const days = Math.ceil(200_000 / visitMinFen);
    expect(pack(or(spend, atLeast('visit_days', days)), 8_000)).toEqual([]);
    expect(pack(and(atLeast('task_points', 9), spend), 8_001)).toEqual(tooMuch('5.00 %'));
    expect(pack(atLeast('task_points', 9), 8_001)).toEqual([]);
  });

  test('TR-06: counts the face of a gift pack’s coupons, and the points of its points coupons', () => {
    const [regular, ...rest] = sampleProgramme().tiers;
    const qualify = { kind: 'at_least', measure: 'spend_fen', amount: 200_000 } as const;
    const pack = (effect: CouponTemplate['effect'], points: number) => {
      const giftPack = { points, couponTemplateIds: ['c1', 'c1'] };
      const gold = { ...rest[0]!, qualify, giftPack };
      const tiers = [regular!, gold, ...rest.slice(1)];
      const found = problems({ campaigns: [], sinks: [], ...withCoupons([coupon(effect)]), tiers });
      return found.filter((problem) => problem.includes('giftPack'));
    };
    const at = (field: string, percent: string) => [
      `tiers[1].giftPack.${field} is so much that ${percent} is given back on the way to the tier; the most is 5 %`,
    ];
    const cash = (offFen: number) => ({ kind: 'cash', offFen }) as const;
    // 1 % is earned on the way, and 4 % of 2,000 yuan are 80 yuan.
    expect(pack(cash(4_000), 0)).toEqual([]);
    expect(pack(cash(4_001), 0)).toEqual(at('couponTemplateIds', '5.00 %'));
    expect(pack(cash(3_000), 2_000)).toEqual([]);
    expect(pack(cash(3_000), 2_001)).toEqual(at('couponTemplateIds', '5.00 %'));
    expect(pack(cash(1_000), 6_001)).toEqual(at('points', '5.00 %'));
    const points = { kind: 'bonus_points', thresholdFen: 1_000_000, points: 4_000 } as const;
    expect(pack(points, 0)).toEqual([]);
    expect(pack(points, 1)).toEqual(at('points', '5.00 %'));
    // What an article costs is not in the document.
    expect(pack({ kind: 'item', sku: 'milk' }, 0)).toEqual([]);
  });

  test('counts the best plan, and a bonus at its threshold', () => {
    const plan = {
      planId: 'plus',
      name: words('Plus'),
      priceFen: 9_900,
      months: 12,
      multiplier: rateOf(3),
      fullRefundDays: 7,
    };
    const bonus = {
      ...doubling('2099-12-31'),
      reward: { kind: 'bonus' as const, points: 100, thresholdFen: 10_000 },
    };
    const programme = sampleProgramme({ plans: [plan], campaigns: [bonus] });
    expect(percentText(mostGiveBack(programme))).toBe('4.00 %');
  });
});

describe('stored value', () => {
  test.each([
    ['a balance above 5,000 yuan (SV-04)', { maxBalanceFen: 500_001 }, 'profiles[0].maxBalanceFen'],
    ['no identity at 10,000 yuan (SV-06)', { identityFromFen: 1_000_001 }, 'profiles[0].identity'],
    ['cash for 50,000 yuan (SV-07)', { noCashFromFen: 5_000_001 }, 'profiles[0].noCashFromFen'],
  ])('refuses %s', (_name, change, where) => {
    expect(problems({ value: valueRules(change) })[0]).toContain(`value.${where}`);
  });

  test('refuses more than a till may take alone (SV-13), and a package nobody could buy', () => {
    const rules = valueRules();
    const offline = { ...rules.offline, maxTopUpFen: 100_001, maxBalanceFen: 400_001 };
    expect(problems({ value: { ...rules, offline } })).toHaveLength(2);
    const { ceiling } = sampleProgramme().offline;
    const paying = (maxPaymentFen: number) =>
      problems({ value: { ...rules, offline: { ...rules.offline, maxPaymentFen } } });
    expect(paying(ceiling.valueFen)).toEqual([]);
    expect(paying(ceiling.valueFen + 1)).toEqual([
      'value.offline.maxPaymentFen must be at most offline.ceiling.valueFen (30000 fen): ' +
        'a till without the line spends no more in all',
    ]);
    const packages = [{ packageId: 'p', name: words('P'), payFen: 490_000, bonusFen: 10_001 }];
    expect(problems({ value: { ...rules, packages } })).toEqual([
      'value.packages[0].payFen can never be sold: with its bonus it is more than 500000 fen, the most on a wallet',
    ]);
  });

  test('advises on a wallet above 1,000 yuan whose buyer is not identified', () => {
    const advice = (change: Partial<Profile>) =>
      adviseValueLimits(sampleProgramme({ value: valueRules(change) }));
    expect(advice({ identityFromFen: 0 })).toEqual([]);
    expect(advice({ identityFromFen: 1, maxBalanceFen: 100_000 })).toEqual([]);
    expect(advice({ identityFromFen: 1 })).toHaveLength(1);
  });
});

describe('references and single settings', () => {
  test('lead somewhere', () => {
    const programme = sampleProgramme();
    const [campaign] = programme.campaigns;
    const [regular, silver, ...rest] = programme.tiers;
    const found = problems({
      tiers: [
        regular!,
        { ...silver!, giftPack: { points: 0, couponTemplateIds: ['none'] } },
        ...rest,
      ],
      campaigns: [{ ...campaign!, audience: { tierCodes: ['bronze'], planIds: ['plus'] } }],
      sinks: [
        {
          sinkId: 'a',
          name: words('A'),
          points: 10,
          reward: { kind: 'coupon', templateId: 'none' },
        },
        {
          sinkId: 'b',
          name: words('B'),
          points: 10,
          reward: { kind: 'tier', tierCode: 'bronze', months: 1 },
        },
      ],
      value: { ...valueRules(), defaultProfileId: 'none', profileIdByStore: { s1: 'nowhere' } },
    });
    expect(found).toEqual([
      'tiers[1].giftPack.couponTemplateIds[0] there is no coupon template none',
      'campaigns[0].audience.tierCodes[0] there is no tier bronze',
      'campaigns[0].audience.planIds[0] there is no plan plus',
      'sinks[0].reward.templateId there is no coupon template none',
      'sinks[1].reward.tierCode there is no tier bronze',
      'value.defaultProfileId there is no profile none',
      'value.profileIdByStore.s1 there is no profile nowhere',
    ]);
  });

  test('rules speak of the categories that are named, where any are', () => {
    const name = words('Fresh');
    const { earn } = sampleProgramme();
    const named = {
      earn: {
        ...earn,
        excludedCategories: ['tobacco'],
        usableAfterDays: [{ categories: ['fresh', 'clothes'], days: 7 }],
      },
      value: sampleValueRules({ excludedCategories: ['gift_card'] }),
      ...withCoupons([
        { ...coupon({ kind: 'cash', offFen: 100 }), scope: { categories: ['fruit'] } },
      ]),
    };
    expect(problems(named).filter((problem) => problem.includes('category'))).toEqual([]);
    const categories = [
      { category: 'fresh', name },
      { category: 'fresh', name },
    ];
    const found = problems({ ...named, categories });
    expect(found.filter((problem) => problem.includes('categor'))).toEqual([
      'categories[1].category is there twice: fresh',
      'earn.excludedCategories[0] there is no category tobacco',
      'earn.usableAfterDays[0].categories[1] there is no category clothes',
      'value.excludedCategories[0] there is no category gift_card',
      'coupons.templates[0].scope.categories[0] there is no category fruit',
    ]);
  });

  test('campaigns and coupons have hours that are some time, and conditions once', () => {
    const [campaign] = sampleProgramme().campaigns;
    const never = { kind: 'hours' as const, fromMinute: 600, toMinute: 600 };
    const found = problems({
      campaigns: [{ ...campaign!, when: [never, { ...never, toMinute: 700 }] }],
      ...withCoupons([{ ...coupon({ kind: 'cash', offFen: 100 }), hours: never }]),
    });
    expect(found).toEqual([
      'coupons.templates[0].hours.toMinute must not be fromMinute: the coupon could never be used',
      'campaigns[0].when[0].toMinute must not be fromMinute: the campaign could never run',
      'campaigns[0].when[1].kind is there twice: hours; conditions must all hold, so write one',
    ]);
  });

  test('campaigns and coupons have a day that is one of theirs', () => {
    const [campaign] = sampleProgramme().campaigns;
    const days = (fromDay: string, toDay: string) => ({
      fromDay: sampleDay(fromDay),
      toDay: sampleDay(toDay),
    });
    const weekdays = (...each: number[]) => ({ kind: 'weekdays' as const, weekdays: each });
    const monthDays = (...each: number[]) => ({ kind: 'days_of_month' as const, days: each });
    const runs = (between: object, ...when: NonNullable<typeof campaign>['when']) =>
      problems({ campaigns: [{ ...campaign!, ...between, when }] });
    const none = (fromDay: string, toDay: string) => [
      `campaigns[0].when is no day from ${fromDay} to ${toDay}`,
    ];
    // The 2nd of March 2026 is a Monday.
    const start = days('2026-03-02', '2026-03-03');
    expect(runs(start, weekdays(6, 7))).toEqual(none('2026-03-02', '2026-03-03'));
    expect(runs(start, weekdays(2, 7))).toEqual([]);
    const february = days('2026-02-01', '2026-02-28');
    expect(runs(february, monthDays(31))).toEqual(none('2026-02-01', '2026-02-28'));
    expect(runs(february, monthDays(28, 31))).toEqual([]);
    // Either is there, and never both on one day; in all the years they are.
    expect(runs(february, weekdays(1), monthDays(1))).toHaveLength(1);
    expect(runs(days('2026-02-01', '9999-12-31'), weekdays(1), monthDays(1))).toEqual([]);
    const fixed = (toDay: string) =>
      problems(
        withCoupons([
          {
            ...coupon({ kind: 'cash', offFen: 100 }),
            weekdays: [7],
            validity: { kind: 'fixed', ...days('2026-03-02', toDay) },
          },
        ]),
      );
    expect(fixed('2026-03-08')).toEqual([]);
    expect(fixed('2026-03-07')).toEqual([
      'coupons.templates[0].weekdays is no day from 2026-03-02 to 2026-03-07',
    ]);
  });

  test('fit each other', () => {
    const { earn, adjust, offline, lifecycle } = sampleProgramme();
    const found = problems({
      earn: {
        ...earn,
        expiryNoticeDays: [7, 30],
        usableAfterDays: [
          { categories: ['clothing'], days: 7 },
          { categories: ['clothing'], days: 14 },
        ],
      },
      adjust: { ...adjust, reasons: [], maxPoints: { cashier: 0, supervisor: 300, manager: 200 } },
      offline: {
        ...offline,
        floorPoints: 50,
        grants: {
          tiers: [
            { tierCode: 'gold', maxPoints: 100 },
            { tierCode: 'gold', maxPoints: 200 },
            { tierCode: 'iron', maxPoints: 100 },
          ],
        },
      },
      lifecycle: { ...lifecycle, activeDays: 61 },
    });
    expect(found).toEqual([
      'offline.floorPoints must be 0 for none, or at least redeem.minPoints: less could never be spent',
      'earn.expiryNoticeDays must fall: the earliest notice comes first',
      'adjust.maxPoints must rise from cashier over supervisor to manager',
      'adjust.reasons must not be empty, or nobody can adjust points: give a reason, or set all of maxPoints to 0',
      'lifecycle.lostDays must be at least activeDays',
      'earn.usableAfterDays[1].categories[0] is there twice: clothing',
      'offline.grants.tiers[1].tierCode is there twice: gold',
      'offline.grants.tiers[2].tierCode there is no tier iron',
    ]);
    // OF-06: one member's points under the floor are no more than a till may lose in all, whatever a point is worth.
    const floor = (floorPoints: number, fenPerPoint: number) => {
      const { redeem } = sampleProgramme();
      return problems({
        offline: { ...offline, floorPoints },
        redeem: { ...redeem, fenPerPoint: rateOf(fenPerPoint) },
      });
    };
    const tooMuch =
      'offline.floorPoints must be worth at most offline.ceiling.pointsWorthFen (50000 fen): ' +
      'a till without the line spends no more in all';
    expect(floor(50_000, 1)).not.toContain(tooMuch);
    expect(floor(50_100, 1)).toContain(tooMuch);
    expect(floor(10_100, 5)).toContain(tooMuch);
    // Where nobody may adjust, there is nothing to give a reason for.
    const nobody = { cashier: 0, supervisor: 0, manager: 0 };
    expect(problems({ adjust: { ...adjust, reasons: [], maxPoints: nobody } })).toEqual([]);
  });
});

function tooMuch(percent: string): string {
  return `has the largest part in ${percent} given back on one receipt, all that comes together counted; the most is 5 %`;
}

type Profile = NonNullable<Programme['value']>['profiles'][number];

function problems(changes: Partial<Programme>): readonly string[] {
  return checkProgramme(sampleProgramme(changes)).map(
    (problem) => `${placeText('en', problem)} ${problemText('en', problem)}`,
  );
}

function words(text: string) {
  return { 'zh-CN': text, en: text, 'zh-TW': text };
}

function coupon(effect: CouponTemplate['effect']): CouponTemplate {
  return {
    templateId: 'c1',
    name: words('Coupon'),
    effect,
    scope: {},
    validity: { kind: 'after_issue', days: 30 },
    stackGroup: 'main',
    offlineMode: 'online_only',
    transferable: false,
    claim: 'targeted',
    totalLimit: null,
    perMemberLimit: 1,
  };
}

function withCoupons(templates: readonly CouponTemplate[], maxPerReceipt = 3): Partial<Programme> {
  return { coupons: { maxPerReceipt, giveBackGraceDays: 7, templates } };
}

/** The rules of silver, gold and diamond. */
function withRules(rules: readonly TierRule[]): Partial<Programme> {
  const [first, ...rest] = sampleProgramme().tiers;
  return { tiers: [first!, ...rest.map((tier, index) => ({ ...tier, qualify: rules[index]! }))] };
}

function atLeast(measure: TierMeasure, amount: number): TierRule {
  return { kind: 'at_least', measure, amount };
}

function holds(rule: TierRule, counted: Readonly<Record<TierMeasure, number>>): boolean {
  if (rule.kind === 'at_least') return counted[rule.measure] >= rule.amount;
  const parts = rule.of.map((part) => holds(part, counted));
  return rule.kind === 'all' ? parts.every(Boolean) : parts.some(Boolean);
}

function valueRules(profile: Partial<Profile> = {}): NonNullable<Programme['value']> {
  return {
    issuerEntityId: 'greenleaf',
    issuerName: words('Greenleaf'),
    spendOrder: 'proportional',
    packages: [],
    freeStepFen: 10_000,
    profiles: [
      {
        profileId: 'general',
        name: words('General'),
        maxBalanceFen: 500_000,
        identityFromFen: 0,
        noCashFromFen: 5_000_000,
        coolingOffDays: 7,
        ...profile,
      },
    ],
    profileIdByStore: {},
    defaultProfileId: 'general',
    pinAboveFen: 20_000,
    offline: { maxTopUpFen: 100_000, maxBalanceFen: 400_000, maxPaymentFen: 10_000 },
    terms: words('Terms'),
  };
}
