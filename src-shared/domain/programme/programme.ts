import type { BusinessDate } from '../../values/business-date.ts';
import type { Campaign } from '../campaign/campaign.ts';
import type { CouponTemplate } from '../coupon/coupon.ts';
import type { LifecycleRules } from '../member/lifecycle.ts';
import type { GrantRules } from '../offline-rights/renew-grants.ts';
import type { StretchAmounts } from '../offline-rights/stretch-amounts.ts';
import type { PaidPlan } from '../plan/plan.ts';
import type { MemberPrice, Promotion } from '../price/price.ts';
import type { Sink } from '../sink/sink.ts';
import type { ValueRules } from '../stored-value/stored-value.ts';
import type { Task } from '../task/task.ts';
import type { Tier, TierPolicy } from '../tier/tier.ts';

/** A rational number, so that no rate or multiplier is ever a float. 1.2 is {numerator: 12, denominator: 10}. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
}

export const languages = ['zh-CN', 'en', 'zh-TW'] as const;
export type Language = (typeof languages)[number];
/** Words of the programme itself, in every language of the product. */
export type LocalText = Readonly<Record<Language, string>>;

export type ExpiryPolicy =
  /** Expires at the end of the month `months` after the month of earning (PL-20). */
  | { readonly kind: 'rolling_months'; readonly months: number }
  | { readonly kind: 'end_of_next_year' };

/** Above these a receipt's points wait for review, known caps at the till, the rest by the office (PL-08). */
export interface EarnCaps {
  readonly receiptsPerDay: number;
  readonly pointsPerDay: number;
  /** Over a day and the 29 before it, which only head office can see together (FR-14); absent: no such cap. */
  readonly pointsPer30Days?: number | undefined;
}

/** Receipts attached after the sale above these wait for review at head office, however many agreed (FR-05). */
export interface LateReview {
  /** By one operator on a day. */
  readonly attachesPerOperatorDay: number;
  /** To one member in 30 days. */
  readonly attachesPerMember30Days: number;
}

export type StaffRole = 'cashier' | 'supervisor' | 'manager';

/** Something a member agrees to or not; only `required` ones are needed to be a member (PV-02). */
export interface ConsentItem {
  readonly code: string;
  readonly name: LocalText;
  readonly required: boolean;
}

/** The rules a chain runs its membership by. Read by every decision; checked and versioned in `src-shared/programme`. */
export interface Programme {
  readonly version: number;
  readonly name: LocalText;
  readonly startsOnDay: BusinessDate;
  /**
   * Which members a till's replica holds (OF-13): all of the chain, or those who are at home in its store, or in a store of its
   * region, or were served or looked up there.
   */
  readonly scope: 'all' | 'region' | 'store';
  readonly cards: {
    /** Leading characters of the chain's own card numbers beside EAN-13 of the in-store range. */
    readonly prefixes: readonly string[];
  };
  /** The chain's categories of goods, by the names a counter sorts hand-typed lines by; absent where it sorts none. */
  readonly categories?: readonly GoodsCategory[];
  readonly tiers: readonly Tier[];
  readonly tierPolicy: TierPolicy;
  readonly earn: {
    /** Points per fen (PL-05). */
    readonly rate: Rate;
    readonly excludedCategories: readonly string[];
    readonly expiry: ExpiryPolicy;
    /** Cap on the total multiplier (PL-07). */
    readonly maxMultiplier: Rate;
    /** The most of a later earning that pays a debt back (PL-12). */
    readonly debtSettleShare: Rate;
    /** Points of these categories can be spent so many days later (PL-09); others at once. */
    readonly usableAfterDays: readonly {
      readonly categories: readonly string[];
      readonly days: number;
    }[];
    /** null: nothing waits, however much is earned. */
    readonly caps: EarnCaps | null;
    /** Whether goods paid with the principal of stored value earn; its bonus part never does (PL-04). */
    readonly valuePrincipalEarns: boolean;
    /** Days before points expire on which the member is told, latest last (PL-20). */
    readonly expiryNoticeDays: readonly number[];
  };
  readonly memberPrices: readonly MemberPrice[];
  readonly promotions: readonly Promotion[];
  readonly campaigns: readonly Campaign[];
  readonly coupons: {
    readonly maxPerReceipt: number;
    /** A coupon given back after its last day lives for so long (CP-04); 0: it is lost. */
    readonly giveBackGraceDays: number;
    readonly templates: readonly CouponTemplate[];
  };
  readonly plans: readonly PaidPlan[];
  /** null: the chain sells no stored value. */
  readonly value: ValueRules | null;
  readonly redeem: {
    readonly stepPoints: number;
    readonly minPoints: number;
    /** Fen per point: 100 points = 1 yuan is {numerator: 1, denominator: 1}. */
    readonly fenPerPoint: Rate;
    /** Most of the eligible net that points may pay (PL-21). */
    readonly capShare: Rate;
    /** Fixed cap per receipt in fen; null means none. */
    readonly capFen: number | null;
    /** Stays payable in money whatever the cap (PL-21). */
    readonly keepPayableFen: number;
  };
  readonly refund: {
    /** New life of a restored lot that expired meanwhile (PL-13). */
    readonly restoreGraceDays: number;
    /** What may be chosen where the points to take back are gone, the default first (PL-12). */
    readonly shortPoints: readonly ShortPointsChoice[];
  };
  readonly offline: {
    /** OF-05: most points without the office, once per member and till. 0 switches it off. */
    readonly floorPoints: number;
    readonly floorMaxReplicaAgeMs: number;
    /** OF-04: points set aside for the stores of a member. */
    readonly grants: GrantRules | 'off';
    /** OF-06: the most of one till and one stretch without the office; 0 switches a kind off. */
    readonly ceiling: StretchAmounts;
  };
  readonly adjust: {
    readonly reasons: readonly { readonly code: string; readonly name: LocalText }[];
    /** Most points per adjustment by role (PL-17). */
    readonly maxPoints: Readonly<Record<StaffRole, number>>;
    /** Most points one approver may move by hand on a day. */
    readonly maxPointsPerDay: number;
    /** From this many points on a second person approves. */
    readonly approvalAbovePoints: number;
    /** A receipt can be attached to a member for so many days (PL-18). */
    readonly lateAttachDays: number;
    /** null: none waits. */
    readonly lateReview: LateReview | null;
  };
  readonly merge: { readonly undoDays: number };
  readonly lifecycle: LifecycleRules;
  readonly privacy: {
    readonly noticeVersion: string;
    /** At most 120 characters in Chinese (PV-01). */
    readonly notice: LocalText;
    readonly items: readonly ConsentItem[];
  };
  /** What points can be given for besides money off (PL-22, PL-23). */
  readonly sinks: readonly Sink[];
  /** What members do that counts towards tiers beside buying (R040). */
  readonly tasks?: readonly Task[] | undefined;
}

/** As the tills write it on a receipt's line, and how it is called. */
export interface GoodsCategory {
  readonly category: string;
  readonly name: LocalText;
}

/** Points to take back are gone: leave a debt, deduct their value from the money, or a manager waives them (PL-12). */
export const shortPointsChoices = ['debt', 'deduct', 'waive'] as const;
export type ShortPointsChoice = (typeof shortPointsChoices)[number];
