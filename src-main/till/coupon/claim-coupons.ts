import type { MemberId } from '../../../src-shared/values/ids.ts';
import type { ClaimCouponsAnswer } from '../../sync/sync.ts';
import type { ActiveTill } from '../active-till.ts';

/** What head office has said of the coupons of a receipt; `unreachable`: the rules of the broken line decide (OF-02). */
export type CouponClaimAnswer =
  | { readonly status: 'claimed' | 'unreachable' }
  | Extract<ClaimCouponsAnswer, { readonly status: 'refused' }>;

/**
 * Asks head office to keep coupons for a receipt that is about to be posted (CP-07), or undefined where there is nothing to
 * ask. A member that the office does not know yet, or no answer in time, is the same as no line. Safe to repeat.
 */
export async function claimCoupons(
  till: ActiveTill,
  claim: {
    readonly claimId: string;
    readonly memberId: MemberId;
    readonly couponIds: readonly string[];
  },
): Promise<CouponClaimAnswer | undefined> {
  if (claim.couponIds.length === 0 || !till.reference.isOnline()) return undefined;
  const answer = await till.sync.claimCoupons(claim);
  if (answer.status === 'refused') return answer;
  return { status: answer.status === 'claimed' ? 'claimed' : 'unreachable' };
}
