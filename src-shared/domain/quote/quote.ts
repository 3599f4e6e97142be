import type { BusinessDate } from '../../values/business-date.ts';
import type { BarReach, WhyBarred } from '../campaign/campaign-bar.ts';
import type { BarredCampaign } from '../campaign/find-campaigns.ts';
import type { CouponUse, MemberCoupon, WhyNot } from '../coupon/coupon.ts';
import type { Hold } from '../office/office-operation.ts';
import type { EarnPart } from '../points/points-under-terms.ts';
import type { PriceRule } from '../price/price.ts';
import type { EarnTerms, ReceiptLine } from '../receipt/receipt.ts';

/** What the cashier and member want used on a receipt. */
export interface QuoteWishes {
  /** `best` lets the product choose; a list is exactly these, in this order of preference. */
  readonly couponIds: 'best' | readonly string[];
  /** Points to pay with; 0 for none. */
  readonly points: number;
}

/**
 * What of a member and a moment a quote reads, without personal data: it is kept in the operation, so that the office can
 * decide it again and find the same bytes (R102).
 */
export interface ReceiptFacts {
  readonly storeId: string;
  readonly businessDate: BusinessDate;
  /** Of that day by the store's clock; from 1440 on where the next one had begun. */
  readonly minuteOfDay: number;
  readonly tierCode: string;
  /** Paid plans in force. */
  readonly planIds: readonly string[];
  /** Campaigns whose time, audience and conditions hold; what goods they need the quote itself tells. */
  readonly campaignIds: readonly string[];
  /** Those of the same days that do not run for this member now; absent for none, and where nothing was wished. */
  readonly barredCampaigns?: readonly BarredCampaign[];
  /** The coupons the member has, ended ones left out. Empty where nothing was wished. */
  readonly coupons: readonly MemberCoupon[];
  /** Coupons that may not be used now whatever the goods: without the office, or without a PIN (CP-07, ID-02). */
  readonly barredCoupons?: readonly { readonly couponId: string; readonly whyNot: WhyNot }[];
  /** Coupons of which this receipt takes one, because the office is not asked (CP-07). */
  readonly floorCouponIds?: readonly string[];
  /** Points that may be spent now: what is there, or less where the right to spend allows no more; 0 where nobody may. */
  readonly availablePoints: number;
  /** Why `availablePoints` is less than what is there. */
  readonly pointsBar?: WhyNot;
  readonly debtPoints: number;
  /** Of the member on that day before this receipt, as known here (PL-08). */
  readonly dayReceiptCount: number;
  readonly dayEarnedPoints: number;
  /** Stored value that already paid part of it: its bonus part earns nothing (PL-04). */
  readonly paidBonusFen: number;
  /** The principal that paid with it; absent means none. It earns by the programme's switch (PL-04). */
  readonly paidPrincipalFen?: number;
  /** What redemptions posted before for this receipt paid. */
  readonly redeemedFen: number;
}

/** A line with everything that happened to its price. All amounts in fen; shares by largest remainder (PL-06). */
export interface QuotedLine extends ReceiptLine {
  /** After the best of the till's price, member price and discounts (TR-10). */
  readonly priceFen: number;
  readonly priceRule: PriceRule;
  readonly promotionFen: number;
  readonly couponFen: number;
  /** This line's share of what points pay. */
  readonly offsetFen: number;
  /** This line's share of the stored-value bonus that paid for it. */
  readonly valueBonusFen: number;
  /** What is left to pay: price less promotion, coupons and points. */
  readonly netFen: number;
  /** What of it earns (PL-04). */
  readonly baseFen: number;
  /** This line's share of all points earned. */
  readonly points: number;
}

/**
 * One benefit that was used, with what it is worth. Its words are made from `ruleId`: `member_price`, `tier:<code>`,
 * `plan:<id>`, `promotion:<id>`, `coupon:<template>`, `redeem`.
 */
export interface Benefit {
  readonly kind: 'member_price' | 'tier_price' | 'plan_price' | 'promotion' | 'coupon' | 'points';
  readonly ruleId: string;
  /** In fen; 0 for coupons that give points. */
  readonly savedFen: number;
}

/** One benefit that was not used, and why (CP-03). */
export interface UnusedBenefit {
  readonly kind: Benefit['kind'] | 'campaign';
  /** A sku of a member price, the code of a tier, or the id of a plan, promotion, coupon or campaign; `points`. */
  readonly id: string;
  readonly whyNot: WhyNot | WhyBarred;
  /** Of a campaign that does not run now: whether it can still come. Absent: it is about this receipt. */
  readonly reach?: BarReach;
}

/** What a member gets on a receipt, and why. Nothing is recorded by it. */
export interface ReceiptQuote {
  readonly lines: readonly QuotedLine[];
  readonly benefits: readonly Benefit[];
  readonly unused: readonly UnusedBenefit[];
  readonly coupons: readonly CouponUse[];
  /** Points that pay, as wished and possible, and what they pay; redemptions posted before are not among them. */
  readonly points: number;
  readonly offsetFen: number;
  /** What of the receipt points may pay, before their caps (PL-21): the net after coupons of goods that earn. */
  readonly eligibleFen: number;
  /** The most points this receipt takes now (PL-21). */
  readonly maxPoints: number;
  /** At the till's own prices. */
  readonly grossFen: number;
  /** What is left to pay by any tender, stored value among them. */
  readonly payableFen: number;
  readonly terms: EarnTerms;
  readonly parts: readonly EarnPart[];
  /** Of `parts`, what is above a daily cap and will wait for review (PL-08). */
  readonly heldPoints: number;
  /** Which cap that is; absent where nothing is held. */
  readonly holdReason?: Hold['reason'];
}
