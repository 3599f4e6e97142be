import { z } from 'zod';
import { oc } from '@orpc/contract';
import { businessDateSchema, idSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';

const listedCouponSchema = z.object({
  couponId: z.string(),
  templateId: z.string(),
  name: z.string(),
  /** `used_local`: used at this till, not at head office yet. */
  status: z.enum(['issued', 'used_local', 'used', 'conflict', 'expired', 'void']),
  fromDay: businessDateSchema,
  toDay: businessDateSchema,
  /** Here and now, whatever is on the receipt: a quote says what it does to one. */
  usable: z.boolean(),
  whyNot: z.string().nullable(),
  reason: z.string().nullable(),
});

/** A member's coupons. They are used by posting a receipt that wishes them. */
export const couponContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/members/{memberId}/coupons',
      summary: "A member's coupons: what can be used here now, and why not the others",
    })
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(z.object({ coupons: z.array(listedCouponSchema) })),
};
