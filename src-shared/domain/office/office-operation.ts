import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberId } from '../../values/ids.ts';
import type { CouponChange } from '../coupon/coupon.ts';
import type { PlanChange } from '../plan/plan.ts';
import type { LotMove, PointsEntry } from '../points/points-entry.ts';
import type { ReceiptKey } from '../receipt/receipt.ts';
import type { ValueEntry } from '../stored-value/stored-value.ts';
import type { GrowthEntry, TierChange } from '../tier/tier.ts';
import type { MergeIn, MergeOut, Unmerge } from './merge.ts';

export const holdReasons = ['daily_points', 'daily_receipts', 'points_30_days', 'review'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** A part of a member's points that waits for a person (PL-08, FR-23): neither spendable nor lost. */
export interface Hold {
  readonly holdId: string;
  readonly points: number;
  readonly reason: HoldReason;
  readonly sinceMs: number;
  /** What a review took away for good; kept for a while, so that a refund does not take it back again. */
  readonly refusedPoints?: number;
  /** Where the points came from, so that they go back there; set by posting. */
  readonly lots?: readonly LotMove[];
}

/**
 * What only head office does to a member (architecture, point 2): tills see it in the state that flows down. `entries`,
 * `tier` and `coupons` are posted alike whatever body they are in.
 */
export interface OfficeOperationBodies {
  /** Points already earned wait for review; `entries` re-label them. */
  readonly hold: {
    readonly hold: Hold;
    readonly entries: readonly PointsEntry[];
    /** The earning it is about. */
    readonly operationId?: string;
  };
  readonly release: {
    readonly holdId: string;
    readonly decision: 'granted' | 'refused';
    readonly entries: readonly PointsEntry[];
    readonly reason?: string;
  };
  readonly expire: { readonly onDay: BusinessDate; readonly entries: readonly PointsEntry[] };
  /**
   * The effect of a refund that a till took without knowing its receipt (OF-02); or, of no goods, what sets right refunds that
   * did not know of each other (R100): then its sums may be negative.
   */
  readonly refund: {
    readonly refundNo: string;
    readonly receipt: ReceiptKey;
    /** The sale it is of (PL-10, `isOfSale`); absent where an earlier office kept it. */
    readonly saleOperationId?: string;
    /** The till's operation; of what only sets right, made of the one that came in last. */
    readonly refundOperationId: string;
    readonly lines: readonly { readonly lineNo: number; readonly amountFen: number }[];
    readonly takenBackPoints: number;
    readonly restoredPoints: number;
    /** What was to be paid out in money for these goods (PL-14); absent where there are none. */
    readonly moneyFen?: number;
    readonly entries: readonly PointsEntry[];
    readonly value?: readonly ValueEntry[];
    readonly coupons?: readonly CouponChange[];
    readonly growth?: readonly GrowthEntry[];
    readonly tier?: TierChange;
    readonly plans?: readonly PlanChange[];
  };
  readonly writeOff: { readonly reason: string; readonly entries: readonly PointsEntry[] };
  readonly evaluateTier: {
    readonly tier: TierChange;
    readonly coupons?: readonly CouponChange[];
    readonly entries?: readonly PointsEntry[];
  };
  readonly grantTier: {
    readonly tier: TierChange;
    readonly coupons?: readonly CouponChange[];
    readonly entries?: readonly PointsEntry[];
  };
  /** The gift pack of a tier (TR-06). */
  readonly givePack: {
    readonly giftPackKey: string;
    readonly coupons: readonly CouponChange[];
    readonly entries: readonly PointsEntry[];
  };
  /** A coupon passed from one member to another (CP-01): what the first gives, what the second gets. */
  readonly giveCoupon: {
    readonly coupons: readonly CouponChange[];
    readonly otherMemberId: MemberId;
  };
  readonly receiveCoupon: {
    readonly coupons: readonly CouponChange[];
    readonly otherMemberId: MemberId;
  };
  readonly issueCoupons: { readonly coupons: readonly CouponChange[]; readonly reason?: string };
  /** No coupon was left for a note that a till gave for points: they come back (CP-08). */
  readonly returnClaim: { readonly redemptionId: string; readonly entries: readonly PointsEntry[] };
  /**
   * What came back of a receipt, or of a payment that was cancelled, of somebody who had it only while they were merged: it goes
   * to whose it is since that merge was undone (PL-14, PL-19).
   */
  readonly giveBack: {
    readonly mergeId: string;
    readonly fromMemberId: string;
    /** The number of the refund, or the paymentId. */
    readonly reference: string;
    readonly value: readonly ValueEntry[];
    readonly coupons: readonly CouponChange[];
    readonly plans: readonly PlanChange[];
  };
  /**
   * Points that came back of a receipt whose member had not paid them: whoever had was merged with them when it was sold (PL-13,
   * PL-19). They leave the one and come to the other.
   */
  readonly passPoints: {
    readonly otherMemberId: MemberId;
    readonly refundNo: string;
    readonly entries: readonly PointsEntry[];
  };
  /** A coupon used twice: this use did not count (CP-09). */
  readonly couponConflict: { readonly couponId: string; readonly operationId: string };
  /** Everything of another member came over; that one now points here. */
  readonly mergeIn: MergeIn;
  readonly mergeOut: MergeOut;
  readonly unmerge: Unmerge;
}
export type OfficeOperationKind = keyof OfficeOperationBodies;

interface OfficeOperationHeader<Kind extends OfficeOperationKind> {
  /** Made from what it is for (a job and its day, a merge), so that a repeat is the same operation. */
  readonly operationId: string;
  readonly kind: Kind;
  readonly body: OfficeOperationBodies[Kind];
  readonly memberId: MemberId;
  readonly atMs: number;
  readonly businessDate: BusinessDate;
  readonly programmeVersion: number;
  /** `job:<name>` or who did it at the office. */
  readonly actor: string;
}

/** An act of head office on one member: immutable, stored with the operations of the tills, applied once by its id. */
export type OfficeOperation = {
  [Kind in OfficeOperationKind]: OfficeOperationHeader<Kind>;
}[OfficeOperationKind];

export type OfficeOperationOf<Kind extends OfficeOperationKind> = Extract<
  OfficeOperation,
  { readonly kind: Kind }
>;
