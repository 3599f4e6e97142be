import type { BusinessDate } from '../../values/business-date.ts';
import type { LocalText, Rate } from '../programme/programme.ts';

/** A paid membership (TR-09). */
export interface PaidPlan {
  readonly planId: string;
  readonly name: LocalText;
  readonly priceFen: number;
  readonly months: number;
  /** Share of the price its members pay; absent means no discount. */
  readonly priceShare?: Rate;
  /** Points multiplier; competes with the tier's, the better one counts (TR-07). */
  readonly multiplier?: Rate;
  /** Bought and unused it can be given back in full for so long. */
  readonly fullRefundDays: number;
}

/** A plan a member bought; renewals stack behind each other. */
export interface MemberPlan {
  readonly planSaleId: string;
  readonly planId: string;
  readonly fromDay: BusinessDate;
  readonly untilDay: BusinessDate;
  readonly paidFen: number;
  readonly soldOnDay: BusinessDate;
  /** What its benefits saved so far, at list price: counts against a refund at the member's wish (TR-09). */
  readonly usedFen: number;
  readonly status: 'active' | 'refunded';
  /** Kept of its price for what was used when it was given back, less what goods that came back since paid out of it. */
  readonly chargedFen?: number;
}

/** What came of a plan before its sale did, from tills that head office heard of first: it counts with the sale (TR-09). */
export interface AwaitedPlan {
  readonly planSaleId: string;
  /** Below 0 where what was given back of a receipt came before the receipt itself. */
  readonly usedFen: number;
  readonly status: MemberPlan['status'];
  readonly chargedFen?: number;
}

/** What the prices of a plan saved on a receipt. */
export interface PlanUse {
  readonly kind: 'use';
  readonly planSaleId: string;
  readonly savedFen: number;
  /** Of it, the value of the points its multiplier gave beyond those of the tier; absent: none. */
  readonly pointsFen?: number;
}

/** A decided change of a member's plans. */
export type PlanChange =
  | { readonly kind: 'sell'; readonly plan: MemberPlan }
  | PlanUse
  /** Goods of a receipt came back, and with them what their price had saved. */
  | {
      readonly kind: 'give_back';
      readonly planSaleId: string;
      readonly savedFen: number;
      /** Of it, what a refund of the plan had charged for and is paid out with the goods; absent: nothing. */
      readonly chargedFen?: number;
    }
  | {
      readonly kind: 'refund';
      readonly planSaleId: string;
      /** What is kept of its price for what was used of it; absent: nothing, or of a till of before. */
      readonly chargedFen?: number;
    };
