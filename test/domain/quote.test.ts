import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CouponTemplate, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { quoteReceipt } from '../../src-shared/domain/quote/quote-receipt.ts';
import type {
  QuotedLine,
  QuoteWishes,
  ReceiptFacts,
  ReceiptQuote,
} from '../../src-shared/domain/quote/quote.ts';
import type { ReceiptLine } from '../../src-shared/domain/receipt/receipt.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import { sampleCoupon } from '../support/sample-coupons.ts';
import { rateOf, sampleDay, sampleProgramme, sampleToday } from '../support/sample-domain.ts';

type Json = Readonly<Record<string, unknown>>;

interface Vector {
  readonly name: string;
  readonly rules: readonly string[];
  /** Laid over the sample programme, section by section. */
  readonly programme: Json;
  /** Laid over those of a regular member with nothing. */
  readonly facts: Partial<ReceiptFacts>;
  /** Numbered from 1, one unit of article "sku", unless they say otherwise. */
  readonly lines: readonly Partial<ReceiptLine>[];
  readonly wishes: QuoteWishes | null;
  readonly expect: Json;
}

const vectors = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'vectors/quote.json'), 'utf8'),
) as readonly Vector[];

describe('a quote gives what the vectors say:', () => {
  test.each(vectors.map((vector) => [`${vector.name} (${vector.rules.join(', ')})`, vector]))(
    '%s',
    (_name, vector) => {
      const programme = layOver(sampleProgramme(), vector.programme);
      const facts = { ...plainFacts, ...vector.facts };
      const quote = quoteOf({
        programme,
        facts,
        lines: vector.lines.map((line, index) => ({ ...plainLine(index), ...line })),
        wishes: vector.wishes,
      });
      const summary = summaryOf(quote);
      expect(pick(summary, Object.keys(vector.expect))).toEqual(vector.expect);
    },
  );
});

