import { z } from 'zod';
import { oc } from '@orpc/contract';
import { businessDateSchema, idSchema, pointsSchema } from '../fields.ts';
import { feedMemberSchema } from './feed.ts';
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
      memberId: idSchema,
      points: pointsSchema,
      businessDate: businessDateSchema,
      /** This till's spends of the member that the office may not have yet. */
      pendingSpends: z
        .array(z.object({ redemptionId: idSchema, terminalSeq: z.int(), points: pointsSchema }))
        .max(1000),
    }),
  )
  .output(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('authorised'), expiresAtMs: z.int(), member: feedMemberSchema }),
      z.object({
        status: z.literal('refused'),
        availablePoints: z.int(),
        member: feedMemberSchema,
      }),
      /** The office does not know the member (yet): an enrolment still on its way. */
      z.object({ status: z.literal('member_unknown') }),
    ]),
  );
