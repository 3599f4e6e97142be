import type { HandOverRefusal } from '../../src-shared/domain/coupon/decide-hand-over.ts';
import type { z } from 'zod';
import type { OfficeLedgerEntry } from '../../src-shared/contract/office/ledger.ts';
import type { reviewDeskSchema } from '../../src-shared/contract/office/review.ts';
import type { ValueMovement } from '../../src-shared/contract/office/value-statement.ts';
import type { SyncState } from '../../src-shared/contract/till/sync.ts';
import type {
  ReservedValue,
  ValueWish,
} from '../../src-shared/domain/stored-value/reserve-value.ts';
import type { ValueEntry } from '../../src-shared/domain/stored-value/stored-value.ts';
import type { NumberedSale } from '../../src-shared/domain/refusal.ts';
import type {
  ReceiptKey,
  ReceiptRecord,
  WaitingGoods,
} from '../../src-shared/domain/receipt/receipt.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { LostIdentity } from '../store/till-store.ts';
import type { OfficeOutputs } from './office-client.ts';

/** What head office may keep for one attempt at an act. */
export interface KeptForAttempt {
  /** The redemptionId, reservationId or claimId. */
  readonly actId: string;
  readonly attemptId: string;
  readonly memberId: MemberId;
}

/** What changed, for whoever shows it. Announces; never steers. */
export type SyncEvent =
  | { readonly kind: 'state_changed' }
  /** Staff, programmes or keys are others. */
  | { readonly kind: 'lists_changed' }
  | { readonly kind: 'members_changed'; readonly memberIds: readonly MemberId[] }
  /** Head office holds another line of this neighbour than it passed on, which is forgotten here (FR-22). */
  | { readonly kind: 'neighbour_line_left'; readonly installId: string }
  | { readonly kind: 'revoked' }
  /** This machine is not the till any more (FR-22). */
  | { readonly kind: LostIdentity };

export type AuthoriseAnswer =
  | { readonly status: 'authorised' }
  | { readonly status: 'refused'; readonly availablePoints: number }
  /** A restored head office gives no more before it has heard of all tills. */
  | { readonly status: 'awaits_tills'; readonly availablePoints: number }
  /** This redemptionId was posted before or belongs to another till. */
  | { readonly status: 'id_reused' }
  | { readonly status: 'member_unknown' }
  /** No answer in time, no line, or an answer that is not ours: the offline rules decide. */
  | { readonly status: 'unreachable' };

export type AuthoriseValueAnswer =
  | { readonly status: 'authorised'; readonly entries: readonly ValueEntry[] }
  | Extract<ReservedValue, { readonly status: 'refused' }>
  /** A restored head office gives none before it has heard of all tills. */
  | { readonly status: 'awaits_tills' }
  /** This id was posted before or belongs to another till. */
  | { readonly status: 'id_reused' }
  | { readonly status: 'member_unknown' }
  /** No answer in time, no line, or an answer that is not ours. */
  | { readonly status: 'unreachable' };

/** Newest first. */
export interface ValueStatement {
  readonly movements: readonly ValueMovement[];
  readonly isComplete: boolean;
}
export type ClaimCouponsAnswer =
  | { readonly status: 'claimed' | 'member_unknown' | 'unreachable' }
  | {
      readonly status: 'refused';
      readonly couponId: string;
      readonly reason: 'used' | 'expired' | 'not_for_member';
    };

export type HandOverCouponAnswer =
  | { readonly status: 'member_unknown' | 'unreachable' }
  | { readonly status: 'handed_over' | 'own'; readonly couponId: string }
  | { readonly status: 'refused'; readonly reason: HandOverRefusal };

export type FindAnswer =
  | { readonly status: 'found'; readonly memberId: MemberId }
  | { readonly status: 'not_found' }
  | { readonly status: 'unreachable' };

export type FindReceiptAnswer =
  | { readonly status: 'found'; readonly record: ReceiptRecord }
  /** `madeUpFor`: the member whom it was made up for by hand (PL-17). `waiting`: goods of it that came back (OF-02). */
  | {
      readonly status: 'not_found';
      readonly madeUpFor?: string;
      readonly waiting?: readonly WaitingGoods[];
    }
  /** Several tills of the store have one of that number and day: one of these, where they are listed. */
  | { readonly status: 'ambiguous'; readonly sales: readonly NumberedSale[] }
  /** Nor is there such a store. */
  | { readonly status: 'store_unknown' }
  | { readonly status: 'unreachable' };

