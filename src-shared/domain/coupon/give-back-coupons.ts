import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRecord } from '../receipt/receipt.ts';
import type { CouponChange, CouponSale, CouponUsed } from './coupon.ts';

/**
 * The coupons that come back with a refund (CP-04): those of the receipt when all of it was returned, none before, and none of
 * which head office has noted that another use stands (CP-09): this one gave nothing away that could come back. One still good
 * keeps its last day; one that ended meanwhile lives for the programme's days of grace from the refund on, or is lost where it
 * gives none. `programme` is the one in effect at the refund.
 */
export function giveBackCoupons(
  record: Pick<ReceiptRecord, 'key' | 'operationId' | 'benefits'>,
  isFullRefund: boolean,
  { couponConflicts = [] }: Pick<MemberState, 'couponConflicts'>,
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
  const lost = couponConflicts.filter(({ operationId }) => operationId === record.operationId);
  const lostIds = new Set(lost.map(({ couponId }) => couponId));
  return benefits.coupons.flatMap(({ couponId }): CouponChange[] => {
    const coupon = benefits.facts.coupons.find((each) => each.couponId === couponId);
    if (coupon === undefined || lostIds.has(couponId)) return [];
    const isGood = coupon.toDay >= businessDate;
    if (!isGood && giveBackGraceDays === 0) return [];
    const toDay = isGood ? coupon.toDay : addDays(businessDate, giveBackGraceDays);
    return [{ kind: 'give_back', couponId, toDay, of, ...(isGood ? {} : { coupon }) }];
  });
}

/** The sale of a receipt, as its coupons were used in it. */
export function saleOf({
  key: { storeId, receiptNo },
  operationId,
}: Pick<ReceiptRecord, 'key' | 'operationId'>): CouponSale {
  return { storeId, receiptNo, ...(operationId === undefined ? {} : { operationId }) };
}

/** Whether a use is of a sale: two tills of a store, and two days, may have one number for two of them (PL-10). */
export function isUseOf(use: CouponUsed, of: CouponSale): boolean {
  return of.operationId === undefined
    ? use.receiptNo === of.receiptNo && use.storeId === of.storeId
    : use.operationId === of.operationId;
}
