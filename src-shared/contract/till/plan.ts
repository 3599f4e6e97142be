import { z } from 'zod';
import { type InferContractRouterOutputs, oc } from '@orpc/contract';
import { amountFenSchema, businessDateSchema, idSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';
import { shownMemberSchema } from './member.ts';

const reasonSchema = z.enum(['seller', 'consumer']);

const refundSchema = z.object({
  /** `unused`: given back in full, whatever the reason. */
  basis: z.enum(['unused', 'seller', 'consumer']),
  refundFen: amountFenSchema,
  /** The calculation as it is shown and printed; all amounts but the last add up to the last. */
  lines: z.array(
    z.object({
      kind: z.enum(['paid', 'used_days', 'used_benefits', 'not_claimed', 'refund']),
      text: z.string(),
      amountFen: z.int(),
    }),
  ),
});

/** Paid membership (TR-09), for a cash register and for a screen: they differ in what they are told of a member. */
export const planContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  list: oc
    .route({ method: 'GET', path: '/plans', summary: 'The paid memberships that are sold' })
    .errors(refusalErrors)
    .output(
      z.object({
        plans: z.array(
          z.object({
            planId: z.string(),
            name: z.string(),
            priceFen: amountFenSchema,
            months: z.int(),
            fullRefundDays: z.int(),
          }),
        ),
      }),
    ),
  sell: oc
    .route({
      method: 'POST',
      path: '/plans/sales',
      summary: 'Sell or renew a paid membership; a renewal begins after the old end',
    })
    .errors(refusalErrors)
    .input(z.object({ planSaleId: idSchema, memberId: idSchema, planId: idSchema }))
    .output(
      z.object({
        /** `requested`: offline for too long, nothing is sold and no money due; the same call sells it later. */
        status: z.enum(['posted', 'already_posted', 'requested']),
        planSaleId: z.string(),
        priceFen: amountFenSchema,
        fromDay: businessDateSchema,
        untilDay: businessDateSchema,
        member: memberSchema,
      }),
    ),
  quoteRefund: oc
    .route({
      method: 'POST',
      path: '/plans/refunds/quotes',
      summary: 'What a paid membership would give back today, line by line; records nothing',
    })
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema, planSaleId: idSchema, reason: reasonSchema }))
    .output(refundSchema.extend({ status: z.literal('quoted') })),
  refund: oc
    .route({
      method: 'POST',
      path: '/plans/refunds',
      summary: 'End a paid membership and give money back, approved by a manager',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        planRefundId: idSchema,
        memberId: idSchema,
        planSaleId: idSchema,
        reason: reasonSchema,
        /** As the quote said; another sum by now is refused. */
        refundFen: amountFenSchema,
        approver: approverSchema,
      }),
    )
    .output(
      refundSchema.extend({
        /** `requested`: head office does not answer, nothing is refunded; the same call refunds it later. */
        status: z.enum(['posted', 'already_posted', 'requested']),
        member: memberSchema,
      }),
    ),
});
export const planContract = planContractOf(shownMemberSchema);

/** A sale or a refund that waits for the line (OF-02); the same call with its id does it then. */
export const planRequestSchema = z.object({
  requestId: z.string(),
  kind: z.enum(['sale', 'refund']),
  memberId: z.string(),
  maskedName: z.string(),
  maskedPhone: z.string(),
  planId: z.string(),
  planName: z.string(),
  /** Of a refund: which sale, and at whose wish. */
  refund: z.object({ planSaleId: z.string(), reason: reasonSchema }).nullable(),
  /** To be paid, or to be given back, as it was when it was asked for. */
  amountFen: amountFenSchema,
  askedOnDay: z.string(),
});

/** What only the screens do with paid memberships. */
export const planScreenContract = {
  /** Those of one member that wait at this till, the oldest first. */
  requests: oc
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema }))
    .output(z.object({ requests: z.array(planRequestSchema) })),
  /** Forgets one: nothing was sold or given back. Safe to repeat. */
  withdraw: oc
    .errors(refusalErrors)
    .input(z.object({ memberId: idSchema, requestId: idSchema, kind: z.enum(['sale', 'refund']) }))
    .output(z.object({ status: z.enum(['withdrawn', 'nothing_waits']) })),
};

type Outputs = InferContractRouterOutputs<typeof planContract>;
export type PlanOffer = Outputs['list']['plans'][number];
export type PlanSold = Outputs['sell'];
export type PlanRefundQuote = z.infer<typeof refundSchema>;
export type PlanRefundReason = z.infer<typeof reasonSchema>;
export type PlanRequest = z.infer<typeof planRequestSchema>;
