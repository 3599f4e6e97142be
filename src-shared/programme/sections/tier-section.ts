import { z } from 'zod';
import { tierMeasures, type TierPolicy, type TierRule } from '../../domain/tier/tier.ts';
import { amount, code, localText, multiplier, positiveAmount, share } from './fields.ts';

const tierRule: z.ZodType<TierRule> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('at_least'),
      measure: z.enum(tierMeasures),
      amount: positiveAmount,
    }),
    z.strictObject({ kind: z.literal('all'), of: z.array(tierRule).min(1).max(10) }),
    z.strictObject({ kind: z.literal('any'), of: z.array(tierRule).min(1).max(10) }),
  ]),
);

export const tierSection = z.strictObject({
  code,
  name: localText,
  multiplier,
  qualify: tierRule.exactOptional(),
  priceShare: share.exactOptional(),
  giftPack: z
    .strictObject({ couponTemplateIds: z.array(code).max(20), points: amount })
    .exactOptional(),
});

export const tierPolicySection = z.strictObject({
  window: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('rolling_months'), months: z.int().min(1).max(24) }),
    z.strictObject({ kind: z.literal('calendar_year') }),
  ]),
  visitMinFen: amount,
  onRefund: z.enum(['revert', 'keep']),
  revertDays: z.int().min(0).max(366),
  downgrade: z.enum(['one_level', 'earned_level']),
  graceDays: z.int().min(0).max(366),
  noticeDays: z.int().min(0).max(366),
});

/** TR-01 to TR-04, where a document leaves it out. */
export const defaultTierPolicy: TierPolicy = {
  window: { kind: 'rolling_months', months: 12 },
  visitMinFen: 1,
  onRefund: 'revert',
  revertDays: 30,
  downgrade: 'one_level',
  graceDays: 30,
  noticeDays: 30,
};
