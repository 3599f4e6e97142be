import { z } from 'zod';
import { oc } from '@orpc/contract';
import { businessDateSchema, idSchema, numberTextSchema, spendingRightSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';
import { shownMemberSchema } from './member.ts';
import {
  quoteChangedSchema,
  quotedCouponSchema,
  quotedLineSchema,
  quotedTierSchema,
  wishesSchema,
} from './quote.ts';
import { explainedPointsSchema, receiptLineSchema, receiptLinesSchema } from './receipt-line.ts';
import { spendProofSchema } from './spend-proof.ts';

/** What was recorded of a receipt for which benefits were asked; absent for one that only earned. */
const postedBenefitsSchema = z.object({
  lines: z.array(quotedLineSchema),
  coupons: z.array(quotedCouponSchema),
  points: z.int(),
  offsetFen: z.int(),
  /** Of the points that paid; null where none did. */
  redemptionId: z.string().nullable(),
  right: spendingRightSchema.nullable(),
  payableFen: z.int(),
  raisedTo: quotedTierSchema.shape.raisedTo,
});

export const receiptContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  post: oc
    .route({
      method: 'POST',
      path: '/receipts',
      summary: 'Record a receipt: earn points, use benefits',
    })
    .errors({ ...refusalErrors, quote_changed: { status: 409, data: quoteChangedSchema } })
    .input(
      z.object({
        receiptNo: numberTextSchema,
        businessDate: businessDateSchema,
        memberId: idSchema,
        lines: receiptLinesSchema,
        quoteId: idSchema
          .optional()
          .describe(
            'Records this quote of the same lines, or says what changed since. It has its wishes: none beside it',
          ),
        wishes: wishesSchema
          .optional()
          .describe(
            'Instead of quoteId: recorded as they would be quoted now; quote_changed, and nothing recorded, where a coupon ' +
              'that they name cannot be used or other than so many points would pay. Only `best` and `most` take what there ' +
              'is (benefits.points). Without either the prices stand and points are earned',
          ),
        /** Needed where points or coupons are used, unless this screen knows the member so well already. */
        proof: spendProofSchema.optional(),
        /** An original receipt brought after the sale: the manager who lets it earn (PL-18). */
        late: approverSchema
          .extend({
            /** Of another store of the chain, online only; without it: of this one. */
            storeId: idSchema.optional(),
          })
          .optional(),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        operationId: z.string(),
        earnedPoints: z.int(),
        entries: z.array(explainedPointsSchema),
        benefits: postedBenefitsSchema.optional(),
        member: memberSchema,
      }),
    ),
});
export const receiptContract = receiptContractOf(shownMemberSchema);

const postedReceiptSchema = z.object({
  storeId: z.string(),
  receiptNo: z.string(),
  businessDate: businessDateSchema,
  memberId: z.string(),
  /** What names it among those of its number; absent where an earlier till kept it. */
  saleOperationId: idSchema.optional(),
  maskedName: z.string(),
  earnedPoints: z.int(),
  redeemedPoints: z.int(),
  /** Paid in money: beyond points and stored value. */
  moneyFen: z.int(),
  lines: z.array(
    receiptLineSchema.omit({ listFen: true }).extend({
      quantity: z.string(),
      refundedFen: z.int(),
      /** Came back at a till that did not know the receipt; head office has yet to decide it (OF-02). */
      waitingFen: z.int(),
      /** All of it has come back; of goods given free nothing else tells. */
      isBack: z.boolean(),
    }),
  ),
});
export type PostedReceipt = z.infer<typeof postedReceiptSchema>;

/** For the refund screen. */
export const receiptScreenContract = {
  find: oc
    .errors(refusalErrors)
    .input(
      z.object({
        /** Without it: this store's. */
        storeId: idSchema.optional(),
        receiptNo: numberTextSchema,
        receiptDate: businessDateSchema.optional(),
        /** Whose it may be: tells apart receipts of tills that count alike. */
        memberId: idSchema.optional(),
        /** Which sale it is: tells apart even receipts of one member. */
        saleOperationId: idSchema.optional(),
      }),
    )
    .output(postedReceiptSchema),
  recent: oc
    .errors(refusalErrors)
    .input(z.object({ limit: z.int().min(1).max(50) }))
    .output(z.object({ receipts: z.array(postedReceiptSchema) })),
  /** A number for a receipt entered by hand, unique on this till. */
  nextNumber: oc
    .errors(refusalErrors)
    .output(z.object({ receiptNo: z.string(), businessDate: businessDateSchema })),
};
