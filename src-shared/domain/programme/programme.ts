import type { BusinessDate } from '../../values/business-date.ts';

/** A rational number, so that no rate or multiplier is ever a float. 1.2 is {numerator: 12, denominator: 10}. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
}

export const languages = ['zh-CN', 'en', 'zh-TW'] as const;
export type Language = (typeof languages)[number];
/** Words of the programme itself, in every language of the product. */
export type LocalText = Readonly<Record<Language, string>>;

/** One level of membership, in rising order (TR-01). */
export interface Tier {
  readonly code: string;
  readonly name: LocalText;
  /** Points multiplier of PL-07; 1 gives no tier extra. */
  readonly multiplier: Rate;
}

/** A points multiplier for some time, goods or members. Of all that apply the best one counts (PL-07). */
export interface Campaign {
  readonly campaignId: string;
  readonly name: LocalText;
  readonly multiplier: Rate;
  /** Higher wins before the multiplier is compared; ties go to the lowest campaignId. */
  readonly priority: number;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
  /** ISO weekdays 1 (Monday) to 7; absent means every day. */
  readonly weekdays?: readonly number[];
  readonly daysOfMonth?: readonly number[];
  /** Only lines of these categories; absent means every eligible line. */
  readonly categories?: readonly string[];
  /** Only members whose birthday is within this many days before or after the business date. */
  readonly birthdayWindowDays?: number;
}

export type ExpiryPolicy =
  /** Expires at the end of the month `months` after the month of earning (PL-20). */
  | { readonly kind: 'rolling_months'; readonly months: number }
  | { readonly kind: 'end_of_next_year' };

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
  /** Which members a till's replica holds. */
  readonly scope: 'all';
  readonly cards: {
    /** Leading characters of the chain's own card numbers beside EAN-13 of the in-store range. */
    readonly prefixes: readonly string[];
  };
  readonly tiers: readonly Tier[];
  readonly earn: {
    /** Points per fen (PL-05). */
    readonly rate: Rate;
    readonly excludedCategories: readonly string[];
    readonly expiry: ExpiryPolicy;
    /** Cap on the total multiplier (PL-07). */
    readonly maxMultiplier: Rate;
    /** The most of a later earning that pays a debt back (PL-12). */
    readonly debtSettleShare: Rate;
  };
  readonly campaigns: readonly Campaign[];
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
  };
  readonly offline: {
    /** OF-05: most points without the office, once per member and till. 0 switches it off. */
    readonly floorPoints: number;
    readonly floorMaxReplicaAgeMs: number;
    readonly grants: 'off';
  };
  readonly adjust: {
    readonly reasons: readonly { readonly code: string; readonly name: LocalText }[];
    /** Most points per adjustment by role (PL-17). */
    readonly maxPoints: Readonly<Record<StaffRole, number>>;
  };
  readonly privacy: {
    readonly noticeVersion: string;
    /** At most 120 characters in Chinese (PV-01). */
    readonly notice: LocalText;
    readonly items: readonly ConsentItem[];
  };
  /** Gifts come with a later version of the document; an empty list says there are none. */
  readonly gifts: readonly never[];
}
