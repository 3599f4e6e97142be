import { z } from 'zod';
import {
  amount,
  code,
  day,
  localText,
  maxListItems,
  minute,
  multiplier,
  notBeforeFromDay,
  positiveAmount,
  share,
  sku,
  storeId,
} from './fields.ts';
import { maxCouponLifeDays } from '../checks/coupon-ends.ts';
import { goodsScope } from './goods-scope.ts';

/** The seven types of CP-01; the last one as points or as a multiplier. */
const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('threshold_off'),
    thresholdFen: positiveAmount,
    offFen: positiveAmount,
  }),
  z.strictObject({ kind: z.literal('cash'), offFen: positiveAmount }),
  z.strictObject({
    kind: z.literal('percent'),
    thresholdFen: amount,
    payShare: share,
    maxOffFen: positiveAmount,
  }),
  z.strictObject({ kind: z.literal('item'), sku }),
  z.strictObject({
    kind: z.literal('buy_gift'),
    buyQuantity: z.int().min(1).max(1000),
    giftSku: sku,
  }),
  z.strictObject({ kind: z.literal('add_on'), thresholdFen: amount, sku, payFen: amount }),
  z.strictObject({
    kind: z.literal('bonus_points'),
    thresholdFen: amount,
    points: positiveAmount,
  }),
  z.strictObject({ kind: z.literal('multiplier'), multiplier }),
]);

const template = z.strictObject({
  templateId: code,
  name: localText,
  effect,
  scope: goodsScope,
  validity: z.discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('fixed'), fromDay: day, toDay: day })
      .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay),
    z.strictObject({
      kind: z.literal('after_issue'),
      days: z.int().min(1).max(maxCouponLifeDays),
    }),
  ]),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).exactOptional(),
  hours: z.strictObject({ fromMinute: minute, toMinute: minute }).exactOptional(),
  storeIds: z.array(storeId).min(1).max(maxListItems).exactOptional(),
  stackGroup: code,
  offlineMode: z.enum(['online_only', 'store_bound', 'floor']),
  transferable: z.boolean(),
  claim: z.enum(['targeted', 'self', 'new_member']),
  totalLimit: positiveAmount.nullable(),
  perMemberLimit: z.int().min(1).max(1000),
  tierOffFen: z
    .array(z.strictObject({ tierCode: code, offFen: positiveAmount }))
    .min(1)
    .max(20)
    .exactOptional(),
});

export const couponSection = z.strictObject({
  maxPerReceipt: z.int().min(1).max(20),
  giveBackGraceDays: z.int().min(0).max(366),
  templates: z.array(template).max(maxListItems),
});
