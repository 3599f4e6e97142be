import { z } from 'zod';
import { barKinds } from '../domain/campaign/find-campaigns.ts';
import { holdReasons } from '../domain/office/office-operation.ts';
import { spendingRights } from '../domain/offline-rights/spending-right.ts';
import type { Operation, OperationBodies } from '../domain/operation/operation.ts';
import { shortPointsChoices } from '../domain/programme/programme.ts';
import { entryKinds } from '../domain/points/points-entry.ts';
import {
  identityDocuments,
  topUpMethods,
  valueRefundBases,
  valueRights,
} from '../domain/stored-value/stored-value.ts';
import type { TierTerm } from '../domain/tier/tier.ts';
import type { InstallId, MemberId, OperationId, StoreId, TerminalId } from '../values/ids.ts';
import {
  amountFenSchema,
  atMsSchema,
  businessDateSchema,
  mayBeAbsent,
  storedNumberSchema,
  pointsSchema,
  shortTextSchema,
} from './fields.ts';
import { valueEntriesSchema, valuePartsSchema } from './value-entry-schema.ts';

/**
 * The shape of an operation on the wire. The office reads each operation of a push by itself through this schema, so
 * that one it cannot read is set aside without stopping the others.
 */

const isId = (value: unknown): boolean =>
  typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value);
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const rateSchema = z.object({ numerator: z.int().min(0), denominator: z.int().min(1) });
/** Made of a receipt's key, so longer than other codes. */
const holdIdSchema = z.string().max(200);
const lotMoveSchema = z.object({
  expiresOnDay: businessDateSchema,
  points: pointsSchema,
  usableFromDay: mayBeAbsent(businessDateSchema),
});
const entrySchema = z.object({
  kind: z.enum(entryKinds),
  points: z.int(),
  ruleId: z.string().max(100),
  lots: z.array(lotMoveSchema).max(200),
  holdId: mayBeAbsent(holdIdSchema),
});
const entriesSchema = z.array(entrySchema).max(50);
const consentSchema = z.object({
  item: z.string().max(64),
  given: z.boolean(),
  noticeVersion: z.string().max(64),
});
/** No grant of a store is larger. */
const loanMaxPoints = 1_000_000;
const codeSchema = z.string().max(100);
const growthSchema = z.array(
  z.object({
    measure: z.enum(['spend_fen', 'top_up_fen', 'task_points']),
    onDay: businessDateSchema,
    amount: z.int(),
  }),
);
const tierTermSchema: z.ZodType<TierTerm> = z.lazy(() =>
  z.object({
    sinceDay: businessDateSchema,
    untilDay: businessDateSchema,
    cause: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('receipt'),
        receiptNo: storedNumberSchema,
        onDay: businessDateSchema,
        storeId: mayBeAbsent(codeSchema),
        saleOperationId: mayBeAbsent(codeSchema),
      }),
      z.object({ kind: z.enum(['evaluation', 'import', 'merge', 'revert']) }),
      z.object({ kind: z.literal('sink'), sinkId: codeSchema }),
      z.object({
        kind: z.literal('manual'),
        reason: codeSchema,
        approverId: codeSchema,
        direction: mayBeAbsent(z.literal('down')),
      }),
    ]),
    before: z.object({
      tierCode: codeSchema,
      untilDay: businessDateSchema.nullable(),
      term: mayBeAbsent(tierTermSchema),
    }),
    graceUntilDay: mayBeAbsent(businessDateSchema),
  }),
);
const tierSchema = z.object({
  tierCode: codeSchema,
  term: tierTermSchema.nullable(),
  over: mayBeAbsent(z.array(codeSchema).max(20)),
  giftPackKey: mayBeAbsent(codeSchema),
});
const couponUsedSchema = z.object({
  operationId: codeSchema,
  storeId: codeSchema,
  receiptNo: storedNumberSchema,
  atMs: atMsSchema,
});
const memberCouponSchema = z.object({
  couponId: codeSchema,
  templateId: codeSchema,
  status: z.enum(['issued', 'used_local', 'used', 'conflict', 'expired', 'void']),
  fromDay: businessDateSchema,
  toDay: businessDateSchema,
  storeId: mayBeAbsent(codeSchema),
  issuedAtMs: atMsSchema,
  offFen: mayBeAbsent(amountFenSchema),
  use: mayBeAbsent(couponUsedSchema),
  lostUses: mayBeAbsent(z.array(couponUsedSchema).max(20)),
  claim: mayBeAbsent(
    z.object({ claimId: codeSchema, installId: codeSchema, expiresAtMs: atMsSchema }),
  ),
  handedOver: mayBeAbsent(
    z.object({
      couponId: codeSchema,
      memberId: codeSchema,
      storeId: codeSchema,
      atMs: atMsSchema,
    }),
  ),
});
const couponChangesSchema = z
  .array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('issue'), coupon: memberCouponSchema }),
      z.object({ kind: z.literal('use'), couponId: codeSchema, receiptNo: storedNumberSchema }),
      z.object({
        kind: z.literal('give_back'),
        couponId: codeSchema,
        toDay: businessDateSchema,
        of: mayBeAbsent(
          z.object({
            storeId: codeSchema,
            receiptNo: storedNumberSchema,
            operationId: mayBeAbsent(codeSchema),
          }),
        ),
        comesBack: mayBeAbsent(z.literal(false)),
        coupon: mayBeAbsent(memberCouponSchema),
      }),
      z.object({ kind: z.literal('void'), couponId: codeSchema }),
    ]),
  )
  .max(50);
