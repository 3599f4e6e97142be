import { z } from 'zod';
import { code, localText, positiveAmount, sku } from './fields.ts';

export const sinkSection = z.strictObject({
  sinkId: code,
  name: localText,
  points: positiveAmount,
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).exactOptional(),
  daysOfMonth: z.array(z.int().min(1).max(31)).min(1).max(31).exactOptional(),
  reward: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('gift'), sku }),
    z.strictObject({ kind: z.literal('charity'), cause: localText }),
    z.strictObject({ kind: z.literal('coupon'), templateId: code }),
    z.strictObject({
      kind: z.literal('tier'),
      tierCode: code,
      months: z.int().min(1).max(60),
    }),
  ]),
});
