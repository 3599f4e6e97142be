import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Campaign } from '../../src-shared/domain/campaign/campaign.ts';
import { bestMultiplier, findCampaigns } from '../../src-shared/domain/campaign/find-campaigns.ts';
import { expiryDay } from '../../src-shared/domain/points/expiry-day.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { Programme, Rate } from '../../src-shared/domain/programme/programme.ts';
import { quoteReceipt } from '../../src-shared/domain/quote/quote-receipt.ts';
import type { ReceiptFacts, ReceiptQuote } from '../../src-shared/domain/quote/quote.ts';
import { maxReceiptFen } from '../../src-shared/domain/receipt/check-lines.ts';
import { receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import type { ReceiptLine } from '../../src-shared/domain/receipt/receipt.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import {
  decidePlainReceipt,
  rateOf,
  sampleDay,
  sampleLines,
  sampleMemberState,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';

const programme = sampleProgramme();

describe('what a receipt earns', () => {
  test('gives base, tier and birthday each on its own: 128.50 yuan, gold 1.2, double is 128 + 25 + 128 = 281 (PL-07)', () => {
    const { parts } = earnOf([12_850], { tierCode: 'gold', campaignIds: ['birthday'] });
    expect(parts).toEqual([
      { kind: 'earn', ruleId: 'base', points: 128 },
      { kind: 'earn_bonus', ruleId: 'tier:gold', points: 25 },
      { kind: 'earn_bonus', ruleId: 'campaign:birthday', points: 128 },
    ]);
    expect(sumPoints(parts)).toBe(281);
  });

  test('rounds down once per receipt, not per line (PL-06)', () => {
    expect(earnOf([150, 150, 199]).parts).toEqual([{ kind: 'earn', ruleId: 'base', points: 4 }]);
  });

  test('shares 7 points over 19.90, 25.90 and 9.90 as 3, 3, 1 (PL-06)', () => {
    const changed = withEarn({ rate: rateOf(1, 795) });
    const { lines } = earnOf([1990, 2590, 990], {}, changed);
    expect(lines.map((line) => line.points)).toEqual([3, 3, 1]);
  });

  test('shares 5.00 yuan of offset over 33.30, 33.30 and 33.40 as 167, 166, 167 and does not earn on it (PL-04, PL-06)', () => {
    const { lines, parts } = earnOf([3330, 3330, 3340], { redeemedFen: 500 });
    expect(lines.map((line) => line.offsetFen)).toEqual([167, 166, 167]);
    expect(sumPoints(parts)).toBe(95);
  });

  test('earns nothing on excluded categories (PL-04)', () => {
    const lines = [...sampleLines([10_000]), { ...line(2, 'tobacco'), amountFen: 50_000 }];
    const { lines: decided, parts } = quoteOf(lines);
    expect(sumPoints(parts)).toBe(100);
    expect(decided[1]).toMatchObject({ baseFen: 0, points: 0 });
  });

  test('earns nothing on a receipt that points paid beyond its total', () => {
    const { lines, parts } = earnOf([300, 200], { redeemedFen: 900 });
    expect(parts).toEqual([]);
    expect(lines.map((each) => each.offsetFen)).toEqual([300, 200]);
  });

  test('gives a category campaign on the points of its goods only (PL-07)', () => {
    const changed = sampleProgramme({
      campaigns: [
        campaign('fresh', {
          reward: { kind: 'multiplier', multiplier: rateOf(3), categories: ['fresh'] },
        }),
      ],
    });
    const lines = [...sampleLines([10_050]), { ...line(2, 'fresh'), amountFen: 5_060 }];
    const { parts, lines: decided, terms } = quoteOf(lines, { campaignIds: ['fresh'] }, changed);
    expect(parts).toEqual([
      { kind: 'earn', ruleId: 'base', points: 151 },
      { kind: 'earn_bonus', ruleId: 'campaign:fresh', points: 100 },
    ]);
    expect(decided.map((each) => each.points)).toEqual([100, 151]);
    expect(terms.campaignCategories).toEqual(['fresh']);
  });

  test('caps the total multiplier, the campaign giving way first (PL-07)', () => {
    const changed = sampleProgramme({
      earn: { ...programme.earn, maxMultiplier: rateOf(2) },
      campaigns: [campaign('much', { reward: { kind: 'multiplier', multiplier: rateOf(3) } })],
    });
    const { parts, terms } = quoteOf(
      sampleLines([10_000]),
      { tierCode: 'diamond', campaignIds: ['much'] },
      changed,
    );
    expect(parts.map((part) => part.points)).toEqual([100, 50, 50]);
    expect(terms.campaignMultiplier).toEqual(rateOf(15, 10));
  });

  test('counts a tier that left the programme as 1', () => {
    expect(sumPoints(earnOf([10_000], { tierCode: 'platinum' }).parts)).toBe(100);
  });

  test('shares every point to some line and none to goods that do not earn', () => {
    const anyLine = fc.record({
      amountFen: fc.integer({ min: 0, max: 200_000 }),
      category: fc.constantFrom('grocery', 'fresh', 'tobacco'),
    });
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 300_000 }),
        fc.constantFrom('regular', 'silver', 'gold', 'diamond'),
        (drawn, offsetFen, tierCode) => {
          const changed = sampleProgramme({
            campaigns: [
              campaign('fresh', {
                reward: { kind: 'multiplier', multiplier: rateOf(5, 2), categories: ['fresh'] },
              }),
            ],
          });
          const lines = drawn.map((each, index) => ({
            ...line(index + 1, each.category),
            ...each,
          }));
          const decided = quoteOf(
            lines,
            { tierCode, campaignIds: ['fresh'], redeemedFen: offsetFen },
            changed,
          );
          expect(sumPoints(decided.lines)).toBe(sumPoints(decided.parts));
          const totalFen = lines.reduce((sum, each) => sum + each.amountFen, 0);
          const offsets = decided.lines.reduce((sum, each) => sum + each.offsetFen, 0);
          expect(offsets).toBe(Math.min(offsetFen, totalFen));
          for (const each of decided.lines) {
            expect(each.offsetFen).toBeLessThanOrEqual(each.amountFen);
            if (each.baseFen === 0) expect(each.points).toBe(0);
          }
        },
      ),
    );
  });
});

