import type { InferContractRouterOutputs } from '@orpc/contract';
import type { sinkContract } from '../../../src-shared/contract/till/sink.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSinkCancel } from '../../../src-shared/domain/sink/decide-sink-cancel.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind, type SinkKept } from './sink-act.ts';

type Output = InferContractRouterOutputs<typeof sinkContract>['cancel'];

/**
 * Undoes a coupon taken for points at this till while it is unused (PL-23): online only, since another till may have used it
 * (OF-01). Safe to repeat: the points are given back once.
 */
export function cancelSink(
  till: ActiveTill,
  session: SignedIn,
  redemptionId: string,
): Promise<Output | Refusal> {
  const stored = till.store.redemption.find(redemptionId);
  const member = stored?.memberId ?? redemptionId;
  return till.queue.run(`spend:${member}`, () =>
    Promise.resolve(cancel(till, session, redemptionId)),
  );
}

function cancel(till: ActiveTill, session: SignedIn, redemptionId: string): Output | Refusal {
  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  const result = till.store.transaction(() => {
    const act = till.store.act.find(sinkActKind, redemptionId);
    const stored = till.store.redemption.find(redemptionId);
    if (act === null || stored === null || programme === null)
      return refuse('redemption_not_found');
    if (till.store.operation.countsForNothing(stored.terminalSeq))
      return refuse('redemption_not_found');
    const view = readMember(till, stored.memberId);
    if (isRefused(view)) return view;
    const { redemption } = stored;
    const restoredPoints = redemption.points;
    if (stored.cancelledSeq !== null) {
      return { status: 'already_cancelled', restoredPoints, view } as const;
    }
    const { couponId } = act.record as SinkKept; // kept by this act
    const { businessDate } = moment;
    const decided = decideSinkCancel({
      programme,
      state: view.state,
      redemption,
      couponId,
      businessDate,
    });
    if (decided.status === 'refused') return decided;
    if (!till.reference.isOnline()) return refuse('sink_cancel_online_only');

    // Nothing below may refuse.
    const posted = postOperation<'cancelRedemption'>(till, {
      draft: decided.draft,
      view: view.state,
      session,
      programme,
      moment,
    });
    till.store.redemption.markCancelled(redemptionId, posted.operation.terminalSeq);
    till.store.act.update(sinkActKind, redemptionId, { state: 'cancelled' });
    const after = { ...view, state: posted.state, hasPending: true };
    return { status: 'cancelled', restoredPoints, view: after } as const;
  });
  if (result.status === 'refused') return result;
  const { status, restoredPoints, view } = result;
  if (status === 'cancelled') announcePosted(till, view.memberId);
  return { status, restoredPoints, member: memberSummary(till, view, session) };
}
