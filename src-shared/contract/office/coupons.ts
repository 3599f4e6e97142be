import { z } from 'zod';
import { oc } from '@orpc/contract';
import { handOverRefusals } from '../../domain/coupon/decide-hand-over.ts';
import { idSchema } from '../fields.ts';
import { feedMemberSchema } from './feed-member.ts';
import { officeErrors } from './office-errors.ts';

const couponIdSchema = z.string().min(1).max(100);

/**
 * `claim` keeps a member's coupons for one receipt, atomically, all or none (CP-07). Safe to repeat: a claim of the same till is
 * renewed. Posting the receipt ends it, and so does time. `handOver` passes one to another member who shows its signed code
 * (CP-01); safe to repeat.
 */
export const couponsContract = {
  claim: oc
    .route({ method: 'POST', path: '/coupons/claim' })
    .errors(officeErrors)
    .input(
      z.object({
        /** Made from the receipt. */
        claimId: idSchema,
        /** Of this call: a `release` names it. Tills of before send none. */
        attemptId: idSchema.optional(),
        memberId: idSchema,
        couponIds: z.array(couponIdSchema).min(1).max(20),
      }),
    )
    .output(
      z.discriminatedUnion('status', [
        z.object({ status: z.literal('claimed'), expiresAtMs: z.int(), member: feedMemberSchema }),
        z.object({
          status: z.literal('refused'),
          couponId: couponIdSchema,
          reason: z.enum(['used', 'expired', 'not_for_member']),
          member: feedMemberSchema,
        }),
        /** The office does not know the member (yet): an enrolment still on its way. */
        z.object({ status: z.literal('member_unknown') }),
      ]),
    ),
  handOver: oc
    .route({ method: 'POST', path: '/coupons/hand-over' })
    .errors(officeErrors)
    .input(
      z.object({
        code: z.string().max(512),
        /** Who gets it. */
        memberId: idSchema,
        /** Who stands at the till. */
        operatorId: z.string().max(100),
      }),
    )
    .output(
      z.discriminatedUnion('status', [
        z.object({
          status: z.enum(['handed_over', 'own']),
          /** What the member has now. */
          couponId: couponIdSchema,
          member: feedMemberSchema,
        }),
        z.object({ status: z.literal('refused'), reason: z.enum(handOverRefusals) }),
        z.object({ status: z.literal('member_unknown') }),
      ]),
    ),
};