const planChangesSchema = z
  .array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('sell'),
        plan: z.object({
          planSaleId: codeSchema,
          planId: codeSchema,
          fromDay: businessDateSchema,
          untilDay: businessDateSchema,
          paidFen: amountFenSchema,
          soldOnDay: businessDateSchema,
          usedFen: amountFenSchema,
          status: z.enum(['active', 'refunded']),
        }),
      }),
      z.object({
        kind: z.enum(['use', 'give_back']),
        planSaleId: codeSchema,
        savedFen: amountFenSchema,
        pointsFen: mayBeAbsent(amountFenSchema),
        chargedFen: mayBeAbsent(amountFenSchema),
      }),
      z.object({
        kind: z.literal('refund'),
        planSaleId: codeSchema,
        chargedFen: mayBeAbsent(amountFenSchema),
      }),
    ]),
  )
  .max(20);
const holdSchema = z.object({
  holdId: holdIdSchema,
  points: pointsSchema,
  reason: z.enum(holdReasons),
  sinceMs: atMsSchema,
  refusedPoints: mayBeAbsent(pointsSchema),
});
const rightSchema = z.enum(spendingRights);
const quotedLineSchema = z.object({
  lineNo: z.int().min(1),
  sku: shortTextSchema,
  category: shortTextSchema,
  quantity: z.string().max(32),
  amountFen: amountFenSchema,
  listFen: mayBeAbsent(amountFenSchema),
  priceFen: amountFenSchema,
  priceRule: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('till') }),
    z.object({
      kind: z.literal('member_price'),
      sku: shortTextSchema,
      planId: mayBeAbsent(codeSchema),
    }),
    z.object({ kind: z.literal('tier'), tierCode: codeSchema }),
    z.object({ kind: z.literal('plan'), planId: codeSchema }),
  ]),
  promotionFen: amountFenSchema,
  couponFen: amountFenSchema,
  offsetFen: amountFenSchema,
  valueBonusFen: amountFenSchema,
  netFen: amountFenSchema,
  baseFen: amountFenSchema,
  points: pointsSchema,
});
const whyNotSchema = z.discriminatedUnion('code', [
  z.object({
    code: z.enum([
      'not_yet',
      'expired',
      'used',
      'other_store',
      'wrong_day',
      'wrong_time',
      'no_goods',
      'stacks_not',
      'better_chosen',
      'too_many',
      'not_for_member',
      'online_only',
      'offline_limit',
      'below_payable',
      'not_wished',
      'identification_needed',
      'other_tier',
    ]),
  }),
  z.object({ code: z.literal('missing_fen'), missingFen: amountFenSchema }),
  z.object({ code: z.literal('missing_units'), missingUnits: z.int() }),
  z.object({ code: z.literal('max_points'), maxPoints: pointsSchema }),
  z.object({
    code: z.literal('points_steps'),
    minPoints: pointsSchema,
    stepPoints: pointsSchema,
  }),
]);
const factsSchema = z.object({
  storeId: codeSchema,
  businessDate: businessDateSchema,
  minuteOfDay: z.int().min(0).max(2879),
  tierCode: codeSchema,
  planIds: z.array(codeSchema).max(20),
  campaignIds: z.array(codeSchema).max(200),
  barredCampaigns: mayBeAbsent(
    z.array(z.object({ campaignId: codeSchema, by: z.enum(barKinds) })).max(200),
  ),
  coupons: z.array(memberCouponSchema).max(200),
  barredCoupons: mayBeAbsent(
    z.array(z.object({ couponId: codeSchema, whyNot: whyNotSchema })).max(200),
  ),
  floorCouponIds: mayBeAbsent(z.array(codeSchema).max(200)),
  availablePoints: pointsSchema,
  pointsBar: mayBeAbsent(whyNotSchema),
  debtPoints: pointsSchema,
  dayReceiptCount: z.int(),
  dayEarnedPoints: z.int(),
  paidBonusFen: amountFenSchema,
  paidPrincipalFen: mayBeAbsent(amountFenSchema),
  redeemedFen: amountFenSchema,
});
const scopeSchema = z.object({
  categories: mayBeAbsent(z.array(shortTextSchema)),
  skus: mayBeAbsent(z.array(shortTextSchema)),
  excludedCategories: mayBeAbsent(z.array(shortTextSchema)),
  excludedSkus: mayBeAbsent(z.array(shortTextSchema)),
});
const benefitsSchema = z.object({
  facts: factsSchema,
  wishes: z.object({
    couponIds: z.union([z.literal('best'), z.array(codeSchema).max(20)]),
    points: pointsSchema,
  }),
  lines: z.array(quotedLineSchema).max(1000),
  coupons: z
    .array(z.object({ couponId: codeSchema, templateId: codeSchema, offFen: amountFenSchema }))
    .max(20),
  payableFen: amountFenSchema,
});
const receiptKeySchema = z.object({
  storeId: z.string().max(64),
  businessDate: businessDateSchema,
  receiptNo: storedNumberSchema,
});