describe('the campaign that counts (PL-07)', () => {
  const goods = [{ category: 'grocery', baseFen: 1 }];
  const member = { memberId: 'm', tierCode: 'regular', tags: [], planIds: [] };
  const occasion = {
    storeId: 'store-0',
    businessDate: sampleToday,
    minuteOfDay: 720,
    enrolledOnDay: sampleToday,
    isFirstPurchase: false,
    lifecycleStage: 'active' as const,
  };

  test('has the highest priority, then the lowest id, whatever it multiplies by', () => {
    const of = (campaignId: string, priority: number, multiplier: Rate): Campaign =>
      campaign(campaignId, { priority, reward: { kind: 'multiplier', multiplier } });
    const low = of('a', 1, rateOf(5));
    const weak = of('b', 2, rateOf(2));
    const strong = of('d', 2, rateOf(5, 2));
    expect(bestMultiplier([low, weak, strong], goods)).toBe(weak);
    expect(bestMultiplier([strong, weak, low], goods)).toBe(weak);
    expect(bestMultiplier([low, strong], goods)).toBe(strong);
    expect(bestMultiplier([], goods)).toBeNull();
  });

  test('runs from its first to its last day, on its weekdays and days of the month', () => {
    const campaigns = [
      campaign('saturday', { when: [{ kind: 'weekdays', weekdays: [6] }] }),
      campaign('fourteenth', { when: [{ kind: 'days_of_month', days: [14] }] }),
      campaign('past', { toDay: sampleDay('2026-03-13') }),
      campaign('future', { fromDay: sampleDay('2026-03-15') }),
    ];
    expect(findCampaigns(campaigns, member, occasion).runningIds).toEqual([
      'saturday',
      'fourteenth',
    ]);
    const sunday = { ...occasion, businessDate: sampleDay('2026-03-15') };
    expect(findCampaigns(campaigns, member, sunday)).toEqual({
      runningIds: ['future'],
      barred: [
        { campaignId: 'saturday', by: 'weekdays' },
        { campaignId: 'fourteenth', by: 'days_of_month' },
      ],
    });
  });

  test.each([
    ['03-11', '2026-03-14', true],
    ['03-18', '2026-03-14', false],
    ['1990-12-30', '2027-01-02', true],
    ['01-02', '2026-12-31', true],
    ['02-29', '2026-02-25', true],
    ['02-29', '2026-03-03', true],
    ['02-29', '2026-03-04', false],
    ['02-29', '2028-03-03', true],
  ])('around a birthday of %s runs on %s: %s', (birthday, day, expected) => {
    const birthdays = [campaign('birthday', { when: [{ kind: 'birthday_window', days: 3 }] })];
    const at = { ...occasion, businessDate: sampleDay(day) };
    const { runningIds } = findCampaigns(birthdays, member, { ...at, birthday });
    expect(runningIds).toHaveLength(expected ? 1 : 0);
    expect(findCampaigns(birthdays, member, at).runningIds).toEqual([]);
  });
});

describe('expiry (PL-20)', () => {
  test('is the end of a month, or the end of the next year', () => {
    expect(expiryDay({ kind: 'rolling_months', months: 24 }, sampleDay('2026-02-28'))).toBe(
      '2028-02-29',
    );
    expect(expiryDay({ kind: 'rolling_months', months: 12 }, sampleDay('2026-01-31'))).toBe(
      '2027-01-31',
    );
    expect(expiryDay({ kind: 'end_of_next_year' }, sampleDay('2028-02-29'))).toBe('2029-12-31');
  });
});

