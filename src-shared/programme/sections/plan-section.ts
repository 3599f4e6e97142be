import { z } from 'zod';
import { code, localText, multiplier, positiveAmount, share } from './fields.ts';

export const planSection = z.strictObject({
  planId: code,
  name: localText,
  priceFen: positiveAmount,
  months: z.int().min(1).max(60),
  priceShare: share.exactOptional(),
  multiplier: multiplier.exactOptional(),
  fullRefundDays: z.int().min(7).max(366), // art. 14: seven days at least
});
