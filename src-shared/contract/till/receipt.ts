import { z } from 'zod';
import { oc } from '@orpc/contract';
import { entryKinds } from '../../domain/points/points-entry.ts';
import {
  amountFenSchema,
  businessDateSchema,
  idSchema,
  numberTextSchema,
  codeTextSchema,
} from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';

export const receiptLineSchema = z.object({
  lineNo: z.int().min(1).max(100_000),
  sku: codeTextSchema,
  category: codeTextSchema,
  /** May be a decimal for weighed goods. */
  quantity: z.number().min(0).max(1_000_000),
  amountFen: amountFenSchema,
});

/** Why so many points: one item per entry of the ledger. */
export const explainedPointsSchema = z.object({
  kind: z.enum(entryKinds),
  points: z.int(),
  ruleId: z.string(),
  reason: z.string(),
});

export const receiptContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  post: oc
    .route({ method: 'POST', path: '/receipts', summary: 'Earn points for a receipt' })
    .errors(refusalErrors)
    .input(
      z.object({
        receiptNo: numberTextSchema,
        businessDate: businessDateSchema,
        memberId: idSchema,
        lines: z.array(receiptLineSchema).max(1000),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        operationId: z.string(),
        earnedPoints: z.int(),
        entries: z.array(explainedPointsSchema),
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
  maskedName: z.string(),
  earnedPoints: z.int(),
  redeemedPoints: z.int(),
  lines: z.array(
    receiptLineSchema.extend({
      quantity: z.string(),
      refundedFen: z.int(),
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