const beyondCeilingSchema = z.object({ approverId: codeSchema });

const bodySchemas = {
  enrol: z.object({
    memberNo: z.string().max(32),
    tierCode: z.string().max(32),
    cardNo: mayBeAbsent(storedNumberSchema),
    consents: z.array(consentSchema).max(20),
    beyondCeiling: mayBeAbsent(beyondCeilingSchema),
  }),
  editProfile: z.object({
    fields: z.array(z.enum(['name', 'phone', 'birthday'])).max(3),
    cardNo: mayBeAbsent(storedNumberSchema),
  }),
  earn: z.object({
    receipt: receiptKeySchema,
    lines: z
      .array(
        z.object({
          lineNo: z.int().min(1),
          sku: shortTextSchema,
          category: shortTextSchema,
          quantity: z.string().max(32),
          amountFen: amountFenSchema,
          listFen: mayBeAbsent(amountFenSchema),
          offsetFen: amountFenSchema,
          baseFen: amountFenSchema,
          points: pointsSchema,
        }),
      )
      .max(1000),
    terms: z.object({
      rate: rateSchema,
      tierCode: z.string().max(32),
      tierMultiplier: rateSchema,
      campaignId: mayBeAbsent(z.string().max(64)),
      campaignMultiplier: mayBeAbsent(rateSchema),
      planId: mayBeAbsent(codeSchema),
      campaignCategories: mayBeAbsent(z.array(z.string().max(200))),
      multiplierTemplateId: mayBeAbsent(codeSchema),
      multiplierScope: mayBeAbsent(scopeSchema),
      bonuses: mayBeAbsent(
        z
          .array(
            z.object({
              ruleId: codeSchema,
              points: pointsSchema,
              thresholdFen: amountFenSchema,
              categories: mayBeAbsent(z.array(z.string().max(200))),
            }),
          )
          .max(200),
      ),
      maxCampaignPoints: mayBeAbsent(pointsSchema),
      expiresOnDay: businessDateSchema,
    }),
    redemptionIds: z.array(z.string().max(64)).max(100),
    entries: entriesSchema,
    benefits: mayBeAbsent(benefitsSchema),
    facts: mayBeAbsent(factsSchema),
    redemption: mayBeAbsent(
      z.object({
        redemptionId: codeSchema,
        points: pointsSchema,
        offsetFen: amountFenSchema,
        right: rightSchema,
        grantId: mayBeAbsent(codeSchema),
      }),
    ),
    paymentIds: mayBeAbsent(z.array(codeSchema).max(100)),
    coupons: mayBeAbsent(couponChangesSchema),
    couponRight: mayBeAbsent(z.enum(['claimed', 'offline'])),
    growth: mayBeAbsent(growthSchema.max(50)),
    tier: mayBeAbsent(tierSchema),
    plans: mayBeAbsent(planChangesSchema),
    hold: mayBeAbsent(holdSchema),
    late: mayBeAbsent(z.object({ approverId: codeSchema })),
    beyondCeiling: mayBeAbsent(beyondCeilingSchema),
  }),
  redeem: z.object({
    redemptionId: z.string().max(64),
    receiptNo: storedNumberSchema,
    eligibleFen: amountFenSchema,
    offsetFen: amountFenSchema,
    points: pointsSchema,
    right: rightSchema,
    grantId: mayBeAbsent(codeSchema),
    entries: entriesSchema,
    beyondCeiling: mayBeAbsent(beyondCeilingSchema),
  }),
  cancelRedemption: z.object({
    redemptionId: z.string().max(64),
    entries: entriesSchema,
    coupons: mayBeAbsent(couponChangesSchema),
  }),
  refund: z.object({
    refundNo: storedNumberSchema,
    receipt: receiptKeySchema,
    saleOperationId: mayBeAbsent(codeSchema),
    lines: z.array(z.object({ lineNo: z.int().min(1), amountFen: amountFenSchema })).max(1000),
    takenBackPoints: pointsSchema,
    restoredPoints: pointsSchema,
    moneyFen: mayBeAbsent(amountFenSchema),
    entries: entriesSchema,
    unknownReceipt: mayBeAbsent(z.literal(true)),
    approverId: mayBeAbsent(codeSchema),
    isVoid: mayBeAbsent(z.literal(true)),
    shortPoints: mayBeAbsent(
      z.object({
        choice: z.enum(shortPointsChoices),
        points: pointsSchema,
        deductedFen: amountFenSchema,
        approverId: mayBeAbsent(codeSchema),
      }),
    ),
    value: mayBeAbsent(valueEntriesSchema),
    coupons: mayBeAbsent(couponChangesSchema),
    growth: mayBeAbsent(growthSchema.max(50)),
    tier: mayBeAbsent(tierSchema),
    plans: mayBeAbsent(planChangesSchema),
  }),
  adjust: z.object({
    adjustmentId: z.string().max(64),
    reasonCode: z.string().max(64),
    receipt: mayBeAbsent(receiptKeySchema),
    entries: entriesSchema,
    approverId: mayBeAbsent(codeSchema),
    beyondCeiling: mayBeAbsent(beyondCeilingSchema),
  }),
  redeemSink: z.object({
    redemptionId: codeSchema,
    sinkId: codeSchema,
    points: pointsSchema,
    right: rightSchema,
    grantId: mayBeAbsent(codeSchema),
    entries: entriesSchema,
    giftSku: mayBeAbsent(codeSchema),
    allottedTemplateId: mayBeAbsent(codeSchema),
    couponClaim: mayBeAbsent(
      z.object({ couponId: codeSchema, templateId: codeSchema, tierCode: codeSchema }),
    ),
    coupons: mayBeAbsent(couponChangesSchema),
    tier: mayBeAbsent(tierSchema),
    beyondCeiling: mayBeAbsent(beyondCeilingSchema),
  }),
  topUp: z.object({
    topUpId: codeSchema,
    contractNo: codeSchema,
    packageId: codeSchema.nullable(),
    paidFen: amountFenSchema,
    method: z.enum(topUpMethods),
    profileId: codeSchema,
    issuerEntityId: codeSchema,
    identity: mayBeAbsent(z.object({ document: z.enum(identityDocuments) })),
    guardianConfirmed: mayBeAbsent(z.literal(true)),
    value: valueEntriesSchema,
    growth: growthSchema.max(50),
    tier: mayBeAbsent(tierSchema),
    beyondCeiling: mayBeAbsent(beyondCeilingSchema),
  }),
  payValue: z.object({
    paymentId: codeSchema,
    receiptNo: storedNumberSchema,
    amountFen: amountFenSchema,
    right: z.enum(valueRights),
    value: valueEntriesSchema,
    beyondCeiling: mayBeAbsent(beyondCeilingSchema),
  }),
  cancelPayment: z.object({ paymentId: codeSchema, value: valueEntriesSchema }),
  refundValue: z.object({
    refundId: codeSchema,
    contractNo: codeSchema,
    basis: z.enum(valueRefundBases),
    refundFen: amountFenSchema,
    payTo: z.enum(['cash', 'same_name_account']),
    approverId: codeSchema,
    value: valueEntriesSchema,
    growth: growthSchema.max(50),
    tier: mayBeAbsent(tierSchema),
  }),
  freeze: z.object({
    target: z.enum(['value', 'card', 'member']),
    cardNo: mayBeAbsent(storedNumberSchema),
    frozen: z.boolean(),
    approverId: mayBeAbsent(codeSchema),
  }),
  releasePhone: z.object({ approverId: codeSchema }),
  proposeMerge: z.object({ otherMemberId: z.custom<MemberId>(isId) }),
  disputeEntry: z.object({
    kind: z.enum(entryKinds),
    points: z.int(),
    ruleId: z.string().max(100),
    programmeVersion: z.int(),
    businessDate: businessDateSchema,
    atMs: atMsSchema,
    reference: z.string().max(200),
    operationId: mayBeAbsent(z.string().max(200)),
    hash: mayBeAbsent(hashSchema),
  }),
  sellPlan: z.object({ planSaleId: codeSchema, plans: planChangesSchema }),
  refundPlan: z.object({
    planSaleId: codeSchema,
    basis: z.enum(['unused', 'seller', 'consumer']),
    refundFen: amountFenSchema,
    approverId: codeSchema,
    plans: planChangesSchema,
  }),
  checkTask: z.object({
    checkId: codeSchema,
    taskId: codeSchema,
    taskKey: codeSchema,
    growth: growthSchema.max(10),
    tier: mayBeAbsent(tierSchema),
  }),
  lendShare: z.object({
    loanId: codeSchema,
    toInstallId: codeSchema,
    points: z.int().min(0).max(loanMaxPoints),
    valueParts: mayBeAbsent(valuePartsSchema),
  }),
  borrowShare: z.object({
    loanId: codeSchema,
    fromInstallId: codeSchema,
    points: z.int().min(0).max(loanMaxPoints),
    valueParts: mayBeAbsent(valuePartsSchema),
  }),
  consent: z.object({ consents: z.array(consentSchema).max(20) }),
  setPin: z.object({ by: z.enum(['member', 'manager']) }),
} satisfies { [Kind in keyof OperationBodies]: z.ZodType<OperationBodies[Kind]> };

