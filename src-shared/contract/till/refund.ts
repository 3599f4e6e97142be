import { z } from 'zod';
import { type InferContractRouterOutputs, oc } from '@orpc/contract';
import { shortPointsChoices } from '../../domain/programme/programme.ts';
import {
  amountFenSchema,
  idSchema,
  businessDateSchema,
  numberTextSchema,
  shortTextSchema,
} from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';
import { shownMemberSchema } from './member.ts';

const choiceSchema = z.enum(shortPointsChoices);

const returnedSchema = {
  /** Without it: this store's. */
  storeId: idSchema.optional(),
  receiptNo: numberTextSchema,
  /** Without it: the latest receipt of that number. */
  receiptDate: businessDateSchema.optional(),
  /** Whose the receipt is said to be: tells apart receipts of tills that count alike. */
  memberId: idSchema.optional(),
  saleOperationId: idSchema
    .optional()
    .describe(
      'Which sale it is, where one member has two of that number: the operationId that recording it answered, or what ' +
        'receipt_ambiguous lists',
    ),
  lines: z
    .array(
      z.object({
        lineNo: z.int().min(1).max(100_000),
        amountFen: amountFenSchema.describe(
          'Of what the line was sold for: soldFen of its quote or receipt, after promotions and coupons and before points',
        ),
      }),
    )
    .max(1000),
};

/** What a refund moves. Of points to take back that are gone (PL-12) and of stored value (PL-14) only where there are some. */
const figuresSchema = {
  takenBackPoints: z.int(),
  restoredPoints: z.int(),
  debtPoints: z.int(),
  /** To pay out in money, the way it was paid: beyond points and stored value (PL-14), and less what is kept. */
  moneyFen: z.int().optional(),
  /** To pay out in money beside it: what a paid plan that was refunded before had charged for these goods (TR-09). */
  planChargeFen: z.int().optional(),
  /** Kept from the refund money for points that are gone. */
  deductedFen: z.int().optional(),
  /** Points that are gone and that a manager waived. */
  waivedPoints: z.int().optional(),
  restoredValueFen: z.int().optional(),
  /** How many coupons the member has again, with the last of the goods (PL-14). */
  restoredCoupons: z.int().optional(),
  /** The whole receipt, on its day at its till (PL-15). */
  isVoid: z.boolean().optional(),
  /** Nobody here knows the receipt: head office works all of it out once it does, and all figures are 0 (OF-02). */
  isQueued: z
    .boolean()
    .optional()
    .describe(
      'This till does not know the receipt and all figures are 0: pay out what the register knows was paid in money for the ' +
        'goods, no more. What points and stored value paid goes back to the member once head office has decided',
    ),
};

export const refundContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  quote: oc
    .route({
      method: 'POST',
      path: '/refunds/quotes',
      summary:
        'What a refund would move, and what may be chosen where points are gone; nothing is recorded',
    })
    .errors(refusalErrors)
    .input(z.object(returnedSchema))
    .output(
      z.object({
        takenBackPoints: z.int(),
        restoredPoints: z.int(),
        restoredValueFen: z.int(),
        /** To pay out in money, the way it was paid: beyond points and stored value (PL-14). */
        moneyFen: z.int(),
        /** To pay out in money beside it: what a paid plan that was refunded before had charged for these goods (TR-09). */
        planChargeFen: z.int(),
        restoredCoupons: z.int(),
        /** What each line moves of all that, in the order they came; they add up to it. [] of more than 100 lines. */
        lines: z.array(
          z.object({
            lineNo: z.int(),
            takenBackPoints: z.int(),
            restoredPoints: z.int(),
            restoredValueFen: z.int(),
            moneyFen: z.int(),
          }),
        ),
        isVoid: z.boolean(),
        /** Whatever is chosen: the till has been without head office for too long (OF-02). */
        needsManager: z.boolean(),
        /** Of the points to take back, those that are gone; 0: there is nothing to choose. */
        shortPoints: z.int(),
        /** In the order of the programme, the default first; to be shown to the member before the end. */
        choices: z.array(
          z.object({
            choice: choiceSchema,
            debtPoints: z.int(),
            deductedFen: z.int(),
            /** To pay out in money then. */
            moneyFen: z.int(),
            needsManager: z.boolean(),
          }),
        ),
        member: memberSchema,
      }),
    ),
  post: oc
    .route({
      method: 'POST',
      path: '/refunds',
      summary: 'Take points back, and give points back, for returned goods',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        refundNo: numberTextSchema,
        /** Where nobody who can be asked knows the receipt it needs its member and date, and a manager's approval (OF-02). */
        ...returnedSchema,
        /** What is to become of points that are gone (PL-12); without it what the programme names first. */
        shortPoints: choiceSchema.optional(),
        /** The manager, where one is needed: to waive, for an unknown receipt, or after long without head office. */
        approver: approverSchema.optional(),
        note: shortTextSchema.optional().describe('Why it was waived; needed with waive (PL-12)'),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        ...figuresSchema,
        member: memberSchema,
      }),
    ),
});
export const refundContract = refundContractOf(shownMemberSchema);

type RefundAnswers = InferContractRouterOutputs<typeof refundContract>;
export type RefundQuote = RefundAnswers['quote'];
export type PostedRefund = RefundAnswers['post'];
