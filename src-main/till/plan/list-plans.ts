import type { InferContractRouterOutputs } from '@orpc/contract';
import type { planContract } from '../../../src-shared/contract/till/plan.ts';
import type { ActiveTill } from '../active-till.ts';
import type { SignedIn } from '../session.ts';

/** The paid memberships of today's programme, in the session's language; none while no programme has arrived. */
export function listPlans(
  till: ActiveTill,
  { language }: SignedIn,
): InferContractRouterOutputs<typeof planContract>['list'] {
  const { businessDate } = till.time.now();
  const plans = till.reference.programmeAt(businessDate)?.plans ?? [];
  return {
    plans: plans.map(({ planId, name, priceFen, months, fullRefundDays }) => ({
      planId,
      name: name[language],
      priceFen,
      months,
      fullRefundDays,
    })),
  };
}
