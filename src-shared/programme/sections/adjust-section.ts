import { z } from 'zod';
import { amount, code, localText, maxListItems } from './fields.ts';

export const adjustSection = z.strictObject({
  reasons: z.array(z.strictObject({ code, name: localText })).max(maxListItems),
  maxPoints: z.strictObject({ cashier: amount, supervisor: amount, manager: amount }),
  maxPointsPerDay: amount.default(10_000),
  approvalAbovePoints: amount.default(200),
  lateAttachDays: z.int().min(0).max(366).default(7),
  lateReview: z
    .strictObject({
      attachesPerOperatorDay: z.int().min(0).max(1000),
      attachesPerMember30Days: z.int().min(0).max(1000),
    })
    .nullable()
    .default(null),
});
