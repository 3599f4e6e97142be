import type { BusinessDate } from '../../values/business-date.ts';
import type { LocalText } from '../programme/programme.ts';

/** Which goods a rule covers. */
export interface GoodsScope {
  /** Absent: all of them. */
  readonly categories?: readonly string[];
  readonly skus?: readonly string[];
  readonly excludedCategories?: readonly string[];
  readonly excludedSkus?: readonly string[];
}

/** A published price for members (TR-10); of several for one article the lowest counts. */
export interface MemberPrice {
  readonly sku: string;
  /** Per unit of quantity, in fen. */
  readonly unitFen: number;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
  /** Absent: every tier. */
  readonly tierCodes?: readonly string[];
  readonly planIds?: readonly string[];
}

/** 满减: money off the order from a threshold on, tested after member prices and before coupons (CP-02). The best one counts. */
export interface Promotion {
  readonly promotionId: string;
  readonly name: LocalText;
  readonly thresholdFen: number;
  readonly offFen: number;
  readonly scope: GoodsScope;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
  readonly storeIds?: readonly string[];
}

/** Which price of a line counted (TR-10): the till's own (promotion or shelf), or one of ours that is lower. */
export type PriceRule =
  | { readonly kind: 'till' }
  /** `planId`: it is published for the members of that paid plan. */
  | { readonly kind: 'member_price'; readonly sku: string; readonly planId?: string }
  | { readonly kind: 'tier'; readonly tierCode: string }
  | { readonly kind: 'plan'; readonly planId: string };
