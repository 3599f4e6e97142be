import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { conditionCatalogue } from '../../src-shared/domain/campaign/conditions/catalogue.ts';
import { mostGiveBack, percentText } from '../../src-shared/programme/checks/give-back.ts';
import { adviseValueLimits } from '../../src-shared/programme/checks/value-limits.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import {
  decidePlainReceipt,
  rateOf,
  sampleDay,
  sampleLines,
  sampleMemberState,
} from '../support/sample-domain.ts';

const file = path.join(import.meta.dirname, '../../resources/programmes/sample-grocery.json');
const parsed = parseProgramme(JSON.parse(readFileSync(file, 'utf8')));
if (parsed.status === 'refused') throw new Error(JSON.stringify(parsed.problems));
const { programme } = parsed;

describe('the sample programme', () => {
  test('uses every kind of rule there is', () => {
    const { tiers, campaigns, coupons, sinks } = programme;
    const conditionKinds = campaigns.flatMap(({ when }) => when.map(({ kind }) => kind));
    expect(new Set(conditionKinds)).toEqual(new Set(Object.keys(conditionCatalogue)));
    expect(kinds(campaigns.map(({ reward }) => reward))).toEqual(['bonus', 'multiplier']);
    expect(kinds(coupons.templates.map(({ effect }) => effect))).toEqual([
      'add_on',
      'bonus_points',
      'buy_gift',
      'cash',
      'item',
      'multiplier',
      'percent',
      'threshold_off',
    ]);
    expect(kinds(coupons.templates.map(({ validity }) => validity))).toEqual([
      'after_issue',
      'fixed',
    ]);
    expect(new Set(coupons.templates.map(({ offlineMode }) => offlineMode)).size).toBe(3);
    expect(new Set(coupons.templates.map(({ claim }) => claim)).size).toBe(3);
    expect(kinds(sinks.map(({ reward }) => reward))).toEqual(['charity', 'coupon', 'gift', 'tier']);
    expect(tiers.filter(({ qualify }) => qualify !== undefined)).toHaveLength(3);
    expect(tiers.some(({ priceShare }) => priceShare !== undefined)).toBe(true);
    expect(tiers.some(({ giftPack }) => giftPack !== undefined)).toBe(true);
    expect(programme.earn.usableAfterDays).not.toEqual([]);
    expect(programme.refund.shortPoints).toEqual(['debt', 'deduct', 'waive']);
  });

  test('speaks to audiences of every kind', () => {
    const audiences = programme.campaigns.flatMap(({ audience }) => Object.keys(audience ?? {}));
    expect(new Set(audiences)).toEqual(
      new Set(['tierCodes', 'tags', 'storeIds', 'planIds', 'arm']),
    );
  });

  test('sells plans and stored value under more than one law', () => {
    expect(programme.plans.length).toBeGreaterThan(1);
    expect(programme.memberPrices.length).toBeGreaterThan(1);
    expect(programme.promotions.length).toBeGreaterThan(1);
    expect(programme.value?.profiles.length).toBeGreaterThan(1);
    expect(Object.keys(programme.value?.profileIdByStore ?? {})).not.toEqual([]);
  });

  test('keeps within PL-05, and needs no counsel for its wallets', () => {
    expect(percentText(mostGiveBack(programme))).toBe('4.70 %');
    expect(adviseValueLimits(programme)).toEqual([]);
  });

  test('gives a gold member 281 points for 128.50 yuan on a birthday (PL-07)', () => {
    const { multiplier } = programme.tiers.find(({ code }) => code === 'gold')!;
    expect(multiplier).toEqual(rateOf(12, 10));
    const decided = decidePlainReceipt({
      programme,
      state: {
        ...sampleMemberState(0),
        tierCode: 'gold',
        debtPoints: 0,
        profile: {
          ...sampleMemberState(0).profile,
          birthday: { value: '05-18', setAtMs: 0 },
        },
      },
      // A Monday at noon.
      receipt: { storeId: 'demo-store', businessDate: sampleDay('2026-05-18'), receiptNo: 'R1' },
      lines: sampleLines([12_850]),
    });
    expect(decided.status).toBe('decided');
    if (decided.status === 'decided') {
      expect(decided.draft.body.entries.map(({ points }) => points)).toEqual([128, 25, 128]);
    }
  });
});

function kinds(items: readonly { readonly kind: string }[]): readonly string[] {
  return [...new Set(items.map(({ kind }) => kind))].toSorted((a, b) => a.localeCompare(b));
}
