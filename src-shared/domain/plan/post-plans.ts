import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { planMonths, planUntilDay } from './plan-days.ts';
import type { MemberPlan, PlanChange } from './plan.ts';

/**
 * Posts decided changes to a member's paid plans. A sale posted twice is there once; one whose till had not heard of another
 * of the same plan begins when that one is over, wherever it is posted: renewals stack (TR-09). Total.
 */
export function postPlans(
  plans: readonly MemberPlan[] | undefined,
  changes: readonly PlanChange[],
): readonly MemberPlan[] {
  let posted = plans ?? [];
  for (const change of changes) posted = postChange(posted, change);
  return posted;
}

function postChange(plans: readonly MemberPlan[], change: PlanChange): readonly MemberPlan[] {
  switch (change.kind) {
    case 'sell':
      return plans.some(({ planSaleId }) => planSaleId === change.plan.planSaleId)
        ? plans
        : [...plans, stacked(plans, change.plan)];
    case 'use':
      return addUsed(plans, change.planSaleId, change.savedFen);
    case 'give_back':
      return addUsed(plans, change.planSaleId, -change.savedFen);
    case 'refund':
      return plans.map((plan) =>
        plan.planSaleId === change.planSaleId ? { ...plan, status: 'refunded' } : plan,
      );
  }
}

/** No plan that a programme sells lasts longer, or comes near that day: another one stays where it is. */
const monthsMost = 60;
const lastStackedDay = '9900-01-01' as BusinessDate;

/** A plan behind all that are in force on its days, for as many months. */
function stacked(plans: readonly MemberPlan[], plan: MemberPlan): MemberPlan {
  const isFarOff = plan.fromDay > lastStackedDay || plan.untilDay > lastStackedDay;
  if (plan.status !== 'active' || isFarOff) return plan;
  const months = planMonths(plan);
  if (months > monthsMost) return plan;
  const others = plans
    .filter(({ planId, status }) => planId === plan.planId && status === 'active')
    .toSorted((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
  let { fromDay, untilDay } = plan;
  for (const other of others) {
    const isBeside = other.fromDay <= untilDay && fromDay <= other.untilDay;
    if (!isBeside || other.untilDay > lastStackedDay) continue;
    fromDay = addDays(other.untilDay, 1);
    untilDay = planUntilDay(fromDay, months);
  }
  return fromDay === plan.fromDay ? plan : { ...plan, fromDay, untilDay };
}

function addUsed(
  plans: readonly MemberPlan[],
  planSaleId: string,
  savedFen: number,
): readonly MemberPlan[] {
  return plans.map((plan) =>
    plan.planSaleId === planSaleId ? { ...plan, usedFen: plan.usedFen + savedFen } : plan,
  );
}
