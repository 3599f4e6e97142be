import type { MemberId } from '../../values/ids.ts';
import type { BusinessDate } from '../../values/business-date.ts';
import type { LotMove, PointsEntry } from '../points/points-entry.ts';
import type { Rate } from '../programme/programme.ts';
import type { CouponUse } from '../coupon/coupon.ts';
import type { PlanUse } from '../plan/plan.ts';
import type { GoodsScope } from '../price/price.ts';
import type { QuotedLine, QuoteWishes, ReceiptFacts } from '../quote/quote.ts';
import type { ReceiptPayment, ValueEntry } from '../stored-value/stored-value.ts';
import type { GrowthEntry, TierChange } from '../tier/tier.ts';

/** One line of a receipt as the till hands it over. */
export interface ReceiptLine {
  readonly lineNo: number;
  readonly sku: string;
  readonly category: string;
  /** A decimal as text ("1.235"), so that no float enters a hash. */
  readonly quantity: string;
  /** The line's total after item discounts, VAT included, before points offset. */
  readonly amountFen: number;
  /** The line's total before item discounts, where the till tells it: what tier discounts are taken of (TR-10). */
  readonly listFen?: number;
}

/**
 * A line with what the decision gave it. Its `amountFen` is what it was sold for before points: the till's own price, or,
 * where benefits were asked for, the price less promotion and coupons. Refunds count in it.
 */
export interface DecidedLine extends ReceiptLine {
  /** This line's share of the points offset (PL-06). */
  readonly offsetFen: number;
  /** What of it earns (PL-04); 0 for excluded categories. */
  readonly baseFen: number;
  /** This line's share of all points earned on the receipt (PL-06). */
  readonly points: number;
}

/** The rules a receipt was earned under, kept with it so that a refund years later uses the same (PL-11). */
export interface EarnTerms {
  readonly rate: Rate;
  readonly tierCode: string;
  readonly tierMultiplier: Rate;
  /** A paid plan's multiplier counted instead of the tier's (TR-07). */
  readonly planId?: string;
  readonly campaignId?: string;
  readonly campaignMultiplier?: Rate;
  readonly campaignCategories?: readonly string[];
  /** A coupon's multiplier counted instead of a campaign's (PL-07): its template and goods; then there is no `campaignId`. */
  readonly multiplierTemplateId?: string;
  readonly multiplierScope?: GoodsScope;
  /** Fixed points (PL-07): lost when what is kept falls below the threshold. */
  readonly bonuses?: readonly {
    readonly ruleId: string;
    readonly points: number;
    readonly thresholdFen: number;
    readonly categories?: readonly string[];
  }[];
  readonly maxCampaignPoints?: number;
  readonly expiresOnDay: BusinessDate;
}

/**
 * A receipt is named by store, business date and number. Two installs of a store may use one number for two receipts (PL-10,
 * `isSameSale`): then what is bought, or whose it is, tells them apart.
 */
export interface ReceiptKey {
  readonly storeId: string;
  readonly businessDate: BusinessDate;
  readonly receiptNo: string;
}

/** A receipt's key as one text. */
export function receiptKeyText({ storeId, businessDate, receiptNo }: ReceiptKey): string {
  return `${storeId}:${businessDate}:${receiptNo}`;
}

/** A redemption that is posted, not cancelled, and waits for (or belongs to) its receipt. */
export interface ReceiptRedemption {
  readonly redemptionId: string;
  readonly points: number;
  readonly offsetFen: number;
  /** The lots it was taken from, in the order they were taken (PL-13). */
  readonly lots: readonly LotMove[];
  /** Who paid with it, of before they were merged with the receipt's member (PL-19); absent: that member. */
  readonly memberId?: MemberId;
}

/** How a receipt came to its prices; absent in operations of receipts that had no benefits but points. */
export interface ReceiptBenefits {
  readonly facts: ReceiptFacts;
  readonly wishes: QuoteWishes;
  readonly lines: readonly QuotedLine[];
  readonly coupons: readonly CouponUse[];
  readonly payableFen: number;
}

/** What of the benefits is kept with a receipt: of the facts, no more than the coupons that were used. */
export interface KeptBenefits extends Pick<ReceiptBenefits, 'lines' | 'coupons' | 'payableFen'> {
  readonly facts: Pick<ReceiptFacts, 'coupons'>;
}

/** What a till keeps of a posted receipt so that it can be refunded in parts later (PL-11 to PL-13). */
export interface ReceiptRecord {
  readonly key: ReceiptKey;
  /** The operation that posted it; absent where an earlier till kept it. */
  readonly operationId?: string;
  /** Which install posted it; absent where an earlier till kept it. */
  readonly installId?: string;
  readonly memberId: string;
  readonly programmeVersion: number;
  readonly lines: readonly DecidedLine[];
  readonly terms: EarnTerms;
  /** The earning entries as decided (`earn`, `earn_bonus`, `debt_settle`). */
  readonly entries: readonly PointsEntry[];
  readonly redemptions: readonly ReceiptRedemption[];
  readonly refunds: readonly ReceiptRefund[];
  /** Goods that came back and that head office has yet to decide (OF-02); absent: none that is known of. */
  readonly waiting?: readonly WaitingGoods[];
  readonly benefits?: KeptBenefits;
  readonly payments?: readonly ReceiptPayment[];
  /** What it counted towards tiers; a refund takes that back (PL-16). */
  readonly growth?: readonly GrowthEntry[];
  /** The change of tier this receipt caused (TR-03). */
  readonly tier?: TierChange;
  /** What the prices of paid plans saved on it; a refund takes that back too (TR-09). */
  readonly planUses?: readonly PlanUse[];
}

/** Goods that a till took back without knowing their receipt, as it named them. */
export interface WaitingGoods {
  /** The refund that took them. */
  readonly operationId: string;
  readonly lines: readonly { readonly lineNo: number; readonly amountFen: number }[];
}

export interface ReceiptRefund {
  /** The operation that is it; absent where an earlier till kept it. Numbers of refunds are each till's own. */
  readonly operationId?: string;
  /** The till that took the goods; absent where an earlier till kept it, and of what head office did. */
  readonly installId?: string;
  readonly refundNo: string;
  readonly lines: readonly { readonly lineNo: number; readonly amountFen: number }[];
  readonly takenBackPoints: number;
  readonly restoredPoints: number;
  /**
   * What was forgiven of the points taken back (PL-12); of what set refunds right, what was forgiven twice, negative. Absent:
   * none, or a till that kept its own.
   */
  readonly writtenOffPoints?: number;
  /** Paid out in money, before anything was kept from it for points that were gone; absent where an earlier till kept it. */
  readonly moneyFen?: number;
  /** Stored value this refund gave back, contract by contract (PL-14). */
  readonly value?: readonly ValueEntry[];
}
