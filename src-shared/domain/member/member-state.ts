import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberId } from '../../values/ids.ts';
import type { MemberCoupon } from '../coupon/coupon.ts';
import type { GivenBack } from '../office/given-back.ts';
import type { Hold } from '../office/office-operation.ts';
import type { StoreGrant } from '../offline-rights/store-grant.ts';
import type { AwaitedPlan, MemberPlan } from '../plan/plan.ts';
import type { ExplainedEntry, Lot } from '../points/points-entry.ts';
import type { ValuePurse } from '../stored-value/stored-value.ts';
import type { Growth, TierTerm } from '../tier/tier.ts';

/** A value with the corrected time it was set: the later one wins when two tills changed it (architecture, point 5). */
export interface Stamped<Value> {
  readonly value: Value;
  readonly setAtMs: number;
}

export interface MemberProfile {
  /** Cleaned by ID-08. */
  readonly phone: Stamped<string>;
  readonly name?: Stamped<string>;
  /** "MM-DD" or "YYYY-MM-DD". */
  readonly birthday?: Stamped<string>;
}

export interface MemberCard {
  readonly cardNo: string;
  readonly boundAtMs: number;
  /** Reported lost (R007): identifies nobody until a manager ends it. */
  readonly isFrozen?: boolean;
}

/** scrypt verifier of a PIN: `scrypt$N$r$p$salt$hash`, base64url. The PIN itself is nowhere. */
export type PinVerifier = string;

export interface ConsentState {
  readonly item: string;
  readonly given: boolean;
  readonly noticeVersion: string;
  readonly setAtMs: number;
}

/** How long points, stored value and coupons stay kept for an act that never arrives. */
export const reservationLifeMs = 5 * 60_000;

/** Points the office keeps for one redemption or for a grant; lapses by itself (architecture, point 9). */
export interface Reservation {
  /** Or the grantId. */
  readonly redemptionId: string;
  /** Whose till asked, "" for a grant; the same id from another install is another redemption. */
  readonly installId: string;
  /** Which of its attempts at the act asked last. */
  readonly attemptId?: string;
  readonly points: number;
  /** When head office stops keeping them, whatever became of them. */
  readonly expiresAtMs: number;
  /** Kept for the member's phone (ID-04): a till of this store takes them until then, and tells of it later. */
  readonly carried?: { readonly storeId: string; readonly endsAtMs: number };
}

/** Points of a lot that the office has not acknowledged (PL-09). Never at the office. */
export interface PendingLot extends Lot {
  /** The receipt that earned them (`receiptKeyText`); absent: something else did, or one of long before the last. */
  readonly receiptKey?: string;
  /** The sale that did; absent: an earlier till kept it, which named the receipt alone. */
  readonly saleOperationId?: string;
}

/** Points of a lot that can be spent only from a day on (PL-09). */
export interface WaitingLot extends Lot {
  readonly usableFromDay: BusinessDate;
  /** The office has not acknowledged them either: they are here and not in `pendingLots`. Never at the office. */
  readonly isPending?: true;
}

/** The last operation of one install that is in this state, and the day of it (for clearing out). */
export interface AppliedSeq {
  readonly seq: number;
  readonly onDay: BusinessDate;
}

/** What is remembered of a member's purchases: for caps, first purchases and the life cycle. */
export interface Purchases {
  readonly firstOnDay: BusinessDate;
  readonly lastOnDay: BusinessDate;
  /** The purchase day before the last one: tells who came back after a long sleep (AN-02). */
  readonly beforeLastOnDay?: BusinessDate;
  /** Of the last day with an earning receipt (PL-08). */
  readonly lastDayReceiptCount: number;
  readonly lastDayPoints: number;
}

/** A use of a coupon that another till had used before (CP-09). */
export interface CouponConflict {
  readonly couponId: string;
  readonly operationId: string;
  readonly onDay: BusinessDate;
}

/** A merge this member was part of; undone within the programme's days (PL-19). */
export interface MemberMerge {
  readonly mergeId: string;
  readonly otherMemberId: MemberId;
  readonly onDay: BusinessDate;
}

/** The part of a state that says what can be spent. */
export type Purse = Pick<
  MemberState,
  | 'lots'
  | 'pendingLots'
  | 'waitingLots'
  | 'heldPoints'
  | 'debtPoints'
  | 'reservations'
  | 'storeGrants'
>;

/**
 * Everything one person owns, as one row on every replica (architecture, point 3).
 * Invariant: carriedPoints + sum(entries.points) = sum(lots.points) + heldPoints - debtPoints.
 */
export interface MemberState {
  readonly memberId: MemberId;
  readonly memberNo: string;
  readonly status: 'active' | 'frozen';
  readonly profile: MemberProfile;
  readonly cards: readonly MemberCard[];
  /** null value: the PIN was reset and must be set anew. Absent: never set. */
  readonly pin?: Stamped<PinVerifier | null>;
  readonly tierCode: string;
  readonly enrolledOnDay: BusinessDate;
  readonly enrolledAtStoreId: string;
  /** Sorted by expiresOnDay; no empty lots. */
  readonly lots: readonly Lot[];
  /** The part of `lots` that a till has posted but the office has not acknowledged (PL-09). Always [] at the office. */
  readonly pendingLots: readonly PendingLot[];
  readonly heldPoints: number;
  readonly debtPoints: number;
  readonly reservations: readonly Reservation[];
  readonly consents: readonly ConsentState[];
  /** The last 20 entries, oldest first. */
  readonly entries: readonly ExplainedEntry[];
  /** Sum of all entries older than `entries`. */
  readonly carriedPoints: number;
  readonly appliedSeq: Readonly<Record<string, AppliedSeq>>;

  // Absent means none: a member who never had any of it stays small, and a state of before stays readable.
  /** The part of `lots` that can be spent only from a day on (PL-09), earliest first. */
  readonly waitingLots?: readonly WaitingLot[];
  /** Points and stored value set aside for the tills of stores; head office writes them (OF-04). */
  readonly storeGrants?: readonly StoreGrant[];
  /** What makes up `heldPoints`. */
  readonly holds?: readonly Hold[];
  readonly purchases?: Purchases;
  readonly growth?: Growth;
  readonly tierTerm?: TierTerm;
  /** Gift packs this member has had, `<tier>:<sinceDay>` (TR-06). */
  readonly giftPackKeys?: readonly string[];
  /** Tasks this member has done, each by the time it counts once in (R040, `taskKey`); the latest last. */
  readonly taskKeys?: readonly string[];
  readonly coupons?: readonly MemberCoupon[];
  readonly plans?: readonly MemberPlan[];
  /** What came of plans that are not among `plans` yet (TR-09). */
  readonly awaitedPlans?: readonly AwaitedPlan[];
  readonly value?: ValuePurse;
  readonly tags?: readonly string[];
  /** Uses of coupons that did not count, of the last 90 days (CP-09). */
  readonly couponConflicts?: readonly CouponConflict[];
  /** Set where this member was merged into another: nothing is owned here any more, and look-ups lead there. */
  readonly mergedInto?: MemberMerge;
  readonly mergedFrom?: readonly MemberMerge[];
  /** What merges brought that were undone, and whose it is: what comes back of it goes there (PL-14, PL-19). */
  readonly givenBack?: readonly GivenBack[];
  /** The day from which the phone is somebody else's (ID-09): look-ups by it lead elsewhere. */
  readonly phoneReleasedOnDay?: BusinessDate;
}
