import { z } from 'zod';
import { usualCeiling } from '../../domain/offline-rights/stretch-amounts.ts';
import { shortPointsChoices } from '../../domain/programme/programme.ts';
import { amount, code, positiveAmount, rate, share } from './fields.ts';

export const redeemSection = z.strictObject({
  stepPoints: positiveAmount,
  minPoints: positiveAmount,
  fenPerPoint: rate,
  capShare: share,
  capFen: amount.nullable(),
  keepPayableFen: amount,
});

export const refundSection = z.strictObject({
  restoreGraceDays: z.int().min(1).max(366),
  shortPoints: z.array(z.enum(shortPointsChoices)).min(1).max(3).default(['debt']),
});

const ceilingSection = z.strictObject({
  pointsWorthFen: amount.default(usualCeiling.pointsWorthFen),
  valueFen: amount.default(usualCeiling.valueFen),
  couponFen: amount.default(usualCeiling.couponFen),
  couponCount: amount.default(usualCeiling.couponCount),
  adjustedPoints: amount.default(usualCeiling.adjustedPoints),
  newMemberCount: amount.default(usualCeiling.newMemberCount),
  topUpFen: amount.default(usualCeiling.topUpFen),
});

const grantSection = z.strictObject({
  tiers: z
    .array(z.strictObject({ tierCode: code, maxPoints: positiveAmount }))
    .min(1)
    .max(20),
});

export const offlineSection = z.strictObject({
  floorPoints: amount,
  floorMaxReplicaAgeMs: z
    .int()
    .min(0)
    .max(366 * 24 * 3_600_000),
  grants: z.union([z.literal('off'), grantSection]),
  ceiling: ceilingSection.default(usualCeiling),
});
