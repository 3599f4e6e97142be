import { z } from 'zod';
import { oc } from '@orpc/contract';
import { amountFenSchema, businessDateSchema, idSchema } from '../fields.ts';
import { valueEntriesSchema } from '../value-entry-schema.ts';
import { feedMemberSchema } from './feed-member.ts';
import { officeErrors } from './office-errors.ts';

/**
 * Keeps stored value for one payment, or a whole contract for one refund, atomically and contract by contract: the entries
 * of the answer are what the till posts. Safe to repeat with the same reservationId: it is renewed, not doubled. An office
 * of before answers that there is no such call, and the till then works as without the office.
 */
export const authoriseValueContract = oc
  .route({ method: 'POST', path: '/authoriseValue' })
  .errors(officeErrors)
  .input(
    z.object({
      /** The paymentId, or the refundId. */
      reservationId: idSchema,
      /** Of this call: a `release` names it. Tills of before send none. */
      attemptId: idSchema.optional(),
      memberId: idSchema,
      want: z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('payment'),
          amountFen: amountFenSchema.min(1),
          listFen: amountFenSchema,
          spendOrder: z.enum(['proportional', 'bonus_first', 'principal_first']),
        }),
        z.object({ kind: z.literal('refund'), contractNo: idSchema }),
      ]),
      businessDate: businessDateSchema,
      /** What this till has taken from the member and the office may not have yet, by paymentId or refundId. */
      pendingDebits: z
        .array(z.object({ id: idSchema, terminalSeq: z.int(), entries: valueEntriesSchema }))
        .max(1000),
    }),
  )
  .output(
    z.discriminatedUnion('status', [
      z.object({
        status: z.literal('authorised'),
        expiresAtMs: z.int(),
        entries: valueEntriesSchema,
        member: feedMemberSchema,
      }),
      z.object({
        status: z.literal('refused'),
        reason: z.enum([
          'member_frozen',
          'value_frozen',
          'too_little',
          'in_use',
          'contract_unknown',
        ]),
        availableFen: z.int(),
        /** As in `authorise`. */
        awaitsTills: z.boolean().optional(),
        member: feedMemberSchema,
      }),
      /** Posted before, or another till is about to post it: this id moves nothing more. */
      z.object({ status: z.literal('id_reused') }),
      /** The office does not know the member (yet): an enrolment still on its way. */
      z.object({ status: z.literal('member_unknown') }),
    ]),
  );
