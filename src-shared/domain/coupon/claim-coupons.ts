import type { CouponClaim, MemberCoupon, WhyNot } from './coupon.ts';

export type ClaimedCoupons =
  | { readonly status: 'claimed'; readonly coupons: readonly MemberCoupon[] }
  | { readonly status: 'refused'; readonly couponId: string; readonly whyNot: WhyNot };

/**
 * Keeps coupons for one receipt at head office, all of them or none (CP-07 A). Another claim of the same till replaces its
 * former one: what a till has used, it knows itself. Refuses with the first coupon that the member does not have, that is
 * not to be used any more, or that another till keeps meanwhile.
 */
export function claimCoupons(
  coupons: readonly MemberCoupon[] | undefined,
  couponIds: readonly string[],
  claim: CouponClaim,
  nowMs: number,
): ClaimedCoupons {
  const owned = coupons ?? [];
  for (const couponId of couponIds) {
    const coupon = owned.find((each) => each.couponId === couponId);
    const whyNot = claimProblem(coupon, claim, nowMs);
    if (whyNot !== null) return { status: 'refused', couponId, whyNot };
  }
  return {
    status: 'claimed',
    coupons: owned.map((coupon) =>
      couponIds.includes(coupon.couponId) ? { ...coupon, claim } : coupon,
    ),
  };
}

function claimProblem(
  coupon: MemberCoupon | undefined,
  { installId }: CouponClaim,
  nowMs: number,
): WhyNot | null {
  if (coupon === undefined || coupon.status === 'void') return { code: 'not_for_member' };
  if (coupon.status === 'expired') return { code: 'expired' };
  if (coupon.status !== 'issued') return { code: 'used' };
  return isKeptElsewhere(coupon, installId, nowMs) ? { code: 'used' } : null;
}

/** Whether another till keeps a coupon for a receipt it is about to post. */
export function isKeptElsewhere(
  coupon: Pick<MemberCoupon, 'claim'>,
  installId: string,
  nowMs: number,
): boolean {
  return isKept(coupon, nowMs) && coupon.claim?.installId !== installId;
}

/** Whether any till keeps a coupon for a receipt it is about to post. */
export function isKept({ claim }: Pick<MemberCoupon, 'claim'>, nowMs: number): boolean {
  return claim !== undefined && claim.expiresAtMs > nowMs;
}
