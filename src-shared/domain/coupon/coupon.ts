import type { BusinessDate } from '../../values/business-date.ts';
import type { GoodsScope } from '../price/price.ts';
import type { LocalText, Rate } from '../programme/programme.ts';

/** What a coupon does (CP-01): 满减, 代金, 折扣, 兑换, 买赠, 加价购, 赠积分/倍数. */
export type CouponEffect =
  | { readonly kind: 'threshold_off'; readonly thresholdFen: number; readonly offFen: number }
  | { readonly kind: 'cash'; readonly offFen: number }
  /** `payShare` 88/100 is 12 % off; at most `maxOffFen`. */
  | {
      readonly kind: 'percent';
      readonly thresholdFen: number;
      readonly payShare: Rate;
      readonly maxOffFen: number;
    }
  /** One unit of an article for nothing. */
  | { readonly kind: 'item'; readonly sku: string }
  /** Buy so many units of the scope and one unit of `giftSku` on the receipt is free. */
  | { readonly kind: 'buy_gift'; readonly buyQuantity: number; readonly giftSku: string }
  /** From a threshold on one unit of an article for `payFen`. */
  | {
      readonly kind: 'add_on';
      readonly thresholdFen: number;
      readonly sku: string;
      readonly payFen: number;
    }
  /** Points on top, or a multiplier that competes with the campaigns (PL-07). */
  | { readonly kind: 'bonus_points'; readonly thresholdFen: number; readonly points: number }
  | { readonly kind: 'multiplier'; readonly multiplier: Rate };

/** CP-07: how a coupon may be used while the line is down. */
export type CouponOfflineMode = 'online_only' | 'store_bound' | 'floor';

export interface CouponTemplate {
  readonly templateId: string;
  readonly name: LocalText;
  readonly effect: CouponEffect;
  readonly scope: GoodsScope;
  readonly validity:
    | { readonly kind: 'fixed'; readonly fromDay: BusinessDate; readonly toDay: BusinessDate }
    | { readonly kind: 'after_issue'; readonly days: number };
  /** ISO weekdays; absent means every day. */
  readonly weekdays?: readonly number[];
  /** Minutes of the day; `toMinute` below `fromMinute` runs past midnight and belongs to the day it began on. */
  readonly hours?: { readonly fromMinute: number; readonly toMinute: number };
  readonly storeIds?: readonly string[];
  /** One coupon per group and receipt (CP-02). */
  readonly stackGroup: string;
  readonly offlineMode: CouponOfflineMode;
  readonly transferable: boolean;
  readonly claim: 'targeted' | 'self' | 'new_member';
  readonly totalLimit: number | null;
  readonly perMemberLimit: number;
  /** Another face value for these tiers (R072), fixed when it is issued; only for `threshold_off` and `cash`. */
  readonly tierOffFen?: readonly { readonly tierCode: string; readonly offFen: number }[];
}

/** CP-05. `used_local`: used at a till, not yet confirmed by the office. */
export type CouponStatus = 'issued' | 'used_local' | 'used' | 'conflict' | 'expired' | 'void';

/** A coupon a member has; forgotten some time after its last day, used or not. */
export interface MemberCoupon {
  readonly couponId: string;
  readonly templateId: string;
  readonly status: CouponStatus;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
  /** CP-07 (B): issued or checked out to one store. */
  readonly storeId?: string;
  readonly issuedAtMs: number;
  /** Face value where it is not the template's (R072). */
  readonly offFen?: number;
  readonly use?: CouponUsed;
  /** Later uses that lost to it (CP-09), whose goods are still with the member: the earliest first. */
  readonly lostUses?: readonly CouponUsed[];
  /** Kept by head office for a receipt that a till is about to post (CP-05, HELD); lapses by itself. */
  readonly claim?: CouponClaim;
  /** Of one that is void because it passed to another member (CP-01). */
  readonly handedOver?: CouponHandedOver;
}

/** Whom a coupon passed to, and where. */
export interface CouponHandedOver {
  /** What the other member has in its place. */
  readonly couponId: string;
  readonly memberId: string;
  readonly storeId: string;
  readonly atMs: number;
}

/** Which till keeps a coupon, and for what. */
export interface CouponClaim {
  /** Made from the receipt. */
  readonly claimId: string;
  readonly installId: string;
  /** Which of its attempts at the receipt asked last. */
  readonly attemptId?: string;
  readonly expiresAtMs: number;
}

/** Where a coupon was used; the earliest whose goods are not back stands (CP-09). */
export interface CouponUsed {
  readonly operationId: string;
  readonly storeId: string;
  readonly receiptNo: string;
  readonly atMs: number;
}

/** The sale whose coupons come back: by its operation, and by its number alone where an earlier till kept the receipt. */
export interface CouponSale extends Pick<CouponUsed, 'storeId' | 'receiptNo'> {
  readonly operationId?: string;
}

/** A decided use of one coupon on a receipt: travels in the operation. */
export interface CouponUse {
  readonly couponId: string;
  readonly templateId: string;
  /** Money off the receipt; 0 for points coupons. */
  readonly offFen: number;
}

/** A decided change of a member's coupons: travels in an operation, both ends only post it. */
export type CouponChange =
  | { readonly kind: 'issue'; readonly coupon: MemberCoupon }
  | { readonly kind: 'use'; readonly couponId: string; readonly receiptNo: string }
  /** The use of that sale is over with a full refund; where no other use is left, the coupon is had again (CP-04, CP-09). */
  | {
      readonly kind: 'give_back';
      readonly couponId: string;
      /** Its new last day. */
      readonly toDay: BusinessDate;
      readonly of?: CouponSale;
      /** What the till knew of the coupon leaves it used or void all the same; absent: it is had again. */
      readonly comesBack?: false;
      /** Of one that had ended: it may be forgotten by then, and is there again. */
      readonly coupon?: MemberCoupon;
    }
  | { readonly kind: 'void'; readonly couponId: string }
  /** Passed to another member at head office: void for whoever had it. */
  | {
      readonly kind: 'hand_over';
      readonly couponId: string;
      readonly to: CouponHandedOver;
    };

/** Why a benefit was not used, in words of at most 40 characters in `src-shared/text` (CP-03, R058). */
export type WhyNot =
  | { readonly code: 'not_yet' | 'expired' | 'used' | 'other_store' | 'wrong_day' | 'wrong_time' }
  | { readonly code: 'no_goods' | 'stacks_not' | 'better_chosen' | 'too_many' | 'not_for_member' }
  /** `below_payable`: what is chosen leaves nothing to pay that it could take. `not_wished`: could be used as well. */
  | { readonly code: 'online_only' | 'offline_limit' | 'below_payable' | 'not_wished' }
  /** `other_tier`: it is for members of another tier (R043). */
  | { readonly code: 'identification_needed' | 'other_tier' }
  /** It was taken back: what it was given for has been undone (PL-23). */
  | { readonly code: 'voided' }
  | { readonly code: 'handed_over'; readonly memberId: string }
  | { readonly code: 'missing_fen'; readonly missingFen: number }
  | { readonly code: 'missing_units'; readonly missingUnits: number }
  /** There are none of the goods that points pay for (PL-21). */
  | { readonly code: 'not_by_points' }
  /** More points were wished than this receipt takes (PL-21). */
  | { readonly code: 'max_points'; readonly maxPoints: number }
  /** The rest of what was wished is no whole step, or all of it is below the least that pays (PL-21). */
  | {
      readonly code: 'points_steps';
      readonly minPoints: number;
      readonly stepPoints: number;
    };
