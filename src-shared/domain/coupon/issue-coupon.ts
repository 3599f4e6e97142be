import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { CouponTemplate, MemberCoupon } from './coupon.ts';

/** What makes one coupon of its template. */
export interface CouponIssue {
  /** Made from what it is issued for, so that a repeat makes the same coupon. */
  readonly couponId: string;
  /** Of the member now: some templates have another face value for it (R072). */
  readonly tierCode: string;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
  /** CP-07 (B): the only store that takes it. */
  readonly storeId?: string;
}

/**
 * A coupon of a template, for issuing at the office, as a reward of a sink or in a gift pack. It begins at once, or with its
 * template's fixed days; days after issue count from the day after it was issued, so that 7 days end on the same weekday.
 */
export function issueCoupon(template: CouponTemplate, issue: CouponIssue): MemberCoupon {
  const { couponId, tierCode, businessDate, atMs, storeId } = issue;
  const { templateId, validity, tierOffFen } = template;
  const face = tierOffFen?.find((each) => each.tierCode === tierCode);
  const days =
    validity.kind === 'fixed'
      ? { fromDay: validity.fromDay, toDay: validity.toDay }
      : { fromDay: businessDate, toDay: addDays(businessDate, validity.days) };
  return {
    couponId,
    templateId,
    status: 'issued',
    ...days,
    issuedAtMs: atMs,
    ...(storeId === undefined ? {} : { storeId }),
    ...(face === undefined ? {} : { offFen: face.offFen }),
  };
}

/** Why a template has no coupon for a member. */
export type IssueRefusal = 'template_ended' | 'total_limit' | 'member_limit';

/**
 * Whether one more coupon of a template may be issued, in this order: its fixed days are over, all of them are given out,
 * the member has had theirs. `issuedCount` counts all ever issued, whatever became of them.
 */
export function issueProblem(
  template: CouponTemplate,
  known: {
    readonly businessDate: BusinessDate;
    readonly issuedCount: number;
    readonly memberIssuedCount: number;
  },
): IssueRefusal | null {
  const { validity, totalLimit, perMemberLimit } = template;
  if (validity.kind === 'fixed' && validity.toDay < known.businessDate) return 'template_ended';
  if (totalLimit !== null && known.issuedCount >= totalLimit) return 'total_limit';
  return known.memberIssuedCount >= perMemberLimit ? 'member_limit' : null;
}
