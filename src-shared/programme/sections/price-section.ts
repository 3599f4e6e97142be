import { z } from 'zod';
import {
  amount,
  code,
  day,
  localText,
  maxListItems,
  notBeforeFromDay,
  positiveAmount,
  sku,
  storeId,
} from './fields.ts';
import { goodsScope } from './goods-scope.ts';

export const memberPriceSection = z
  .strictObject({
    sku,
    unitFen: amount,
    fromDay: day,
    toDay: day,
    tierCodes: z.array(code).min(1).max(20).exactOptional(),
    planIds: z.array(code).min(1).max(20).exactOptional(),
  })
  .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay);

export const promotionSection = z
  .strictObject({
    promotionId: code,
    name: localText,
    thresholdFen: positiveAmount,
    offFen: positiveAmount,
    scope: goodsScope,
    fromDay: day,
    toDay: day,
    storeIds: z.array(storeId).min(1).max(maxListItems).exactOptional(),
  })
  .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay);
