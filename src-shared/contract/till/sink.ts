import { z } from 'zod';
import { type InferContractRouterOutputs, oc } from '@orpc/contract';
import { businessDateSchema, idSchema, spendingRightSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';
import { spendProofSchema } from './spend-proof.ts';

const sinkOfferSchema = z.object({
  sinkId: z.string(),
  name: z.string(),
  points: z.int(),
  reward: z.enum(['gift', 'charity', 'coupon', 'tier']),
  /** Gifts this till may still hand over; null where it is no gift. */
  leftCount: z.int().nullable(),
  /** Why not now, in words; null where it can be taken. */
  whyNot: z.string().nullable(),
});

/** What points can be given for besides money off (PL-22, PL-23, TR-08). */
export const sinkContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  list: oc
    .route({ method: 'GET', path: '/sinks', summary: 'What a member can have for their points' })
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(
      z.object({
        right: spendingRightSchema,
        sinks: z.array(sinkOfferSchema),
      }),
    ),
  post: oc
    .route({
      method: 'POST',
      path: '/sinks/{sinkId}/redemptions',
      summary: 'Give points for a gift, a cause, a coupon or a tier',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        sinkId: z.string().min(1).max(64),
        redemptionId: idSchema,
        memberId: idSchema,
        /** Needed, unless this screen knows the member so well already. */
        proof: spendProofSchema.optional(),
        /** The member confirmed on the screen that they have the gift (PL-22). */
        handOverAcknowledged: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        status: z.enum(['posted', 'already_posted']),
        right: spendingRightSchema,
        points: z.int(),
        reward: z.enum(['gift', 'charity', 'coupon', 'tier']),
        /** Of the coupon that was taken; else null. */
        couponId: z.string().nullable(),
        /** This till's share of such coupons is used up: the member has it once head office has heard of it (CP-08). */
        isCouponPending: z.boolean(),
        member: memberSchema,
      }),
    ),
  cancel: oc
    .route({
      method: 'POST',
      path: '/sinks/redemptions/{redemptionId}/cancel',
      summary: 'Undo a coupon taken for points, while it is unused',
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
export const sinkContract = sinkContractOf(shownMemberSchema);

/** What only the screens do with them. */
export const sinkScreenContract = {
  /** What the member took for points at this till and may still give back: unused coupons, the latest first (PL-23). */
  taken: oc
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(
      z.object({
        taken: z.array(
          z.object({
            redemptionId: z.string(),
            name: z.string(),
            points: z.int(),
            takenOnDay: z.string(),
            /** The last day of the coupon. */
            toDay: businessDateSchema,
          }),
        ),
      }),
    ),
};

type Outputs = InferContractRouterOutputs<typeof sinkContract>;
export type SinkOffers = Outputs['list'];
export type SinkOffer = SinkOffers['sinks'][number];
export type SinkPosted = Outputs['post'];
export type TakenSink = InferContractRouterOutputs<
  typeof sinkScreenContract
>['taken']['taken'][number];
