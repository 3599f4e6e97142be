import { z } from 'zod';
import { oc } from '@orpc/contract';
import {
  amountFenSchema,
  idSchema,
  numberTextSchema,
  pointsSchema,
  spendingRightSchema,
} from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';
import { spendProofSchema } from './spend-proof.ts';

export const redemptionContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  post: oc
    .route({ method: 'POST', path: '/redemptions', summary: 'Pay part of a receipt with points' })
    .errors(refusalErrors)
    .input(
      z.object({
        redemptionId: idSchema,
        memberId: idSchema,
        receiptNo: numberTextSchema,
        /** The receipt's eligible net, for the caps of PL-21. */
        eligibleFen: amountFenSchema,
        points: pointsSchema,
        /** Needed, unless this screen knows the member so well already. */
        proof: spendProofSchema.optional(),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        right: spendingRightSchema,
        offsetFen: z.int(),
        member: memberSchema,
      }),
    ),
  cancel: oc
    .route({
      method: 'POST',
      path: '/redemptions/{redemptionId}/cancel',
      summary: 'Give redeemed points back',
    })
    .errors(refusalErrors)
    .input(z.object({ redemptionId: idSchema }))
    .output(
      z.object({
        status: z.enum(['cancelled', 'already_cancelled']),
        restoredPoints: z.int(),
        member: memberSchema,
      }),
    ),
});
export const redemptionContract = redemptionContractOf(shownMemberSchema);

/** For the redeem screen: what could be used, before anyone types a PIN. */
export const redemptionScreenContract = {
  quote: oc
    .errors(refusalErrors)
    .input(
      z.object({ memberId: idSchema, receiptNo: numberTextSchema, eligibleFen: amountFenSchema }),
    )
    .output(
      z.object({
        right: spendingRightSchema,
        maxPoints: z.int(),
        stepPoints: z.int(),
        offsetFenAtMax: z.int(),
        /** Why it is not more, or not at all; words for the cashier. */
        reason: z.string().nullable(),
      }),
    ),
};
