import type { CouponTemplate, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { quoteReceipt } from '../../src-shared/domain/quote/quote-receipt.ts';
import type { ReceiptFacts } from '../../src-shared/domain/quote/quote.ts';
import { rateOf, sampleDay, sampleProgramme, sampleToday } from '../support/sample-domain.ts';
import { atMost, percentile, type BenchLine } from './bench-line.ts';
import { measured, timeBoth, timeUs } from './timing.ts';

type Question = Parameters<typeof quoteReceipt>[0];

/** The promise of the issue: a cashier must not feel it, on the slowest till. */
const p99MostUs = 2_000;
const lineCount = 30;
const manyCount = 20;
const sampleCount = 5_000;
const triesMax = 20_000;
const periods = { fromDay: sampleDay('2026-01-01'), toDay: sampleDay('2026-12-31') };

/**
 * A quote of 30 lines with 5 coupons, 3 campaigns, member prices, promotions and points, beside reading and writing the same
 * answer as JSON, which every call over a pipe does anyway.
 */
export function run(): Promise<readonly BenchLine[]> {
  const programme = richProgramme();
  const question = { programme, facts: facts(), lines: lines(), wishes } as const;
  const answer = JSON.stringify(quoteReceipt(question));
  const samples = timeBoth(
    {
      ours: () => quoteReceipt(question),
      raw: () => JSON.stringify(JSON.parse(answer)),
    },
    { blockCount: 100, blockSize: 50, warmUpCount: 2_000 },
  );
  const name = `core: quote of ${lineCount} lines, 5 coupons, 3 campaigns`;
  const manyName = `core: quote of ${lineCount} lines, ${manyCount} coupons on the same goods`;
  const p99Us = (asked: Question) => percentile(undisturbedUs(asked), 0.99);
  return Promise.resolve([
    atMost(`${name}, p99 us undisturbed`, p99Us(question), p99MostUs, 1),
    atMost(`${manyName}, p99 us undisturbed`, p99Us(withMany(programme)), p99MostUs, 1),
    measured(
      `${name}, p50 us beside its JSON`,
      percentile(samples.ours, 0.5),
      percentile(samples.raw, 0.5),
    ),
    measured(
      `${name}, p99 us beside its JSON`,
      percentile(samples.ours, 0.99),
      percentile(samples.raw, 0.99),
    ),
  ]);
}

/** Coupons of own groups, each for half of the goods and for much of what they cost: all are in each other's way. */
function withMany(programme: Programme): Question {
  const templates = Array.from({ length: manyCount }, (_, at) =>
    template(
      `many-${at}`,
      { kind: 'percent', thresholdFen: 0, payShare: rateOf(10 + at, 100), maxOffFen: 1_000_000 },
      { scope: { skus: skusOf(at) } },
    ),
  );
  const coupons = { ...programme.coupons, templates };
  const owned = templates.map(({ templateId }) => couponOf(templateId));
  return {
    programme: { ...programme, coupons },
    facts: { ...facts(), coupons: owned },
    lines: lines(),
    wishes,
  };
}

function skusOf(at: number): readonly string[] {
  return Array.from(
    { length: lineCount / 2 },
    (_, index) => `sku-${(index * (at + 3) + at) % lineCount}`,
  );
}

/** Times in which nobody took the processor away: what the quote itself takes, garbage collection included. */
function undisturbedUs(question: Question): number[] {
  const samplesUs: number[] = [];
  for (let tries = 0; samplesUs.length < sampleCount && tries < triesMax; tries += 1) {
    const before = process.resourceUsage().involuntaryContextSwitches;
    const us = timeUs(() => quoteReceipt(question));
    if (process.resourceUsage().involuntaryContextSwitches === before) samplesUs.push(us);
  }
  return samplesUs;
}

const wishes = { couponIds: 'best', points: 1_000 } as const;

function words(text: string) {
  return { 'zh-CN': text, en: text, 'zh-TW': text };
}

function template(
  templateId: string,
  effect: CouponTemplate['effect'],
  changes: Partial<CouponTemplate> = {},
): CouponTemplate {
  return {
    templateId,
    name: words(templateId),
    effect,
    scope: {},
    validity: { kind: 'after_issue', days: 30 },
    stackGroup: templateId,
    offlineMode: 'floor',
    transferable: false,
    claim: 'targeted',
    totalLimit: null,
    perMemberLimit: 9,
    ...changes,
  };
}

function richProgramme(): Programme {
  const sample = sampleProgramme();
  return {
    ...sample,
    tiers: sample.tiers.map((tier) => ({ ...tier, priceShare: rateOf(95, 100) })),
    memberPrices: Array.from({ length: 10 }, (_, index) => ({
      sku: `sku-${index * 3}`,
      unitFen: 700 + index,
      ...periods,
    })),
    promotions: [2_000, 10_000, 30_000].map((thresholdFen) => ({
      promotionId: `from-${thresholdFen}`,
      name: words('promotion'),
      thresholdFen,
      offFen: thresholdFen / 20,
      scope: { excludedCategories: ['tobacco'] },
      ...periods,
    })),
    campaigns: ['a', 'b', 'c'].map((campaignId, index) => ({
      campaignId,
      name: words(campaignId),
      priority: index,
      ...periods,
      when: [],
      reward:
        index === 2
          ? { kind: 'bonus', points: 50, thresholdFen: 5_000 }
          : { kind: 'multiplier', multiplier: rateOf(2 + index), categories: ['fresh'] },
    })),
    coupons: {
      maxPerReceipt: 3,
      giveBackGraceDays: 7,
      templates: [
        template('cash', { kind: 'cash', offFen: 500 }),
        template('order', { kind: 'threshold_off', thresholdFen: 9_000, offFen: 1_500 }),
        template(
          'fresh',
          { kind: 'percent', thresholdFen: 0, payShare: rateOf(88, 100), maxOffFen: 2_000 },
          { scope: { categories: ['fresh'] }, stackGroup: 'order' },
        ),
        template('triple', { kind: 'multiplier', multiplier: rateOf(3) }),
        template('item', { kind: 'item', sku: 'sku-7' }),
      ],
    },
  };
}

function couponOf(templateId: string): MemberCoupon {
  const couponId = `coupon-${templateId}`;
  return { couponId, templateId, status: 'issued', ...periods, issuedAtMs: 0 };
}

function facts(): ReceiptFacts {
  return {
    storeId: 'store-0',
    businessDate: sampleToday,
    minuteOfDay: 720,
    tierCode: 'gold',
    planIds: [],
    campaignIds: ['a', 'b', 'c'],
    coupons: ['cash', 'order', 'fresh', 'triple', 'item'].map(couponOf),
    availablePoints: 5_000,
    debtPoints: 0,
    dayReceiptCount: 1,
    dayEarnedPoints: 300,
    paidBonusFen: 500,
    redeemedFen: 0,
  };
}

function lines() {
  return Array.from({ length: lineCount }, (_, index) => ({
    lineNo: index + 1,
    sku: `sku-${index}`,
    category: ['fresh', 'grocery', 'tobacco'][index % 3] ?? 'grocery',
    quantity: index % 4 === 0 ? '1.235' : '2',
    amountFen: 990 + index * 137,
  }));
}
