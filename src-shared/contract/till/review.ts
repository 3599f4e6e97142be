import { z } from 'zod';
import { type InferContractRouterOutputs, oc } from '@orpc/contract';
import { idSchema, shortTextSchema } from '../fields.ts';
import { reviewDeskSchema } from '../office/review.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';
import { planRequestSchema } from './plan.ts';

const { holds, conflicts, refunds, duplicates, disputes } = reviewDeskSchema.shape;
/** By name where this till knows them, else by id; null where nobody is known. */
const operatorName = z.string().nullable();

/** What waits for a manager of this store (R115, OF-10): what head office knows of, and what waits at this till for the line. */
export const reviewScreenContract = {
  list: oc.errors(refusalErrors).output(
    z.object({
      /** false: head office cannot be asked now, and only `requests` are told. */
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
