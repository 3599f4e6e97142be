import type { CouponChange, MemberCoupon } from './coupon.ts';

/** A use of a coupon that did not count, because another one was earlier (CP-09) or its points were given back (PL-23). */
export interface CouponConflict {
  readonly couponId: string;
  /** The operation whose use did not count. */
  readonly operationId: string;
}

/**
 * The uses that lost by posting an operation: its own where an earlier one stands, or the one that stood before it. A use
 * posted again loses to nobody. Whatever the order they arrive in, every use of a coupon but the earliest is found once; of one
 * that was undone every use.
 */
export function findCouponConflicts(
  operationId: string,
  changes: readonly CouponChange[],
  before: readonly MemberCoupon[] | undefined,
  after: readonly MemberCoupon[] | undefined,
): readonly CouponConflict[] {
  return changes.flatMap((change): CouponConflict[] => {
    if (change.kind !== 'use' && change.kind !== 'void') return [];
    const { couponId } = change;
    const stoodId = useOf(before, couponId);
    if (change.kind === 'void') return stoodId === null ? [] : [{ couponId, operationId: stoodId }];
    if (isVoid(before, couponId)) return [{ couponId, operationId }];
    if (stoodId === null || stoodId === operationId) return [];
    const standsId = useOf(after, couponId);
    return [{ couponId, operationId: standsId === operationId ? stoodId : operationId }];
  });
}

function useOf(coupons: readonly MemberCoupon[] | undefined, couponId: string): string | null {
  const coupon = coupons?.find((each) => each.couponId === couponId);
  return coupon?.use?.operationId ?? null;
}

function isVoid(coupons: readonly MemberCoupon[] | undefined, couponId: string): boolean {
  return coupons?.find((coupon) => coupon.couponId === couponId)?.status === 'void';
}
