import { z } from 'zod';
import { oc } from '@orpc/contract';
import { businessDateSchema, idSchema, pointsSchema } from '../fields.ts';
import { feedMemberSchema } from './feed-member.ts';
import { officeErrors } from './office-errors.ts';

/**
 * Reserves points for one redemption, atomically. Safe to repeat with the same redemptionId: the reservation is
 * renewed, not doubled.
 */
export const authoriseContract = oc
  .route({ method: 'POST', path: '/authorise' })
  .errors(officeErrors)
  .input(
    z.object({
      redemptionId: idSchema,
      /** Of this call: a `release` names it. Tills of before send none. */
      attemptId: idSchema.optional(),
      memberId: idSchema,
      points: pointsSchema,
      /** What the member's phone carried to this store: it is used up by this redemption too (ID-04). */
      grantId: idSchema.optional(),
      businessDate: businessDateSchema,
      /**
       * What this till has taken from the member and the office may not have yet: redemptions by their id, points taken
       * back or adjusted by their operationId.
       */
      pendingDebits: z
        .array(
          z.object({
            id: idSchema,
            terminalSeq: z.int(),
            points: pointsSchema,
            /** What was used up for it. */
            grantId: idSchema.optional(),
          }),
        )
        .max(1000),
    }),
  )
  .output(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('authorised'), expiresAtMs: z.int(), member: feedMemberSchema }),
      z.object({
        status: z.literal('refused'),
        availablePoints: z.int(),
        /** No more is given before tills that the office has not heard of since it was restored have told what they did. */
        awaitsTills: z.boolean().optional(),
        member: feedMemberSchema,
      }),
      /** The redemption was posted before, or another till is about to post it: this id pays nothing more. */
      z.object({ status: z.literal('id_reused') }),
      /** The office does not know the member (yet): an enrolment still on its way. */
      z.object({ status: z.literal('member_unknown') }),
    ]),
  );