describe('a quote', () => {
  test('refuses what cannot be, in a written order', () => {
    const refusalOf = (lines: readonly ReceiptLine[], wishes: QuoteWishes | null = best) => {
      const quoted = quoteReceipt({
        programme: sampleProgramme(),
        facts: plainFacts,
        lines,
        wishes,
      });
      return quoted.status === 'refused' ? quoted : null;
    };
    const line = plainLine(0);
    expect(refusalOf([{ ...line, listFen: 99, amountFen: 100 }])).toMatchObject({
      code: 'invalid_value',
      field: 'listFen',
    });
    expect(refusalOf([line], { couponIds: 'best', points: -1 })).toMatchObject({
      code: 'invalid_value',
      field: 'points',
    });
    expect(refusalOf([])).toMatchObject({ code: 'receipt_empty' });
    expect(refusalOf([line, line])).toMatchObject({ code: 'receipt_line_repeated' });
  });

  test('keeps every multiplier that a campaign beats, and uses the one that beats it (CP-03, PL-07)', () => {
    const quoted = (tenths: readonly number[]) => {
      const own = tenths.map((each) =>
        template(`m${String(each)}`, {
          effect: { kind: 'multiplier', multiplier: rateOf(each, 10) },
        }),
      );
      const sample = sampleProgramme();
      const [campaign] = sample.campaigns;
      const treble = { kind: 'multiplier', multiplier: rateOf(3) } as const;
      const quote = quoteOf({
        programme: {
          ...sample,
          campaigns: [{ ...campaign!, campaignId: 'treble', reward: treble }],
          coupons: { ...sample.coupons, templates: own },
        },
        facts: {
          ...plainFacts,
          campaignIds: ['treble'],
          coupons: own.map(({ templateId }) => sampleCoupon(templateId, { couponId: templateId })),
        },
        lines: [{ ...plainLine(0), amountFen: 10_000 }],
        wishes: best,
      });
      const beaten = quote.unused.filter(({ whyNot }) => whyNot.code === 'better_chosen');
      return [quote.coupons.map(({ couponId }) => couponId), beaten.map(({ id }) => id)];
    };
    const losing = [11, 12, 15, 20, 25, 30];
    expect(quoted(losing)).toEqual([[], losing.map((each) => `m${String(each)}`)]);
    expect(quoted([...losing, 40])[0]).toEqual(['m40']);
  });

  test('has exact shares, and no line or receipt below 0, whatever the basket', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const quote = quoteOf(question);
        for (const line of quote.lines) expectWhole(line);
        expect(sumOf(quote.lines, 'netFen')).toBe(quote.payableFen);
        expect(sumOf(quote.lines, 'couponFen')).toBe(
          quote.coupons.reduce((sum, each) => sum + each.offFen, 0),
        );
        expect(sumOf(quote.lines, 'offsetFen') - quote.offsetFen).toBe(
          Math.min(
            question.facts.redeemedFen,
            sumOf(quote.lines, 'netFen') + sumOf(quote.lines, 'offsetFen'),
          ),
        );
        expect(sumOf(quote.lines, 'points')).toBe(
          quote.parts.reduce((sum, part) => sum + part.points, 0),
        );
        const savedFen = quote.benefits.reduce((sum, each) => sum + each.savedFen, 0);
        const redeemedFen = sumOf(quote.lines, 'offsetFen') - quote.offsetFen;
        expect(quote.payableFen).toBe(quote.grossFen - savedFen - redeemedFen);
        expect(quote.points).toBeLessThanOrEqual(quote.maxPoints);
        expect(quote.maxPoints).toBeLessThanOrEqual(question.facts.availablePoints);
      }),
      { numRuns: 500 },
    );
  });

  test('answers for every coupon of the member: used, or why not (CP-03)', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const quote = quoteOf(question);
        const told = [
          ...quote.coupons.map(({ couponId }) => couponId),
          ...quote.unused.filter(({ kind }) => kind === 'coupon').map(({ id }) => id),
        ];
        expect(told.toSorted()).toEqual(
          question.facts.coupons.map(({ couponId }) => couponId).toSorted(),
        );
      }),
    );
  });

  test('is the same bytes twice, and in whatever order lines and coupons come (R102)', () => {
    fc.assert(
      fc.property(anyQuestion, fc.infiniteStream(fc.nat()), (question, random) => {
        const bytes = canonicalJson(quoteOf(question));
        expect(canonicalJson(quoteOf(structuredClone(question)))).toBe(bytes);
        const keys = new Map<string, number>();
        const keyOf = (id: string): number => {
          const key = keys.get(id) ?? Number(random.next().value);
          keys.set(id, key);
          return key;
        };
        const lines = question.lines.toSorted(
          (a, b) => keyOf(String(a.lineNo)) - keyOf(String(b.lineNo)),
        );
        const shuffled = quoteOf({ ...question, lines });
        expect(canonicalJson(shuffled)).toBe(bytes);
      }),
    );
  });

  test('never costs more with one more coupon, or with a coupon of a higher face value', () => {
    fc.assert(
      fc.property(
        anyQuestion,
        anyCoupon,
        fc.integer({ min: 1, max: 3000 }),
        (question, extra, more) => {
          const wishes = { couponIds: 'best', points: 0 } as const;
          const before = quoteOf({ ...question, wishes });
          const added = quoteOf({
            ...question,
            wishes,
            facts: {
              ...question.facts,
              coupons: [...question.facts.coupons, { ...extra, couponId: 'one-more' }],
            },
          });
          expect(added.payableFen).toBeLessThanOrEqual(before.payableFen);
          const raised = quoteOf({
            ...question,
            wishes,
            facts: {
              ...question.facts,
              coupons: question.facts.coupons.map((coupon) => ({
                ...coupon,
                offFen: (coupon.offFen ?? faceOf(coupon)) + more,
              })),
            },
          });
          expect(raised.payableFen).toBeLessThanOrEqual(before.payableFen);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const best: QuoteWishes = { couponIds: 'best', points: 0 };

const plainFacts: ReceiptFacts = {
  storeId: 'store-0',
  businessDate: sampleToday,
  minuteOfDay: 720,
  tierCode: 'regular',
  planIds: [],
  campaignIds: [],
  coupons: [],
  availablePoints: 0,
  debtPoints: 0,
  dayReceiptCount: 0,
  dayEarnedPoints: 0,
  paidBonusFen: 0,
  redeemedFen: 0,
};

function plainLine(index: number): ReceiptLine {
  return { lineNo: index + 1, sku: 'sku', category: 'grocery', quantity: '1', amountFen: 100 };
}

function words(text: string) {
  return { 'zh-CN': text, en: text, 'zh-TW': text };
}

function template(
  templateId: string,
  changes: Pick<CouponTemplate, 'effect'> & Partial<CouponTemplate>,
) {
  return {
    templateId,
    name: words(templateId),
    scope: {},
    validity: { kind: 'after_issue', days: 30 },
    stackGroup: templateId,
    offlineMode: 'floor',
    transferable: false,
    claim: 'targeted',
    totalLimit: null,
    perMemberLimit: 9,
    ...changes,
  } as const satisfies CouponTemplate;
}

const templates: readonly CouponTemplate[] = [
  template('cash', { effect: { kind: 'cash', offFen: 500 } }),
  template('threshold', {
    effect: { kind: 'threshold_off', thresholdFen: 5000, offFen: 1200 },
    stackGroup: 'order',
  }),
  template('fresh', {
    effect: { kind: 'threshold_off', thresholdFen: 1000, offFen: 700 },
    scope: { categories: ['fresh'] },
    stackGroup: 'order',
  }),
  template('percent', {
    effect: { kind: 'percent', thresholdFen: 0, payShare: rateOf(88, 100), maxOffFen: 900 },
  }),
  template('points', { effect: { kind: 'bonus_points', thresholdFen: 2000, points: 50 } }),
  template('triple', { effect: { kind: 'multiplier', multiplier: rateOf(3) } }),
];

function faceOf({ templateId }: MemberCoupon): number {
  const effect = templates.find((each) => each.templateId === templateId)?.effect;
  return effect !== undefined && 'offFen' in effect ? effect.offFen : 0;
}

const anyCoupon = fc.record({
  couponId: fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5'),
  templateId: fc.constantFrom(...templates.map(({ templateId }) => templateId)),
  status: fc.constantFrom('issued', 'issued', 'issued', 'used'),
  fromDay: fc.constantFrom(sampleDay('2026-03-01'), sampleDay('2026-03-15')),
  toDay: fc.constantFrom(sampleDay('2026-03-31'), sampleDay('2026-03-20')),
  issuedAtMs: fc.constant(0),
}) satisfies fc.Arbitrary<MemberCoupon>;

const richProgramme = sampleProgramme({
  tiers: [
    { code: 'regular', name: words('r'), multiplier: rateOf(1) },
    { code: 'gold', name: words('g'), multiplier: rateOf(12, 10), priceShare: rateOf(95, 100) },
  ],
  memberPrices: [
    {
      sku: 'milk',
      unitFen: 777,
      fromDay: sampleDay('2026-03-01'),
      toDay: sampleDay('2026-03-31'),
    },
  ],
  promotions: [
    {
      promotionId: 'p',
      name: words('p'),
      thresholdFen: 8000,
      offFen: 900,
      scope: { excludedCategories: ['tobacco'] },
      fromDay: sampleDay('2026-03-01'),
      toDay: sampleDay('2026-03-31'),
    },
  ],
  coupons: { maxPerReceipt: 3, giveBackGraceDays: 7, templates },
});

const anyLine = fc.record({
  sku: fc.constantFrom('milk', 'tea', 'rice'),
  category: fc.constantFrom('grocery', 'fresh', 'tobacco'),
  quantity: fc.constantFrom('0', '1', '2', '0.385', '1.5'),
  amountFen: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20_000 })),
});

const anyQuestion = fc.record({
  programme: fc.constant(richProgramme),
  lines: fc
    .array(anyLine, { minLength: 1, maxLength: 8 })
    .map((lines) => lines.map((line, index) => ({ ...line, lineNo: index + 1 }))),
  facts: fc
    .record({
      tierCode: fc.constantFrom('regular', 'gold'),
      campaignIds: fc.constantFrom([], ['birthday']),
      coupons: fc.uniqueArray(anyCoupon, { maxLength: 5, selector: ({ couponId }) => couponId }),
      availablePoints: fc.constantFrom(0, 350, 10_000),
      paidBonusFen: fc.constantFrom(0, 0, 777),
      redeemedFen: fc.constantFrom(0, 0, 300, 50_000),
    })
    .map((facts): ReceiptFacts => ({ ...plainFacts, ...facts })),
  wishes: fc.record({
    couponIds: fc.constant('best' as const),
    points: fc.constantFrom(0, 100, 1000, 10_000),
  }),
});

function quoteOf(question: Parameters<typeof quoteReceipt>[0]): ReceiptQuote {
  const quoted = quoteReceipt(question);
  if (quoted.status === 'refused') throw new Error(quoted.code);
  return quoted.quote;
}

function expectWhole(line: QuotedLine): void {
  const { priceFen, promotionFen, couponFen, offsetFen, valueBonusFen, netFen, baseFen, points } =
    line;
  for (const amount of [
    priceFen,
    promotionFen,
    couponFen,
    offsetFen,
    valueBonusFen,
    netFen,
    baseFen,
    points,
  ]) {
    expect(Number.isSafeInteger(amount)).toBe(true);
    expect(amount).toBeGreaterThanOrEqual(0);
  }
  expect(priceFen).toBeLessThanOrEqual(line.amountFen);
  expect(netFen).toBe(priceFen - promotionFen - couponFen - offsetFen);
  expect(baseFen).toBeLessThanOrEqual(netFen - valueBonusFen);
}

function sumOf(
  lines: readonly QuotedLine[],
  field: 'netFen' | 'couponFen' | 'offsetFen' | 'points',
): number {
  return lines.reduce((sum, line) => sum + line[field], 0);
}

/** A quote as the vectors speak of it: lists parallel to the lines, and tables by rule. */
function summaryOf(quote: ReceiptQuote): Json {
  const { lines } = quote;
  return {
    payableFen: quote.payableFen,
    priceFen: lines.map((line) => line.priceFen),
    priceRules: lines.map((line) => line.priceRule.kind),
    promotionFen: lines.map((line) => line.promotionFen),
    couponFen: lines.map((line) => line.couponFen),
    offsetFen: lines.map((line) => line.offsetFen),
    valueBonusFen: lines.map((line) => line.valueBonusFen),
    netFen: lines.map((line) => line.netFen),
    baseFen: lines.map((line) => line.baseFen),
    linePoints: lines.map((line) => line.points),
    coupons: quote.coupons.map(({ couponId }) => couponId),
    benefits: Object.fromEntries(quote.benefits.map(({ ruleId, savedFen }) => [ruleId, savedFen])),
    unused: Object.fromEntries(
      quote.unused.map(({ kind, id, whyNot }) => [`${kind}:${id}`, whyNot]),
    ),
    parts: Object.fromEntries(quote.parts.map(({ ruleId, points }) => [ruleId, points])),
    earnedPoints: quote.parts.reduce((sum, part) => sum + part.points, 0),
    pointsUsed: quote.points,
    maxPoints: quote.maxPoints,
    heldPoints: quote.heldPoints,
    holdReason: quote.holdReason,
  };
}

function pick(summary: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.map((key) => [key, summary[key]]));
}

/** Sections that are objects are changed in part, everything else as a whole. */
function layOver(programme: Programme, changes: Json): Programme {
  const sections = Object.entries(changes).map(([name, change]) => {
    const there = (programme as unknown as Json)[name];
    const isPart = isSection(there) && isSection(change);
    return [name, isPart ? { ...there, ...change } : change];
  });
  return { ...programme, ...Object.fromEntries(sections) } as Programme; // The vectors write sections as the document does.
}

function isSection(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
