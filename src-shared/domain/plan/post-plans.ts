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
      return addUsed(plans, change.planSaleId, change.savedFen);
    case 'give_back':
      return addUsed(plans, change.planSaleId, -change.savedFen);
    case 'refund':
      return plans.map((plan) =>
        plan.planSaleId === change.planSaleId ? { ...plan, status: 'refunded' } : plan,
      );
  }
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
