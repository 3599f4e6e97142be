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

/** A member's coupons. They are used by posting a receipt that wishes them; a transferable one may pass on (CP-01). */
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
  takeOver: oc
    .route({
      method: 'POST',
      path: '/members/{memberId}/coupons',
      summary:
        "Hands another member's coupon over to this one, who shows its code; online only, safe to repeat",
    })
    .errors(refusalErrors)
    .input(
      z.object({
        memberId: idSchema,
        code: z.string().max(512).describe('The whole C1 code of a transferable coupon'),
      }),
    )
    .output(
      z.object({
        /** `own`: the code is of this member, and nothing was handed over. */
        status: z.enum(['handed_over', 'own']),
        /** What a receipt of this member may wish for now. */
        couponId: z.string(),
      }),
    ),
};
