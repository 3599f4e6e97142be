import type { MemberId } from '../../../src-shared/values/ids.ts';
import type { ClaimCouponsAnswer } from '../../sync/sync.ts';
import type { ActiveTill } from '../active-till.ts';

/** What head office has said of the coupons of a receipt; `unreachable`: the rules of the broken line decide (OF-02). */
export type CouponClaimAnswer =
  | { readonly status: 'claimed' | 'unreachable' }
  | Extract<ClaimCouponsAnswer, { readonly status: 'refused' }>;

/**
 * Asks head office to keep coupons for a receipt that is about to be posted (CP-07), or undefined where there is nothing to
 * ask. A member that the office does not know yet, or no answer in time, is the same as no line. A coupon that this till gave
 * for points and whose giving is still on its way there is asked for and not known: no other till can know it either, so it
 * is as good as kept, and its use follows its giving through the same queue (PL-23). Safe to repeat.
 */
export async function claimCoupons(
  till: ActiveTill,
  claim: {
    readonly claimId: string;
    readonly attemptId: string;
    readonly memberId: MemberId;
    readonly couponIds: readonly string[];
  },
): Promise<CouponClaimAnswer | undefined> {
  if (claim.couponIds.length === 0 || !till.reference.isOnline()) return undefined;
  let { couponIds } = claim;
  while (couponIds.length > 0) {
    const answer = await till.sync.claimCoupons({ ...claim, couponIds });
    if (answer.status === 'claimed') return { status: 'claimed' };
    if (answer.status !== 'refused') return { status: 'unreachable' };
    const { couponId, reason } = answer;
    if (reason !== 'not_for_member' || !isKnownHereOnly(till, claim.memberId, couponId))
      return answer;
    couponIds = couponIds.filter((asked) => asked !== couponId);
  }
  return { status: 'claimed' };
}

/** Whether a coupon that is in this till's view is in no state of head office yet. */
function isKnownHereOnly(till: ActiveTill, memberId: MemberId, couponId: string): boolean {
  const base = till.store.member.readBase(memberId);
  return base !== null && (base.coupons ?? []).every((coupon) => coupon.couponId !== couponId);
}
