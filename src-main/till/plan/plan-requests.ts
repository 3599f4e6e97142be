import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { planScreenContract } from '../../../src-shared/contract/till/plan.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { StoredAct } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { faceOfMember, isRefused, type MemberView, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import type { Session, SignedIn } from '../session.ts';
import {
  planRefundActKind,
  type PlanRefundKept,
  planSaleActKind,
  type PlanSaleKept,
} from './plan-act.ts';

type Calls = typeof planScreenContract;
type Requests = InferContractRouterOutputs<Calls>['requests']['requests'];

/** The sales and refunds of one member that wait at this till for the line (OF-02), to be done or withdrawn. */
export function listPlanRequests(
  till: ActiveTill,
  session: SignedIn,
  memberId: string,
): Refusal | { readonly status: 'listed'; readonly requests: Requests } {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const requests = waitingPlanRequests(till, session);
  return {
    status: 'listed',
    requests: requests.filter((request) => request.memberId === view.memberId),
  };
}

/** Withdraws a wish that waits; nothing was sold or given back. A second call finds nothing that waits. */
export function withdrawPlanRequest(
  till: ActiveTill,
  session: SignedIn,
  { memberId, requestId, kind }: InferContractRouterInputs<Calls>['withdraw'],
): Refusal | InferContractRouterOutputs<Calls>['withdraw'] {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const actKind = kind === 'sale' ? planSaleActKind : planRefundActKind;
  const isForgotten = till.store.transaction(() => {
    const act = till.store.act.find(actKind, requestId);
    const owner = act === null ? null : readMember(till, act.memberId);
    if (owner === null || isRefused(owner) || owner.memberId !== view.memberId) return false;
    return till.store.act.forgetWaiting(actKind, requestId);
  });
  return { status: isForgotten ? 'withdrawn' : 'nothing_waits' };
}

/** Every sale and refund of a paid membership that waits at this till, of members that were merged under who they are now. */
export function waitingPlanRequests(till: ActiveTill, { language }: Session): Requests {
  const { businessDate } = till.time.now();
  const plans = till.reference.programmeAt(businessDate)?.plans ?? [];
  const nameOf = (planId: string) =>
    plans.find((plan) => plan.planId === planId)?.name[language] ?? planId;
  const sales = till.store.act.listWaiting(planSaleActKind).flatMap((act) =>
    ofMember(till, act, () => {
      const { plan } = act.record as PlanSaleKept; // kept by this act
      return { kind: 'sale', planId: plan.planId, amountFen: plan.paidFen, refund: null } as const;
    }),
  );
  const refunds = till.store.act.listWaiting(planRefundActKind).flatMap((act) =>
    ofMember(till, act, ({ state }) => {
      const { refund, planSaleId, reason } = act.record as PlanRefundKept; // kept by this act
      const sold = state.plans?.find((plan) => plan.planSaleId === planSaleId);
      const amountFen = refund.refundFen;
      const planId = sold?.planId ?? planSaleId;
      return { kind: 'refund', planId, amountFen, refund: { planSaleId, reason } } as const;
    }),
  );
  return [...sales, ...refunds]
    .map((request) => ({ ...request, planName: nameOf(request.planId) }))
    .toSorted((a, b) => (a.askedOnDay < b.askedOnDay ? -1 : 1));
}

/** [] where the member has left this till's scope meanwhile. */
function ofMember<Told extends object>(
  till: ActiveTill,
  { actId: requestId, memberId, businessDate: askedOnDay }: StoredAct,
  tell: (view: MemberView) => Told,
) {
  const view = readMember(till, memberId);
  if (isRefused(view)) return [];
  const { maskedName, maskedPhone } = faceOfMember(view);
  return [
    { requestId, askedOnDay, memberId: view.memberId, maskedName, maskedPhone, ...tell(view) },
  ];
}
