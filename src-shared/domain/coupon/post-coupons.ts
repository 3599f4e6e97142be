import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { CouponChange, CouponUsed, MemberCoupon } from './coupon.ts';
import { isUseOf } from './give-back-coupons.ts';

/** A coupon that ended is shown for so long, then forgotten; the operations keep it. */
export const endedCouponKeptDays = 60;

/** Where and when decided changes are posted. */
export interface CouponPosting {
  readonly operationId: string;
  readonly storeId: string;
  readonly atMs: number;
  readonly businessDate: BusinessDate;
  /** false at a till until the office has the operation: a use is then `used_local` (CP-05). */
  readonly acknowledged: boolean;
}

/**
 * Posts decided changes to a member's coupons. A coupon issued twice is there once. Of two uses the earliest stands, by
 * time and then by operation, in whatever order they arrive (CP-09); one that was undone stays void, whoever used it (PL-23).
 * Total: a change of a coupon that is not there does nothing, but for one that is given back after it was forgotten (CP-04).
 */
export function postCoupons(
  coupons: readonly MemberCoupon[] | undefined,
  changes: readonly CouponChange[],
  posting: CouponPosting,
): readonly MemberCoupon[] {
  let posted = coupons ?? [];
  for (const change of changes) posted = postChange(posted, change, posting);
  const lastDay = addDays(posting.businessDate, -endedCouponKeptDays);
  return posted.filter(({ toDay }) => toDay >= lastDay);
}

function postChange(
  coupons: readonly MemberCoupon[],
  change: CouponChange,
  posting: CouponPosting,
): readonly MemberCoupon[] {
  switch (change.kind) {
    case 'issue':
      return coupons.some(({ couponId }) => couponId === change.coupon.couponId)
        ? coupons
        : [...coupons, change.coupon];
    case 'use':
      return changeOne(coupons, change.couponId, (coupon) => useCoupon(coupon, change, posting));
    case 'give_back':
      return isForgotten(coupons, change)
        ? [...coupons, giveBack(change.coupon, change)]
        : changeOne(coupons, change.couponId, (coupon) => giveBack(coupon, change));
    case 'void':
      return changeOne(coupons, change.couponId, (coupon) => ({ ...coupon, status: 'void' }));
    case 'hand_over':
      return changeOne(coupons, change.couponId, ({ claim: _claim, ...coupon }) => ({
        ...coupon,
        status: 'void',
        handedOver: change.to,
      }));
  }
}

function useCoupon(
  { claim: _claim, ...coupon }: MemberCoupon,
  change: Extract<CouponChange, { readonly kind: 'use' }>,
  posting: CouponPosting,
): MemberCoupon {
  const { operationId, storeId, atMs } = posting;
  const use = { operationId, storeId, receiptNo: change.receiptNo, atMs };
  const isFirst = coupon.use === undefined || isEarlier(use, coupon.use);
  // Its points were given back: it is not had again, not even by a refund of what it was used on.
  if (coupon.status === 'void') return isFirst ? { ...coupon, use } : coupon;
  const status = posting.acknowledged ? 'used' : 'used_local';
  return isFirst ? { ...coupon, status, use } : coupon;
}

type GiveBack = Extract<CouponChange, { readonly kind: 'give_back' }>;

function isForgotten(
  coupons: readonly MemberCoupon[],
  change: GiveBack,
): change is GiveBack & { readonly coupon: MemberCoupon } {
  return change.coupon !== undefined && coupons.every((each) => each.couponId !== change.couponId);
}

/** A receipt whose use did not stand (CP-09) has nothing to give back. */
function giveBack(
  { use, claim: _claim, ...coupon }: MemberCoupon,
  { of, toDay }: GiveBack,
): MemberCoupon {
  if (of !== undefined && use !== undefined && !isUseOf(use, of)) return { ...coupon, use };
  return coupon.status === 'void' ? coupon : { ...coupon, status: 'issued', toDay };
}

function isEarlier(use: CouponUsed, other: CouponUsed): boolean {
  return use.atMs !== other.atMs ? use.atMs < other.atMs : use.operationId < other.operationId;
}

function changeOne(
  coupons: readonly MemberCoupon[],
  couponId: string,
  to: (coupon: MemberCoupon) => MemberCoupon,
): readonly MemberCoupon[] {
  return coupons.map((coupon) => (coupon.couponId === couponId ? to(coupon) : coupon));
}
