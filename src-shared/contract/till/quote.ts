import { z } from 'zod';
import { oc } from '@orpc/contract';
import { barReaches } from '../../domain/campaign/campaign-bar.ts';
import type { Benefit } from '../../domain/quote/quote.ts';
import { tierMeasures } from '../../domain/tier/tier.ts';
import {
  atMsSchema,
  businessDateSchema,
  idSchema,
  numberTextSchema,
  pointsSchema,
  spendingRightSchema,
} from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { shownMemberSchema } from './member.ts';
import { explainedPointsSchema, receiptLinesSchema } from './receipt-line.ts';

/** What the cashier and member want used; where it is left out, the best coupons and no points. */
export const wishesSchema = z.object({
  /** `best`, or exactly these in this order of preference; [] for none. */
  couponIds: z.union([z.literal('best'), z.array(idSchema).max(20)]).default('best'),
  points: z
    .union([z.literal('most'), pointsSchema])
    .default(0)
    .describe(
      'So many pay, or `most` for as many as the receipt takes. A quote of more than that is one of fewer, in whole steps ' +
        '(points.used); a receipt with wishes of its own records exactly so many or answers quote_changed',
    ),
});

/** A line and everything that happened to its price, in fen for the whole line. */
export const quotedLineSchema = z.object({
  lineNo: z.int(),
  sku: z.string(),
  /** As the till handed it over. */
  amountFen: z.int(),
  /** For this member: the lowest of the till's price, member price and discounts. */
  priceFen: z.int(),
  priceRule: z.enum(['till', 'member_price', 'tier', 'plan']),
  promotionFen: z.int(),
  couponFen: z.int(),
  /** What it is sold for: the price less promotions and coupons. A refund names parts of this. */
  soldFen: z.int(),
  /** What points pay of it. */
  offsetFen: z.int(),
  /** What is left to pay. */
  netFen: z.int(),
  points: z.int(),
});

export const quotedCouponSchema = z.object({
  couponId: z.string(),
  templateId: z.string(),
  name: z.string(),
  /** 0 for coupons that give points. */
  offFen: z.int(),
});

export const quotedTierSchema = z.object({
  code: z.string(),
  name: z.string(),
  /** What this receipt would raise the member to; its benefits begin with the next receipt (TR-02). */
  raisedTo: z
    .object({ code: z.string(), name: z.string(), untilDay: businessDateSchema.nullable() })
    .nullable(),
  /** What the member lacks for the next tier once this receipt is posted; null at the top. */
  next: z
    .object({
      code: z.string(),
      name: z.string(),
      missing: z.array(z.object({ measure: z.enum(tierMeasures), missing: z.int() })),
    })
    .nullable(),
});

const benefitKinds = [
  'member_price',
  'tier_price',
  'plan_price',
  'promotion',
  'coupon',
  'points',
] as const satisfies readonly Benefit['kind'][];

/** What a member gets on a receipt, and why; every `reason` has at most 40 characters (R058). */
const quoteShape = {
  /** Names this very quote to `POST /receipts`, until `validUntilMs` or a restart of the till. */
  quoteId: z.string(),
  validUntilMs: atMsSchema,
  /** Of the rules it was made by. */
  programmeVersion: z.int(),
  lines: z.array(quotedLineSchema),
  benefits: z.array(
    z.object({
      kind: z.enum(benefitKinds),
      ruleId: z.string(),
      savedFen: z.int(),
      reason: z.string(),
    }),
  ),
  /** Every benefit that is not used, and why not (CP-03). */
  unused: z.array(
    z.object({
      kind: z.enum([...benefitKinds, 'campaign']),
      /** The sku of a member price, the code of a tier, a planId, couponId, promotionId or campaignId; `points`. */
      id: z.string(),
      /** Empty of points. */
      name: z.string(),
      whyNot: z.string(),
      /** Where so much more would do. */
      missingFen: z.int().optional(),
      /** A campaign that does not run now: it can come `today` at another hour, `later`, or `never` for this member here. */
      reach: z.enum(barReaches).optional(),
      reason: z.string(),
    }),
  ),
  coupons: z.array(quotedCouponSchema),
  points: z.object({
    used: z.int(),
    offsetFen: z.int(),
    /** The most this receipt takes now, from `minPoints` on in steps of `stepPoints`, and what that pays. */
    maxPoints: z.int(),
    minPoints: z.int(),
    stepPoints: z.int(),
    offsetFenAtMax: z.int(),
    right: spendingRightSchema,
  }),
  grossFen: z.int(),
  savedFen: z.int(),
  /** Left to pay by any tender, stored value among them. */
  payableFen: z.int(),
  /** Of `payableFen`, what stored value has paid already. */
  valuePaidFen: z.int(),
  /** Of `payableFen`, what stored value may pay at all: there are goods that it does not buy (SV-11). */
  valuePayableFen: z.int(),
  earnedPoints: z.int(),
  /** Of them, what will wait for review (PL-08). */
  heldPoints: z.int(),
  /** One item per entry of the ledger that the receipt would earn. */
  entries: z.array(explainedPointsSchema),
  tier: quotedTierSchema,
  /** Coupons or points are used: posting it needs the member's PIN (ID-02). */
  proofNeeded: z.boolean(),
  /** This screen knows too little of who stands there to look at coupons and points: they were left out (ID-02). */
  isClosed: z.boolean(),
};
export const quoteSchema = z.object(quoteShape);
export type Quote = z.infer<typeof quoteSchema>;

export const quoteChanges = [
  'member',
  'lines',
  'date',
  'prices',
  'promotions',
  'coupons',
  'points',
  'payable',
  'earn',
] as const;
export type QuoteChange = (typeof quoteChanges)[number];

/** The receipt would not be what was quoted or wished: what is different, and what it would be now. Nothing was recorded. */
export const quoteChangedSchema = z.object({
  changed: z.array(z.enum(quoteChanges)),
  quote: quoteSchema,
});

export const quoteContractOf = <Member extends z.ZodType>(memberSchema: Member) => ({
  get: oc
    .route({
      method: 'POST',
      path: '/quotes',
      summary: 'What a member gets on a receipt, and why; records nothing',
    })
    .errors(refusalErrors)
    .input(
      z.object({
        memberId: idSchema,
        lines: receiptLinesSchema,
        wishes: wishesSchema.optional(),
        /** Where redemptions or payments were posted for it already. */
        receiptNo: numberTextSchema.optional(),
        /** Today's unless given. */
        businessDate: businessDateSchema.optional(),
      }),
    )
    .output(z.object({ ...quoteShape, member: memberSchema })),
});
export const quoteContract = quoteContractOf(shownMemberSchema);
