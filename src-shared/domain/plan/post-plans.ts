import type { MemberPlan, PlanChange } from './plan.ts';

/** Posts decided changes to a member's paid plans. A sale posted twice is there once. Total. */
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
        : [...plans, change.plan];
    case 'use':
      return plans.map((plan) =>
        plan.planSaleId === change.planSaleId
          ? { ...plan, usedFen: plan.usedFen + change.savedFen }
          : plan,
      );
    case 'refund':
      return plans.map((plan) =>
        plan.planSaleId === change.planSaleId ? { ...plan, status: 'refunded' } : plan,
      );
  }
}
