import type { InferContractRouterOutputs } from '@orpc/contract';
import type { sinkContract } from '../../../src-shared/contract/till/sink.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideSinkCancel } from '../../../src-shared/domain/sink/decide-sink-cancel.ts';
import type { ActiveTill } from '../active-till.ts';
import { runCancel } from '../cancel-act.ts';
import { claimCoupons } from '../coupon/claim-coupons.ts';
import { isRefused, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { findSpent, type SpentPoints } from '../redemption/spend-points.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind, type SinkKept } from './sink-act.ts';

type Taken = SpentPoints & Pick<SinkKept, 'couponId'>;
type Output = InferContractRouterOutputs<typeof sinkContract>['cancel'];

/**
 * Undoes a coupon taken for points at this till while it is unused (PL-23): only where head office keeps it for that, since
 * another till may have used it (OF-01). Safe to repeat: the points are given back once.
 */
export async function cancelSink(
  till: ActiveTill,
  session: SignedIn,
  redemptionId: string,
): Promise<Output | Refusal> {
  const taken = findTaken(till, redemptionId);
  const claim = taken === null ? undefined : await claimTaken(till, redemptionId, taken);
  const done = await runCancel<'cancelRedemption', Taken>(till, session, {
    notFound: 'redemption_not_found',
    find: () => findTaken(till, redemptionId),
    decide: ({ redemption, couponId }, { view: { state }, programme, moment }) => {
      const { businessDate } = moment;
      const decided = decideSinkCancel({ programme, state, redemption, couponId, businessDate });
      if (decided.status === 'refused' || claim?.status === 'claimed') return decided;
      return refuse(claim?.status === 'refused' ? 'sink_coupon_used' : 'sink_cancel_online_only');
    },
    close: (cancelledSeq) => {
      till.store.redemption.markCancelled(redemptionId, cancelledSeq);
      till.store.act.update(sinkActKind, redemptionId, { state: 'cancelled' });
    },
  });
  if (done.status === 'refused') return done;
  const restoredPoints = done.found.redemption.points;
  return { status: done.status, restoredPoints, member: memberSummary(till, done.view, session) };
}

function findTaken(till: ActiveTill, redemptionId: string): Taken | null {
  const act = till.store.act.find(sinkActKind, redemptionId);
  const spent = findSpent(till, redemptionId);
  if (act === null || spent === null) return null;
  const { couponId } = act.record as SinkKept; // kept by this act
  return { ...spent, couponId };
}

/**
 * Asks head office to keep the coupon, so that no other till uses it meanwhile; nothing where there is none to keep. One that
 * is gone as far as is known here is refused without asking: it would be kept for nothing, and for no receipt of this till.
 */
async function claimTaken(
  till: ActiveTill,
  claimId: string,
  { memberId, couponId, isCancelled }: Taken,
): ReturnType<typeof claimCoupons> {
  if (couponId === null || isCancelled || !isUnusedHere(till, memberId, couponId)) return undefined;
  const attemptId = till.clock.newId();
  return claimCoupons(till, { claimId, attemptId, memberId, couponIds: [couponId] });
}

function isUnusedHere(till: ActiveTill, memberId: string, couponId: string): boolean {
  const view = readMember(till, memberId);
  if (isRefused(view)) return false;
  const coupon = view.state.coupons?.find((each) => each.couponId === couponId);
  return coupon?.status === 'issued';
}
