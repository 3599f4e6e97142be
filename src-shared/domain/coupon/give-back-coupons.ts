import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRecord } from '../receipt/receipt.ts';
import { usesWithout } from './coupon-uses.ts';
import type { CouponChange, CouponSale } from './coupon.ts';

/**
 * What comes back of coupons with a refund (CP-04): of those of the receipt when all of it was returned, nothing before. Each is
 * had again but for one that another use holds, earlier or later, or that is void, by what is known of it (CP-09, `comesBack`).
 * One still good keeps its last day; one that ended meanwhile lives for the programme's days of grace from the refund on, or is
 * lost where it gives none. `programme` is the one in effect at the refund.
 */
export function giveBackCoupons(
  record: Pick<ReceiptRecord, 'key' | 'operationId' | 'benefits'>,
  isFullRefund: boolean,
  { coupons = [], couponConflicts = [] }: Pick<MemberState, 'coupons' | 'couponConflicts'>,
  {
    programme,
    businessDate,
  }: {
    readonly programme: Pick<Programme, 'coupons'>;
    readonly businessDate: BusinessDate;
  },
): readonly CouponChange[] {
  const { benefits } = record;
  if (!isFullRefund || benefits === undefined) return [];
  const of = saleOf(record);
  const { giveBackGraceDays } = programme.coupons;
  return benefits.coupons.flatMap(({ couponId }): CouponChange[] => {
    const coupon = benefits.facts.coupons.find((each) => each.couponId === couponId);
    if (coupon === undefined) return [];
    const isGood = coupon.toDay >= businessDate;
    if (!isGood && giveBackGraceDays === 0) return [];
    const toDay = isGood ? coupon.toDay : addDays(businessDate, giveBackGraceDays);
    const change = { kind: 'give_back', couponId, toDay, of } as const;
    const held = coupons.find((each) => each.couponId === couponId);
    // Of one that was forgotten, or went to another member, that it was used twice is all that is known.
    const isHeld =
      held === undefined
        ? couponConflicts.some((each) => each.couponId === couponId)
        : held.status === 'void' || usesWithout(held, of).length > 0;
    if (isHeld) return [{ ...change, comesBack: false }];
    return [isGood ? change : { ...change, coupon }];
  });
}

/** How many coupons the member has again, as far as the refund knew. */
export function countComingBack(changes: readonly CouponChange[] = []): number {
  return changes.filter((each) => each.kind === 'give_back' && each.comesBack !== false).length;
}

/** The sale of a receipt, as its coupons were used in it. */
export function saleOf({
  key: { storeId, receiptNo },
  operationId,
}: Pick<ReceiptRecord, 'key' | 'operationId'>): CouponSale {
  return { storeId, receiptNo, ...(operationId === undefined ? {} : { operationId }) };
}
