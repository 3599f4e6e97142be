import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { usesOf, usesWithout, withUses } from './coupon-uses.ts';
import type { CouponChange, CouponStatus, MemberCoupon } from './coupon.ts';

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
 * time and then by operation, in whatever order they arrive (CP-09); once its goods are back the next one does, and only when
 * all are back is the coupon had again. One that was undone stays void, whoever used it (PL-23).
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
        ? [...coupons, giveBack(change.coupon, change, posting)]
        : changeOne(coupons, change.couponId, (coupon) => giveBack(coupon, change, posting));
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
  const known = usesOf(coupon);
  if (known.some((each) => each.operationId === operationId)) return coupon;
  const used = withUses(coupon, [
    ...known,
    { operationId, storeId, receiptNo: change.receiptNo, atMs },
  ]);
  // Its points were given back: it is not had again, not even by a refund of what it was used on.
  return coupon.status === 'void' ? used : { ...used, status: statusOfUse(used, coupon, posting) };
}

/** A use that stands already keeps the status that its own posting gave it. */
function statusOfUse(
  { use }: MemberCoupon,
  before: MemberCoupon,
  { acknowledged }: CouponPosting,
): CouponStatus {
  if (use?.operationId === before.use?.operationId) return before.status;
  return acknowledged ? 'used' : 'used_local';
}

type GiveBack = Extract<CouponChange, { readonly kind: 'give_back' }>;

function isForgotten(
  coupons: readonly MemberCoupon[],
  change: GiveBack,
): change is GiveBack & { readonly coupon: MemberCoupon } {
  return change.coupon !== undefined && coupons.every((each) => each.couponId !== change.couponId);
}

/** A receipt whose use did not stand (CP-09) has no coupon to give back, and holds it no more. */
function giveBack(
  { claim: _claim, ...coupon }: MemberCoupon,
  { of, toDay }: GiveBack,
  posting: CouponPosting,
): MemberCoupon {
  const left = withUses(coupon, usesWithout(coupon, of));
  if (coupon.status === 'void') return left;
  if (left.use === undefined) return { ...left, status: 'issued', toDay };
  return { ...left, status: statusOfUse(left, coupon, posting) };
}

function changeOne(
  coupons: readonly MemberCoupon[],
  couponId: string,
  to: (coupon: MemberCoupon) => MemberCoupon,
): readonly MemberCoupon[] {
  return coupons.map((coupon) => (coupon.couponId === couponId ? to(coupon) : coupon));
}
