import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { planContract } from '../../../src-shared/contract/till/plan.ts';
import {
  decidePlanRefund,
  planRefundDraft,
  type PlanRefund,
} from '../../../src-shared/domain/plan/decide-plan-refund.ts';
import type { Language } from '../../../src-shared/domain/programme/programme.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { planRefundText } from '../../../src-shared/text/plan-refund-words.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError, type IdReused } from '../answer.ts';
import { checkApprover } from '../approver.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { requestHash } from '../post-operation.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { planRefundActKind, planSaleActKind, type PlanRefundKept } from './plan-act.ts';

type Calls = typeof planContract;
type Output<Call extends 'quoteRefund' | 'refund'> = InferContractRouterOutputs<Calls>[Call];

/** Works out what a paid membership gives back today, to be shown and printed before anybody agrees. Records nothing. */
export function quotePlanRefund(
  till: ActiveTill,
  session: SignedIn,
  input: InferContractRouterInputs<Calls>['quoteRefund'],
): Output<'quoteRefund'> | Refusal {
  const { memberId, planSaleId, reason } = input;
  const { businessDate } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const { state } = view;
  const decided = decidePlanRefund({ programme, state, planSaleId, reason, businessDate });
  if (decided.status === 'refused') return decided;
  return { status: 'quoted', ...shown(session.language, decided.refund) };
}

/**
 * Ends a paid membership and says what is given back, approved by a manager on the spot. Money that is out does not come back:
 * head office is asked what other tills used of it, or gave back, and where it does not answer, or has not heard of the sale
 * yet, the wish is kept (OF-02). Safe to repeat: it is refunded once, and a repeat asks for no second approval.
 */
export async function refundPlan(
  till: ActiveTill,
  session: SignedIn,
  input: InferContractRouterInputs<Calls>['refund'],
): Promise<Output<'refund'> | Refusal | IdReused> {
  const { planRefundId, memberId, planSaleId, reason, refundFen, approver } = input;
  const initiatorId = operatorId(session.operator);
  let isHeard = false;
  if (till.store.act.find(planRefundActKind, planRefundId)?.state !== 'done') {
    const wanted = { initiatorId, roles: ['manager'], memberId } as const;
    const checked = await checkApprover(till, approver, wanted);
    if (checked.status === 'refused') return checked;
    isHeard = await hearOf(till, memberId, planSaleId);
  }
  const done = runAct<'refundPlan', PlanRefundKept>(till, session, {
    kind: planRefundActKind,
    actId: planRefundId,
    // Not the sum that was shown: one that waited for the line may come to another, and is checked below.
    requestHash: requestHash({ memberId, planSaleId, reason }),
    memberId,
    decide: ({ view, programme, moment }) => {
      const unknown = checkKnown(till, session, view, 'seeAssets');
      if (unknown !== null) return unknown;
      const decided = decidePlanRefund({
        programme,
        state: view.state,
        planSaleId,
        reason,
        shownFen: refundFen,
        businessDate: moment.businessDate,
      });
      if (decided.status === 'refused') return decided;
      const { refund } = decided;
      const kept = { refund, planSaleId, reason };
      if (!isHeard) return { status: 'waiting', kept };
      const draft = planRefundDraft(view.memberId, planSaleId, refund, approver.staffId);
      return { status: 'decided', draft, kept };
    },
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  return {
    ...shown(session.language, done.kept.refund),
    status: done.status === 'waiting' ? 'requested' : done.status,
    member: memberSummary(till, done.view, session),
  };
}

/**
 * Whether head office has said how the member stands, with the sale among it. One that a neighbour has only passed on would
 * arrive there after its refund, which would then end nothing; this till's own goes up before it.
 */
async function hearOf(till: ActiveTill, memberId: string, planSaleId: string): Promise<boolean> {
  const view = readMember(till, memberId);
  if (isRefused(view)) return false;
  const answer = await till.sync.findMember({ memberId: view.memberId });
  if (answer.status === 'unreachable') return false;
  if (till.store.act.find(planSaleActKind, planSaleId)?.state === 'done') return true;
  const plans = till.store.member.readBase(view.memberId)?.plans ?? [];
  return plans.some((plan) => plan.planSaleId === planSaleId);
}

function shown(language: Language, { basis, refundFen, lines }: PlanRefund) {
  return {
    basis,
    refundFen,
    lines: lines.map((line) => ({
      kind: line.kind,
      text: planRefundText(language, line),
      amountFen: line.amountFen,
    })),
  };
}
