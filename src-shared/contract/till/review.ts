import { z } from 'zod';
import { type InferContractRouterOutputs, oc } from '@orpc/contract';
import { atMsSchema, businessDateSchema, idSchema, shortTextSchema } from '../fields.ts';
import { reviewDeskSchema } from '../office/review.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';
import { planRequestSchema } from './plan.ts';

const { holds, conflicts, refunds, duplicates, disputes } = reviewDeskSchema.shape;
/** By name where this till knows them, else by id; null where nobody is known. */
const operatorName = z.string().nullable();

/** What waits for a manager of this store (R115, OF-10): what head office knows of, and what waits at this till. */
export const reviewScreenContract = {
  list: oc.errors(refusalErrors).output(
    z.object({
      /** false: head office cannot be asked now, and only `payments` and `requests` are told. */
      isOnline: z.boolean(),
      holds: z.array(
        /** `mayDecide`: a manager of this store may, for what is decided here; else head office does. */
        holds.element.omit({ operatorId: true }).extend({ operatorName, mayDecide: z.boolean() }),
      ),
      conflicts: z.array(
        conflicts.element.omit({ templateId: true }).extend({ couponName: z.string() }),
      ),
      refunds: z.array(
        refunds.element.omit({ operatorId: true, refused: true }).extend({
          operatorName,
          /** Why a person has to look at it, in words; null: its receipt has not come in yet. */
          reason: z.string().nullable(),
        }),
      ),
      /** Head office decides: here they are told, so that nobody tells them twice. */
      duplicates: z.array(
        duplicates.unwrap().element.omit({ operatorId: true }).extend({ operatorName }),
      ),
      /** Head office decides these too, and says why. */
      disputes: z.array(
        disputes.unwrap().element.omit({ operatorId: true }).extend({ operatorName }),
      ),
      /** Points or stored value that paid here for a receipt which this till never posted: the oldest first. */
      payments: z.array(
        z.object({
          kind: z.enum(['points', 'value']),
          /** Of the redemption, or of the payment with stored value: what its cancelling asks for. */
          paymentId: z.string(),
          /** 0 where stored value paid. */
          points: z.int(),
          /** What of the receipt it paid. */
          amountFen: z.int(),
          receiptNo: z.string(),
          businessDate: businessDateSchema,
          atMs: atMsSchema,
          memberId: z.string(),
          maskedName: z.string(),
          maskedPhone: z.string(),
          /** Where another till posted the receipt, so that the member has paid twice; null: nobody knows of one. */
          soldElsewhere: z
            .object({
              /** Till and time are head office's to say: null without the line. */
              terminalName: z.string().nullable(),
              atMs: atMsSchema.nullable(),
              businessDate: businessDateSchema,
              moneyFen: z.int(),
            })
            .nullable(),
        }),
      ),
      requests: z.array(planRequestSchema),
      hasMore: z.boolean(),
    }),
  ),
  /** Grants or refuses points that wait for review, with a manager's own PIN; online only. Safe to repeat. */
  decideHold: oc
    .errors(refusalErrors)
    .input(
      z.object({
        memberId: idSchema,
        holdId: z.string().min(1).max(300),
        decision: z.enum(['granted', 'refused']),
        reason: shortTextSchema.min(1),
        approver: approverSchema,
      }),
    )
    .output(z.object({ status: z.enum(['decided', 'already_decided']) })),
};

export type ReviewList = InferContractRouterOutputs<typeof reviewScreenContract>['list'];
export type ReviewHold = ReviewList['holds'][number];
export type UnclosedPayment = ReviewList['payments'][number];
