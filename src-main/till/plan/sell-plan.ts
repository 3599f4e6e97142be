import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { planContract } from '../../../src-shared/contract/till/plan.ts';
import { decidePlanSale } from '../../../src-shared/domain/plan/decide-plan-sale.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { requestHash } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';
import { planSaleActKind, type PlanSaleKept } from './plan-act.ts';

type Input = InferContractRouterInputs<typeof planContract>['sell'];
type Output = InferContractRouterOutputs<typeof planContract>['sell'];

/** Sells or renews a paid membership, or keeps the wish where this till was offline for too long. Safe to repeat. */
export function sellPlan(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Output | Refusal | IdReused {
  const { planSaleId, memberId, planId } = input;
  const done = runAct<'sellPlan', PlanSaleKept>(till, session, {
    kind: planSaleActKind,
    actId: planSaleId,
    requestHash: requestHash({ memberId, planId }),
    memberId,
    decide: ({ view, programme, moment }) => {
      // The day it begins tells whether there is one already.
      const unknown = checkKnown(till, session, view, 'seeAssets');
      if (unknown !== null) return unknown;
      const decided = decidePlanSale({
        programme,
        state: view.state,
        planSaleId,
        planId,
        businessDate: moment.businessDate,
        replicaAgeMs: planReplicaAgeMs(till),
      });
      if (decided.status === 'refused') return decided;
      const kept = { plan: decided.plan };
      if (decided.status === 'requested') return { status: 'waiting', kept };
      return { status: 'decided', draft: decided.draft, kept };
    },
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  const { paidFen, fromDay, untilDay } = done.kept.plan;
  return {
    status: done.status === 'waiting' ? 'requested' : done.status,
    planSaleId,
    priceFen: paidFen,
    fromDay,
    untilDay,
    member: memberSummary(till, done.view, session),
  };
}

/** How old what this till knows of a member's plans is: nothing while the line is up (OF-02). */
function planReplicaAgeMs(till: ActiveTill): number | null {
  return till.reference.isOnline() ? 0 : till.reference.replicaAgeMs();
}
