import type { MemberState } from '../member/member-state.ts';
import type { GivenBack } from '../office/given-back.ts';
import type { CouponChange, MemberCoupon } from './coupon.ts';

/**
 * A use of a coupon that did not count, because another one was earlier (CP-09), its points were given back (PL-23), or the undo
 * of a merge had given it back to whose it is (PL-19).
 */
export interface CouponConflict {
  readonly couponId: string;
  /** The operation whose use did not count. */
  readonly operationId: string;
}

/** Whose coupons they are; null where nobody was there yet. */
export type CouponHolder = Pick<MemberState, 'coupons' | 'givenBack'> | null;

/**
 * The uses that lost by posting an operation: its own where an earlier one stands, or the one that stood before it. A use
 * posted again loses to nobody. Whatever the order they arrive in, every use of a coupon but the earliest is found once; of one
 * that was undone, or that is another member's since a merge was, every use.
 */
export function findCouponConflicts(
  operationId: string,
  changes: readonly CouponChange[],
  before: CouponHolder,
  after: CouponHolder,
): readonly CouponConflict[] {
  return changes.flatMap((change): CouponConflict[] => {
    if (change.kind !== 'use' && change.kind !== 'void') return [];
    const { couponId } = change;
    const coupon = findCoupon(before, couponId);
    const stoodId = coupon?.use?.operationId;
    if (change.kind === 'void')
      return stoodId === undefined ? [] : [{ couponId, operationId: stoodId }];
    const isOthers = coupon === undefined && findGivenBackCoupon(before, couponId) !== undefined;
    if (isOthers || coupon?.status === 'void') return [{ couponId, operationId }];
    if (stoodId === undefined || stoodId === operationId) return [];
    const standsId = findCoupon(after, couponId)?.use?.operationId;
    return [{ couponId, operationId: standsId === operationId ? stoodId : operationId }];
  });
}

function findCoupon(holder: CouponHolder, couponId: string): MemberCoupon | undefined {
  return holder?.coupons?.find((each) => each.couponId === couponId);
}

/** The undo of a merge that gave a coupon back to whose it is, the latest one. */
export function findGivenBackCoupon(holder: CouponHolder, couponId: string): GivenBack | undefined {
  return holder?.givenBack?.findLast(({ couponIds }) => couponIds.includes(couponId));
}
