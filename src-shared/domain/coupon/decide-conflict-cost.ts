import type { CouponTemplate, MemberCoupon } from './coupon.ts';
import { offlineModeOf } from './decide-coupon-use.ts';

/** Who bears what a coupon took off that was used twice (CP-09, OF-09). */
export type ConflictBearer = 'campaign' | 'store';

/**
 * Decides who bears the use that did not count: the campaign where the rules were followed, the store where they were not.
 * They were where head office had kept the coupon for that receipt, or where it might be used without asking: a floor coupon
 * anywhere, one bound to a store in it. The member is never charged. `coupon` or `template` is null where head office does not
 * know it any more: nobody is blamed for that.
 */
export function decideConflictCost(input: {
  readonly coupon: Pick<MemberCoupon, 'offFen' | 'storeId'> | null;
  readonly template: Pick<CouponTemplate, 'offlineMode' | 'transferable' | 'effect'> | null;
  readonly storeId: string;
  /** Head office had kept it for the receipt. */
  readonly wasClaimed: boolean;
}): ConflictBearer {
  const { coupon, template, storeId, wasClaimed } = input;
  if (wasClaimed || coupon === null || template === null) return 'campaign';
  switch (offlineModeOf(coupon, template)) {
    case 'floor':
      return 'campaign';
    case 'store_bound':
      return coupon.storeId === storeId ? 'campaign' : 'store';
    case 'online_only':
      return 'store';
  }
}
