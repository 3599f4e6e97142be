import type { CouponChange, MemberCoupon } from './coupon.ts';

/** A use of a coupon that did not count, because another one was earlier (CP-09). */
export interface CouponConflict {
  readonly couponId: string;
  /** The operation whose use did not count. */
  readonly operationId: string;
}

/**
 * The uses that lost by posting an operation: its own where an earlier one stands, or the one that stood before it. A use
 * posted again loses to nobody. Whatever the order they arrive in, every use of a coupon but the earliest is found once.
 */
export function findCouponConflicts(
  operationId: string,
  changes: readonly CouponChange[],
  before: readonly MemberCoupon[] | undefined,
  after: readonly MemberCoupon[] | undefined,
): readonly CouponConflict[] {
  return changes.flatMap((change): CouponConflict[] => {
    if (change.kind !== 'use') return [];
    const { couponId } = change;
    const stoodId = useOf(before, couponId);
    if (stoodId === null || stoodId === operationId) return [];
    const standsId = useOf(after, couponId);
    return [{ couponId, operationId: standsId === operationId ? stoodId : operationId }];
  });
}

function useOf(coupons: readonly MemberCoupon[] | undefined, couponId: string): string | null {
  const coupon = coupons?.find((each) => each.couponId === couponId);
  return coupon?.use?.operationId ?? null;
}
