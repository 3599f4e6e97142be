import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberPlan } from './plan.ts';

/** The paid plans in force on a day. */
export function activePlans(
  plans: readonly MemberPlan[] | undefined,
  onDay: BusinessDate,
): readonly MemberPlan[] {
  return (plans ?? []).filter(
    (plan) => plan.status === 'active' && plan.fromDay <= onDay && onDay <= plan.untilDay,
  );
}

/** The ids of the paid plans in force on a day. */
export function activePlanIds(
  plans: readonly MemberPlan[] | undefined,
  onDay: BusinessDate,
): readonly string[] {
  return activePlans(plans, onDay).map(({ planId }) => planId);
}