export type FindLedgerAnswer =
  | { readonly status: 'found'; readonly page: LedgerPage }
  | { readonly status: 'not_found' }
  | { readonly status: 'unreachable' };

export type ReviewDesk = z.infer<typeof reviewDeskSchema>;

export type DecideHoldAnswer = OfficeOutputs['review']['decideHold']['status'] | 'unreachable';

/** Entries of a member's full ledger, newest first, with the sum of what is older. */
export interface LedgerPage {
  readonly entries: readonly OfficeLedgerEntry[];
  readonly carriedPoints: number;
  readonly before: string | null;
}

/** The till's line to head office: pushes and pulls by itself, and answers the two questions that need the office. */
export interface Sync {
  state(): SyncState;
  /** null while online. */
  offlineSinceMs(): number | null;
  drain(): { readonly sentCount: number; readonly totalCount: number } | null;
  load(): { readonly loadedCount: number; readonly totalCount: number | null } | null;
  /** One full push and pull, ignoring back-off; ends within 15 s whatever the line does, and never throws. */
  runNow(): Promise<SyncState>;
  /** Something was posted: push soon. */
  nudge(): void;
  /** Reserves points at the office; stores the member state that came along. Never throws. */
  authorise(request: {
    readonly redemptionId: string;
    readonly attemptId: string;
    readonly memberId: MemberId;
    readonly points: number;
    /** Of the member's phone, used up with it (ID-04). */
    readonly grantId?: string;
    readonly businessDate: string;
  }): Promise<AuthoriseAnswer>;
  /** Keeps stored value at the office; stores the member state that came along. Never throws. */
  authoriseValue(request: {
    /** The paymentId, or the refundId. */
    readonly reservationId: string;
    readonly attemptId: string;
    readonly memberId: MemberId;
    readonly want: ValueWish;
    readonly businessDate: string;
  }): Promise<AuthoriseValueAnswer>;
  /**
   * Gives back what one attempt at an act that was not posted had kept at the office, and stores the member state that came
   * along. Without an answer it is tried again as long as it is kept; after a restart of the till it ends with its time. Never
   * throws.
   */
  release(kept: KeptForAttempt): Promise<void>;
  /** Every movement of a member's stored value that the office has; null without an answer. Never throws. */
  valueStatement(memberId: MemberId): Promise<ValueStatement | null>;
  /** Keeps coupons for one receipt at the office; stores the member state that came along. Never throws. */
  claimCoupons(request: {
    readonly claimId: string;
    readonly attemptId: string;
    readonly memberId: MemberId;
    readonly couponIds: readonly string[];
  }): Promise<ClaimCouponsAnswer>;
  /** Passes the coupon of a signed code to a member; stores the member state that came along. Never throws. */
  handOverCoupon(request: {
    readonly code: string;
    /** Who gets it. */
    readonly memberId: MemberId;
    readonly operatorId: string;
  }): Promise<HandOverCouponAnswer>;
  /** Asks the office for one member and stores it. Never throws. */
  findMember(
    by: { readonly phone: string } | { readonly cardNo: string } | { readonly memberId: MemberId },
  ): Promise<FindAnswer>;
  /** Asks the office for a receipt that another till posted, and stores its member. Never throws. */
  findReceipt(wanted: {
    readonly storeId?: string | undefined;
    readonly receiptNo: string;
    readonly businessDate?: BusinessDate | undefined;
    /** Whose it is said to be. */
    readonly memberId?: string | undefined;
    /** The operation that posted it. */
    readonly saleOperationId?: string | undefined;
  }): Promise<FindReceiptAnswer>;
  /** Asks the office for a page of a member's full ledger. Never throws. */
  findLedger(wanted: {
    readonly memberId: MemberId;
    readonly before?: string;
    readonly limit: number;
  }): Promise<FindLedgerAnswer>;
  /** Asks for the certificate (X.509, PEM) of a key (SPKI DER, base64url); null without an answer. Never throws. */
  certify(publicKey: string): Promise<string | null>;
  /** What waits for a person at this store, and who sold some receipts; null without an answer. Never throws. */
  listReview(
    receipts: readonly Pick<ReceiptKey, 'receiptNo' | 'businessDate'>[],
  ): Promise<ReviewDesk | null>;
  /** Decides points that wait for review, as somebody whose PIN was checked. Never throws. */
  decideHold(wish: {
    readonly memberId: string;
    readonly holdId: string;
    readonly decision: 'granted' | 'refused';
    readonly staffId: string;
    readonly reason: string;
  }): Promise<DecideHoldAnswer>;
  stop(): Promise<void>;
}
