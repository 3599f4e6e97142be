import type { BusinessDate } from '../../values/business-date.ts';
import type { CouponClaim } from '../operation/operation.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRedemption } from '../receipt/receipt.ts';
import { restoreMoves } from '../redemption/restore-moves.ts';
import type { MemberCoupon } from './coupon.ts';
import { issueCoupon, issueProblem } from './issue-coupon.ts';

/** What became of a note for a coupon. */
export type DecidedClaim =
  | { readonly status: 'turned'; readonly coupon: MemberCoupon }
  | { readonly status: 'returned'; readonly entries: readonly PointsEntry[] };

/**
 * Decides what head office makes of a note that a till gave for points because its share of the coupons was used up (CP-08):
 * the coupon, while there are any left and the member has not had all of theirs, its days counting from now; otherwise the
 * points go back to the lots they came from (PL-13), so that neither more are issued than there were to be nor points lost.
 * `issuedCount` counts those shared out to tills too. Decides alike for a repeat: the coupon has the id that the till gave it.
 */
export function decideCouponClaim(input: {
  readonly programme: Programme;
  readonly claim: CouponClaim;
  /** Of the till: a template that is bound to a store is bound to this one. */
  readonly storeId: string;
  readonly redemption: ReceiptRedemption;
  readonly issuedCount: number;
  readonly memberIssuedCount: number;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
}): DecidedClaim {
  const { programme, claim, redemption, storeId, businessDate, atMs } = input;
  const { issuedCount, memberIssuedCount } = input;
  const { couponId, templateId, tierCode } = claim;
  const template = programme.coupons.templates.find((each) => each.templateId === templateId);
  const known = { businessDate, issuedCount, memberIssuedCount };
  if (template !== undefined && issueProblem(template, known) === null) {
    const isBound = template.offlineMode === 'store_bound';
    const bound = isBound ? { storeId } : {};
    const coupon = issueCoupon(template, { couponId, tierCode, businessDate, atMs, ...bound });
    return { status: 'turned', coupon };
  }
  const { points } = redemption;
  const lots = restoreMoves({
    programme,
    redemptions: [redemption],
    alreadyRestoredPoints: 0,
    points,
    businessDate,
  });
  return {
    status: 'returned',
    entries: [{ kind: 'restore', points, ruleId: `claim:${templateId}`, lots }],
  };
}
