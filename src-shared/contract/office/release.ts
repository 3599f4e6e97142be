import { z } from 'zod';
import { oc } from '@orpc/contract';
import { idSchema } from '../fields.ts';
import { feedMemberSchema } from './feed-member.ts';
import { officeErrors } from './office-errors.ts';

/**
 * Gives back at once what was kept for one act of this till that was not posted after all: points, stored value and coupons. Safe
 * to repeat. An office of before answers that there is no such call, and what it keeps then ends with its time.
 */
export const releaseContract = oc
  .route({ method: 'POST', path: '/release' })
  .errors(officeErrors)
  .input(
    z.object({
      /** The redemptionId, reservationId or claimId that it was kept under. */
      actId: idSchema,
      /** Only what that attempt kept: a later one may have asked again meanwhile. A till of before gives all of the act back. */
      attemptId: idSchema.optional(),
      memberId: idSchema,
    }),
  )
  .output(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('released'), member: feedMemberSchema }),
      z.object({ status: z.literal('member_unknown') }),
    ]),
  );