const headerShape = {
  operationId: z.custom<OperationId>(isId),
  memberId: z.custom<MemberId>(isId),
  storeId: z.custom<StoreId>(isId),
  terminalId: z.custom<TerminalId>(isId),
  installId: z.custom<InstallId>(isId),
  terminalSeq: z.int().min(1),
  rawAtMs: atMsSchema,
  atMs: atMsSchema,
  businessDate: businessDateSchema,
  operatorId: z.string().max(64),
  programmeVersion: z.int().min(0),
  personalHash: mayBeAbsent(hashSchema),
  personal: mayBeAbsent(
    z.object({
      salt: z.string().max(64),
      phone: mayBeAbsent(z.string().max(32)),
      name: mayBeAbsent(z.string().max(64)),
      birthday: mayBeAbsent(z.string().max(10)),
      pinVerifier: mayBeAbsent(z.string().max(300).nullable()),
      note: mayBeAbsent(z.string().max(400)),
      identitySealed: mayBeAbsent(z.string().max(1000)),
    }),
  ),
  prevHash: hashSchema,
  hash: hashSchema,
};

const operationOf = <Kind extends keyof OperationBodies>(kind: Kind) =>
  z.object({ ...headerShape, kind: z.literal(kind), body: bodySchemas[kind] });

const schema = z.discriminatedUnion('kind', [
  operationOf('enrol'),
  operationOf('editProfile'),
  operationOf('earn'),
  operationOf('redeem'),
  operationOf('cancelRedemption'),
  operationOf('refund'),
  operationOf('adjust'),
  operationOf('redeemSink'),
  operationOf('topUp'),
  operationOf('payValue'),
  operationOf('cancelPayment'),
  operationOf('refundValue'),
  operationOf('freeze'),
  operationOf('releasePhone'),
  operationOf('proposeMerge'),
  operationOf('disputeEntry'),
  operationOf('sellPlan'),
  operationOf('refundPlan'),
  operationOf('checkTask'),
  operationOf('lendShare'),
  operationOf('borrowShare'),
  operationOf('consent'),
  operationOf('setPin'),
]);

export const operationSchema: z.ZodType<Operation> = schema;
