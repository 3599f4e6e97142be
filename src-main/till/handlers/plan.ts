import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { listPlans } from '../plan/list-plans.ts';
import { listPlanRequests, withdrawPlanRequest } from '../plan/plan-requests.ts';
import { quotePlanRefund, refundPlan } from '../plan/refund-plan.ts';
import { sellPlan } from '../plan/sell-plan.ts';

/**
 * Paid membership: what is sold, `sell` and renew, and `refund` after `quoteRefund` has shown what that gives back; for the
 * screens the `requests` that wait for the line, and `withdraw`.
 */
export function planHandlers({ signedIn }: Implementers) {
  return {
    list: signedIn.plan.list.handler(({ context: { till, session } }) => listPlans(till, session)),
    sell: signedIn.plan.sell.handler(({ input, context: { till, session } }) =>
      answer(session, sellPlan(till, session, input)),
    ),
    quoteRefund: signedIn.plan.quoteRefund.handler(({ input, context: { till, session } }) =>
      answer(session, quotePlanRefund(till, session, input)),
    ),
    refund: signedIn.plan.refund.handler(async ({ input, context: { till, session } }) =>
      answer(session, await refundPlan(till, session, input)),
    ),
    requests: signedIn.plan.requests.handler(({ input, context: { till, session } }) => {
      const { requests } = answer(session, listPlanRequests(till, session, input.memberId));
      return { requests };
    }),
    withdraw: signedIn.plan.withdraw.handler(({ input, context: { till, session } }) =>
      answer(session, withdrawPlanRequest(till, session, input)),
    ),
  };
}