describe('deciding a receipt', () => {
  const receipt = { storeId: 'store-0', businessDate: sampleToday, receiptNo: 'R1' };
  const state: MemberState = { ...sampleMemberState(1), tierCode: 'regular' };
  const { birthday: _birthday, ...profile } = state.profile;
  const regular = { ...state, profile };

  test('settles at most half of an earning, and no more than the debt (PL-12)', () => {
    const owing = decide({ state: { ...regular, debtPoints: 100 }, lines: sampleLines([6000]) });
    expect(owing.draft.body.entries.at(-1)).toEqual({
      kind: 'debt_settle',
      points: 0,
      ruleId: 'debt',
      lots: [{ expiresOnDay: '2028-03-31', points: 30 }],
    });
    const nearly = decide({ state: { ...regular, debtPoints: 7 }, lines: sampleLines([6000]) });
    expect(nearly.draft.body.entries.at(-1)?.lots[0]?.points).toBe(7);
    expect(nearly.earnedPoints).toBe(60);
  });

  test('is an operation even when it earns nothing', () => {
    const decided = decide({ state: regular, lines: sampleLines([99]) });
    expect(decided.earnedPoints).toBe(0);
    expect(decided.draft.body.entries).toEqual([]);
  });

  test('keeps the terms of the sale for later refunds (PL-11)', () => {
    const redemption = { redemptionId: 'x1', points: 100, offsetFen: 100, lots: [] };
    const decided = decide({
      state: regular,
      lines: sampleLines([6000]),
      redemptions: [redemption],
    });
    expect(decided.draft.body.redemptionIds).toEqual(['x1']);
    const operation = sampleTill().place(decided.draft) as OperationOf<'earn'>; // Placed from an earn draft.
    expect(receiptRecordOf(operation, { redemptions: [redemption] })).toEqual({
      key: receipt,
      operationId: operation.operationId,
      memberId: state.memberId,
      programmeVersion: 7,
      lines: operation.body.lines,
      terms: operation.body.terms,
      entries: operation.body.entries,
      redemptions: [redemption],
      refunds: [],
      installId: operation.installId,
      growth: [{ measure: 'spend_fen', onDay: sampleToday, amount: 5900 }],
    });
    expect(applyOperation(regular, operation, { acknowledged: true }).outcome).toBe('posted');
  });

  test.each<[string, readonly ReceiptLine[], Partial<MemberState>, object]>([
    ['a negative amount', sampleLines([-1]), {}, { code: 'invalid_value', field: 'amountFen' }],
    ['a fraction of a fen', sampleLines([0.5]), {}, { code: 'invalid_value', field: 'amountFen' }],
    ['an amount beyond 2^53', sampleLines([2 ** 53]), {}, { code: 'invalid_value' }],
    ['a total nobody pays', sampleLines([maxReceiptFen, 1]), {}, { code: 'invalid_value' }],
    ['a quantity that is no number', [{ ...line(1), quantity: '1e3' }], {}, { field: 'quantity' }],
    ['a frozen member', sampleLines([1]), { status: 'frozen' }, { code: 'member_frozen' }],
    ['a frozen member first', [], { status: 'frozen' }, { code: 'member_frozen' }],
    ['no lines', [], {}, { code: 'receipt_empty' }],
    ['a line twice', [line(3), line(3)], {}, { code: 'receipt_line_repeated', lineNo: 3 }],
  ])('refuses %s', (_name, lines, changes, expected) => {
    const decided = decidePlainReceipt({
      programme,
      state: { ...regular, ...changes },
      receipt,
      lines,
    });
    expect(decided).toMatchObject({ status: 'refused', ...expected });
  });

  function decide(
    input: Pick<Parameters<typeof decidePlainReceipt>[0], 'state' | 'lines' | 'redemptions'>,
  ) {
    const decided = decidePlainReceipt({ programme, receipt, ...input });
    if (decided.status === 'refused') throw new Error(decided.code);
    return decided;
  }
});

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

function earnOf(
  amountsFen: readonly number[],
  facts: Partial<ReceiptFacts> = {},
  rules = programme,
): ReceiptQuote {
  return quoteOf(sampleLines(amountsFen), facts, rules);
}

function quoteOf(
  lines: readonly ReceiptLine[],
  facts: Partial<ReceiptFacts> = {},
  rules = programme,
): ReceiptQuote {
  const quoted = quoteReceipt({
    programme: rules,
    facts: { ...plainFacts, ...facts },
    lines,
    wishes: null,
  });
  if (quoted.status === 'refused') throw new Error(quoted.code);
  return quoted.quote;
}

function withEarn(changes: Partial<Programme['earn']>): Programme {
  return sampleProgramme({ earn: { ...programme.earn, ...changes } });
}

function line(lineNo: number, category = 'grocery'): ReceiptLine {
  return { lineNo, sku: 'sku', category, quantity: '1.235', amountFen: 100 };
}

function campaign(campaignId: string, changes: Partial<Campaign> = {}): Campaign {
  return {
    campaignId,
    name: { 'zh-CN': campaignId, en: campaignId, 'zh-TW': campaignId },
    priority: 1,
    fromDay: sampleDay('2026-01-01'),
    toDay: sampleDay('2028-12-31'),
    when: [],
    reward: { kind: 'multiplier', multiplier: rateOf(2) },
    ...changes,
  };
}
