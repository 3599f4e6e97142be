import { z } from 'zod';
import { oc } from '@orpc/contract';
import { holdReasons } from '../../domain/office/office-operation.ts';
import { entryKinds } from '../../domain/points/points-entry.ts';
import { businessDateSchema, idSchema, numberTextSchema, shortTextSchema } from '../fields.ts';
import { officeErrors } from './office-errors.ts';

/** Whose it is, as a counter may see them: the till need not know the member. */
const whoseSchema = {
  memberId: z.string(),
  maskedName: z.string(),
  maskedPhone: z.string(),
};

/** One use of a coupon; `terminalName` is null where its till is not known any more. */
const couponUseSchema = z.object({
  storeId: z.string(),
  terminalName: z.string().nullable(),
  receiptNo: z.string(),
  atMs: z.int(),
});

/** The most receipts that a till asks for at once. */
export const askedReceiptsMax = 300;

export const reviewDeskSchema = z.object({
  /** Points of receipts of this store that wait for review (PL-08, FR-23). */
  holds: z.array(
    z.object({
      ...whoseSchema,
      holdId: z.string(),
      points: z.int(),
      reason: z.enum(holdReasons),
      sinceMs: z.int(),
      receiptNo: z.string(),
      businessDate: z.string(),
      /** Of the receipt; null where it is not known. */
      operatorId: z.string().nullable(),
      terminalName: z.string().nullable(),
    }),
  ),
  /** Coupons that two receipts used, one of them at this store (CP-09): the latest first. */
  conflicts: z.array(
    z.object({
      ...whoseSchema,
      caseId: z.string(),
      templateId: z.string(),
      stands: couponUseSchema,
      lost: couponUseSchema,
      paidBy: z.enum(['campaign', 'store']),
      state: z.enum(['open', 'confirmed', 'dismissed']),
    }),
  ),
  /** Refunds that this store took without knowing their receipt (OF-02). */
  refunds: z.array(
    z.object({
      ...whoseSchema,
      operationId: z.string(),
      refundNo: z.string(),
      storeId: z.string(),
      receiptNo: z.string(),
      businessDate: z.string(),
      amountFen: z.int(),
      operatorId: z.string(),
      terminalName: z.string().nullable(),
      atMs: z.int(),
      /** A refusal's code: it needs a person. null: its receipt has not come in yet. */
      refused: z.string().nullable(),
    }),
  ),
  /**
   * Pairs that somebody of this store takes for one person, as long as head office has not decided (ID-10). An office that is
   * older than its tills tells of none.
   */
  duplicates: z
    .array(
      z.object({
        ...whoseSchema,
        other: z.object(whoseSchema),
        caseId: z.string(),
        operatorId: z.string(),
        sinceMs: z.int(),
      }),
    )
    .default([]),
  /**
   * Lines of ledgers that somebody of this store disputes, and those that head office decided in the last 90 days (R116): what
   * waits first, then the latest. An office that is older than its tills tells of none.
   */
  disputes: z
    .array(
      z.object({
        ...whoseSchema,
        caseId: z.string(),
        operatorId: z.string(),
        sinceMs: z.int(),
        entryKind: z.enum(entryKinds),
        points: z.int(),
        entryDay: z.string(),
        reference: z.string(),
        /** What the member said, as the clerk wrote it down; '' where nothing was. */
        words: z.string(),
        state: z.enum(['open', 'confirmed', 'dismissed']),
        decidedAtMs: z.int().nullable(),
        /** Why it was decided so; null while nobody has. */
        reason: z.string().nullable(),
      }),
    )
    .default([]),
  /**
   * Of the receipts that were asked for, those that another till of the store posted. An office that is older than its tills
   * tells of none.
   */
  soldElsewhere: z
    .array(
      z.object({
        receiptNo: z.string(),
        businessDate: businessDateSchema,
        memberId: z.string(),
        terminalName: z.string().nullable(),
        atMs: z.int(),
        moneyFen: z.int(),
      }),
    )
    .default([]),
  /** There is more than is told here. */
  hasMore: z.boolean(),
});

/** What waits for a person at the store of the till that asks, and what a manager there may decide (R115). */
export const reviewContract = {
  list: oc
    .route({ method: 'POST', path: '/review/list' })
    .errors(officeErrors)
    .input(
      z.object({
        /** Receipts that this till has not posted, though a member has paid for them here. */
        receipts: z
          .array(z.object({ receiptNo: numberTextSchema, businessDate: businessDateSchema }))
          .max(askedReceiptsMax)
          .default([]),
      }),
    )
    .output(reviewDeskSchema),
  /** Safe to repeat: the first decision stands. */
  decideHold: oc
    .route({ method: 'POST', path: '/review/holds/decide' })
    .errors(officeErrors)
    .input(
      z.object({
        memberId: idSchema,
        holdId: z.string().min(1).max(300),
        decision: z.enum(['granted', 'refused']),
        /** A manager, whose PIN the till has checked. */
        staffId: idSchema,
        reason: shortTextSchema.min(1),
      }),
    )
    .output(
      z.object({
        status: z.enum([
          'decided',
          'already_decided',
          'decided_otherwise',
          'not_found',
          /** What rules about the staff of a store have found is decided at head office. */
          'office_only',
          'no_manager',
          'own_act',
          'own_member',
        ]),
      }),
    ),
};
