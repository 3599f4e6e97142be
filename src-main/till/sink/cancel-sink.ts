import type { InferContractRouterOutputs } from '@orpc/contract';
import type { sinkContract } from '../../../src-shared/contract/till/sink.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSinkCancel } from '../../../src-shared/domain/sink/decide-sink-cancel.ts';
import type { ActiveTill } from '../active-till.ts';
import { runCancel } from '../cancel-act.ts';
import { memberSummary } from '../member-summary.ts';
import { findSpent, type SpentPoints } from '../redemption/spend-points.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind, type SinkKept } from './sink-act.ts';

type Output = InferContractRouterOutputs<typeof sinkContract>['cancel'];

/**
 * Undoes a coupon taken for points at this till while it is unused (PL-23): online only, since another till may have used it
 * (OF-01). Safe to repeat: the points are given back once.
 */
export async function cancelSink(
  till: ActiveTill,
  session: SignedIn,
  redemptionId: string,
): Promise<Output | Refusal> {
  const done = await runCancel<'cancelRedemption', SpentPoints & Pick<SinkKept, 'couponId'>>(
    till,
    session,
    {
      notFound: 'redemption_not_found',
      find: () => {
        const act = till.store.act.find(sinkActKind, redemptionId);
        const spent = findSpent(till, redemptionId);
        if (act === null || spent === null) return null;
        const { couponId } = act.record as SinkKept; // kept by this act
        return { ...spent, couponId };
      },
      decide: ({ redemption, couponId }, { view: { state }, programme, moment }) => {
        const { businessDate } = moment;
        const decided = decideSinkCancel({ programme, state, redemption, couponId, businessDate });
        if (decided.status === 'refused' || till.reference.isOnline()) return decided;
        return refuse('sink_cancel_online_only');
      },
      close: (cancelledSeq) => {
        till.store.redemption.markCancelled(redemptionId, cancelledSeq);
        till.store.act.update(sinkActKind, redemptionId, { state: 'cancelled' });
      },
    },
  );
  if (done.status === 'refused') return done;
  const restoredPoints = done.found.redemption.points;
  return { status: done.status, restoredPoints, member: memberSummary(till, done.view, session) };
}
