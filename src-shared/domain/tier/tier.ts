import type { BusinessDate } from '../../values/business-date.ts';
import type { LocalText, Rate } from '../programme/programme.ts';

/** What tier rules count within their window (TR-01). Money in fen, net of refunds. */
export const tierMeasures = ['spend_fen', 'visit_days', 'top_up_fen', 'task_points'] as const;
export type TierMeasure = (typeof tierMeasures)[number];

/** When a member has earned a tier: a boolean expression over what was counted (TR-01). */
export type TierRule =
  | { readonly kind: 'at_least'; readonly measure: TierMeasure; readonly amount: number }
  | { readonly kind: 'all'; readonly of: readonly TierRule[] }
  | { readonly kind: 'any'; readonly of: readonly TierRule[] };

/** Given once per member, tier and period (TR-06). */
export interface GiftPack {
  readonly couponTemplateIds: readonly string[];
  readonly points: number;
}

/** One level of membership, in rising order (TR-01). */
export interface Tier {
  readonly code: string;
  readonly name: LocalText;
  /** Points multiplier of PL-07; 1 gives no tier extra. */
  readonly multiplier: Rate;
  /** Absent: reached by hand only, or, for the first, by joining. */
  readonly qualify?: TierRule;
  /** Share of the price its members pay, 95/100 for 5 % off; absent means no tier discount (TR-10). */
  readonly priceShare?: Rate;
  readonly giftPack?: GiftPack;
}

/** How tiers are gained, kept and lost (TR-01 to TR-04). */
export interface TierPolicy {
  readonly window:
    | { readonly kind: 'rolling_months'; readonly months: number }
    | { readonly kind: 'calendar_year' };
  /** A business date counts as a visit from this much net spend on. */
  readonly visitMinFen: number;
  /** TR-03: `revert` takes the tier back when the receipt that caused it is refunded within `revertDays`. */
  readonly onRefund: 'revert' | 'keep';
  readonly revertDays: number;
  /** TR-04: at the end of the period one level down, or to what was earned. */
  readonly downgrade: 'one_level' | 'earned_level';
  readonly graceDays: number;
  readonly noticeDays: number;
}

/** Why a member has the tier they have. */
export type TierCause =
  | {
      readonly kind: 'receipt';
      readonly receiptNo: string;
      readonly onDay: BusinessDate;
      /** Of the receipt: stores count alike. Absent in terms of before. */
      readonly storeId?: string;
      /** The sale on it, named when it is posted; absent in terms of before, and of what is no sale. */
      readonly saleOperationId?: string;
    }
  | { readonly kind: 'evaluation' | 'import' | 'merge' | 'revert' }
  | { readonly kind: 'sink'; readonly sinkId: string }
  | {
      readonly kind: 'manual';
      readonly reason: string;
      readonly approverId: string;
      /** Below what the member had or had earned. Absent otherwise, and in terms of before. */
      readonly direction?: 'down';
    };

/** The time for which a member has the tier; absent in a state means: for good, as on the day of joining. */
export interface TierTerm {
  readonly sinceDay: BusinessDate;
  /** The last day; evaluated after it (TR-04). */
  readonly untilDay: BusinessDate;
  readonly cause: TierCause;
  /** What the member had before; `term` is there where TR-03 may give it back or take it too. */
  readonly before: {
    readonly tierCode: string;
    readonly untilDay: BusinessDate | null;
    readonly term?: TierTerm;
  };
  /** After a missed evaluation: until then the gap can be filled (TR-04). */
  readonly graceUntilDay?: BusinessDate;
}

/** A decided change of tier: travels in an operation, both ends only post it. */
export interface TierChange {
  readonly tierCode: string;
  /** null: for good, as on the day of joining. */
  readonly term: TierTerm | null;
  /**
   * The tiers it may take the place of; absent means any. Two tills that knew different things then never lower a member:
   * the higher of two rises stands, in whatever order they arrive.
   */
  readonly over?: readonly string[];
  /** The gift pack that goes with it, `<tier>:<sinceDay>`; absent when it was given before or there is none. */
  readonly giftPackKey?: string;
}

/**
 * What was counted towards tiers, by business date, never spent (TR-01). Days that no window reaches any more are dropped.
 * Absent keys are 0.
 */
export interface Growth {
  readonly spendFenByDay: Readonly<Record<BusinessDate, number>>;
  readonly topUpFenByDay?: Readonly<Record<BusinessDate, number>>;
  readonly taskPointsByDay?: Readonly<Record<BusinessDate, number>>;
}

/** One decided entry of the growth ledger (PL-01). A refund counts against the day of the sale (PL-16). */
export interface GrowthEntry {
  readonly measure: Exclude<TierMeasure, 'visit_days'>;
  readonly onDay: BusinessDate;
  /** Signed; fen or points by the measure. */
  readonly amount: number;
}
