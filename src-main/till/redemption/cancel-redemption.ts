import type { InferContractRouterOutputs } from '@orpc/contract';
import type { redemptionContract } from '../../../src-shared/contract/till/redemption.ts';
import { decideCancel } from '../../../src-shared/domain/redemption/decide-cancel.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind } from '../sink/sink-act.ts';

type Output = InferContractRouterOutputs<typeof redemptionContract>['cancel'];

/** Gives the points of a redemption back whose receipt is not posted yet. Safe to repeat: they are given back once. */
export function cancelRedemption(
  till: ActiveTill,
  session: SignedIn,
  redemptionId: string,
): Promise<Output | Refusal> {
  const stored = till.store.redemption.find(redemptionId);
  const member = stored?.memberId ?? redemptionId;
  // Behind a redemption of the same member that is on its way.
  return till.queue.run(`spend:${member}`, () =>
    Promise.resolve(cancel(till, session, redemptionId)),
  );
}

function cancel(till: ActiveTill, session: SignedIn, redemptionId: string): Output | Refusal {
  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  const result = till.store.transaction(() => {
    const stored = till.store.redemption.find(redemptionId);
    if (stored === null || programme === null) return refuse('redemption_not_found');
    // What points were given for besides money off has rules of its own (PL-23).
    if (till.store.act.find(sinkActKind, redemptionId) !== null)
      return refuse('redemption_not_found');
    if (till.store.operation.countsForNothing(stored.terminalSeq))
      return refuse('redemption_not_found');
    const view = readMember(till, stored.memberId);
    if (isRefused(view)) return view;
    const { redemption, memberId } = stored;
    const restoredPoints = redemption.points;
    if (stored.cancelledSeq !== null) {
      return { status: 'already_cancelled', restoredPoints, view } as const;
    }
    const { businessDate } = moment;
    const receiptPosted = stored.receipt !== null;
    const decided = decideCancel({ redemption, memberId, businessDate, programme, receiptPosted });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const act = { draft: decided.draft, view: view.state, session, programme, moment };
    const { operation, state } = postOperation<'cancelRedemption'>(till, act);
    till.store.redemption.markCancelled(redemptionId, operation.terminalSeq);
    return {
      status: 'cancelled',
      restoredPoints,
      view: { ...view, state, hasPending: true },
    } as const;
  });
  if (result.status === 'refused') return result;
  const { status, restoredPoints, view } = result;
  if (status === 'cancelled') announcePosted(till, view.memberId);
  return { status, restoredPoints, member: memberSummary(till, view, session) };
}
