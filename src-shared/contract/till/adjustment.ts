import { z } from 'zod';
import { oc } from '@orpc/contract';
import {
  businessDateSchema,
  idSchema,
  numberTextSchema,
  pinSchema,
  shortTextSchema,
} from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';
import { staffRoleSchema } from './session.ts';

/** A second person, by their own PIN (FR-20). */
export const approverSchema = z.object({ staffId: idSchema, pin: pinSchema });

const outputOf = <Member extends z.ZodType>(memberSchema: Member) =>
  z.object({
    status: z.enum(['posted', 'already_posted', 'needs_approval']),
    adjustmentId: z.string(),
    /** Who may approve; [] where nobody need. */
    approverRoles: z.array(staffRoleSchema),
    /** Until when the approval counts; null where none is waited for. */
    approveUntilMs: z.int().nullable(),
    member: memberSchema,
  });

/** Points corrected by hand, for a cash register and for a screen: they differ in what they are told of a member. */
export const adjustmentContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  post: oc
    .route({
      method: 'POST',
      path: '/adjustments',
      summary: "Correct a member's points by hand, or ask for a second person's approval",
      description:
        'A cash register says in x-staff-id who asks: whoever approves is another person (FR-20)',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        adjustmentId: idSchema,
        memberId: idSchema,
        /** Added, or taken where negative. */
        points: z.int().min(-1_000_000).max(1_000_000),
        reasonCode: z.string().max(64),
        note: shortTextSchema.optional(),
        receipt: z
          .object({ receiptNo: numberTextSchema, businessDate: businessDateSchema })
          .optional()
          .describe('The receipt of this store that it is for; missed_receipt needs one (PL-17)'),
      }),
    )
    .output(outputOf(memberSchema)),
  approve: oc
    .route({
      method: 'POST',
      path: '/adjustments/{adjustmentId}/approvals',
      summary: 'Approve an adjustment that waits, as another person than who asked',
    })
    .errors(refusalErrors)
    .input(approverSchema.extend({ adjustmentId: idSchema }))
    .output(outputOf(memberSchema)),
});
export const adjustmentContract = adjustmentContractOf(shownMemberSchema);
