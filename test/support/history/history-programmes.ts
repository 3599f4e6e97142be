import type { CouponTemplate } from '../../../src-shared/domain/coupon/coupon.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { Tier, TierRule } from '../../../src-shared/domain/tier/tier.ts';
import { addDays, type BusinessDate } from '../../../src-shared/values/business-date.ts';
import { readGroceryProgramme } from '../sample-baskets.ts';
import { rateOf, sampleDay } from '../sample-domain.ts';

/** The first day of every history: the rules of the sample programme that have dates have begun. */
export const historyFirstDay: BusinessDate = sampleDay('2026-11-20');

/** Ten in the morning of it, in Shanghai. */
export const historyFirstMs = Date.parse(`${historyFirstDay}T02:00:00Z`);

/**
 * The sample programme with thresholds and caps that a history of a few dozen acts reaches, and two that follow it: every
 * kind of rule is there, and every setting that a history can tell from another changes once.
 */
export function historyProgrammes(): readonly Programme[] {
  return (programmes ??= makeProgrammes());
}

let programmes: readonly Programme[] | undefined;

function makeProgrammes(): readonly Programme[] {
  const grocery = readGroceryProgramme();
  const first: Programme = {
    ...grocery,
    version: 7,
    // What is set aside for stores is head office's own, and the model has none (OF-04).
    offline: { ...grocery.offline, grants: 'off' },
    tiers: grocery.tiers.map((tier) =>
      tier.qualify === undefined
        ? tier
        : { ...tier, qualify: scaled(tier.qualify), ...packOf(tier) },
    ),
    earn: {
      ...grocery.earn,
      caps: { receiptsPerDay: 4, pointsPerDay: 900, pointsPer30Days: 2_000 },
    },
    coupons: {
      ...grocery.coupons,
      templates: [...grocery.coupons.templates, ...cheapVouchers(grocery)].map((template) => ({
        ...template,
        // What is given on joining is the office's own and of its own clock.
        claim: template.claim === 'new_member' ? ('self' as const) : template.claim,
        perMemberLimit: 100,
      })),
    },
    value:
      grocery.value === null
        ? null
        : { ...grocery.value, profileIdByStore: { 'store-1': 'beijing', 'store-2': 'zhejiang' } },
    sinks: grocery.sinks.map((sink) => ({
      ...sink,
      points: Math.ceil(sink.points / 20),
      reward:
        sink.reward.kind === 'coupon' ? { kind: 'coupon', templateId: cheapVoucher } : sink.reward,
    })),
  };
  const second: Programme = {
    ...first,
    version: 8,
    startsOnDay: addDays(historyFirstDay, 15),
    earn: {
      ...first.earn,
      rate: rateOf(1, 150),
      caps: null,
      expiry: { kind: 'end_of_next_year' },
      usableAfterDays: [{ categories: ['clothing', 'fresh'], days: 3 }],
      valuePrincipalEarns: false,
    },
    tierPolicy: { ...first.tierPolicy, onRefund: 'keep', downgrade: 'earned_level', graceDays: 0 },
    refund: { restoreGraceDays: 5, shortPoints: ['deduct', 'waive'] },
    coupons: { ...first.coupons, giveBackGraceDays: 0, maxPerReceipt: 1 },
    value: first.value === null ? null : { ...first.value, spendOrder: 'bonus_first' },
    redeem: { ...first.redeem, stepPoints: 50, minPoints: 50, capFen: 2_000 },
  };
  const third: Programme = {
    ...first,
    version: 9,
    startsOnDay: addDays(historyFirstDay, 60),
    tierPolicy: { ...first.tierPolicy, window: { kind: 'calendar_year' } },
    earn: {
      ...first.earn,
      debtSettleShare: rateOf(1, 3),
      caps: { receiptsPerDay: 2, pointsPerDay: 300 },
    },
    value: first.value === null ? null : { ...first.value, spendOrder: 'principal_first' },
  };
  return [first, second, third];
}

/** What a history buys with the points of a few receipts is worth no more than they are (PL-05). */
const cheapVoucher = 'cheap_voucher';

function cheapVouchers({ coupons }: Programme): readonly CouponTemplate[] {
  const voucher = coupons.templates.filter(({ templateId }) => templateId === 'voucher_10');
  const effect = { kind: 'cash', offFen: 25 } as const;
  return voucher.map((template) => ({ ...template, templateId: cheapVoucher, effect }));
}

/** The pack of a tier that is bought for few points has no coupon for money in it. */
function packOf({ giftPack }: Tier): Pick<Tier, 'giftPack'> {
  if (giftPack === undefined) return {};
  return { giftPack: { ...giftPack, couponTemplateIds: ['soy_milk', 'eggs_add_on'] } };
}

function scaled(rule: TierRule): TierRule {
  switch (rule.kind) {
    case 'at_least': {
      const isMoney = rule.measure === 'spend_fen' || rule.measure === 'top_up_fen';
      const amount = Math.max(1, Math.floor(rule.amount / (isMoney ? 10 : 12)));
      return { ...rule, amount };
    }
    case 'all':
    case 'any':
      return { ...rule, of: rule.of.map(scaled) };
  }
}
