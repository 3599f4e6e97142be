import type { InferContractRouterOutputs } from '@orpc/contract';
import type { redemptionContract } from '../../../src-shared/contract/till/redemption.ts';
import { decideCancel } from '../../../src-shared/domain/redemption/decide-cancel.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { runCancel } from '../cancel-act.ts';
import { memberSummary } from '../member-summary.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind } from '../sink/sink-act.ts';
import { findSpent, type SpentPoints } from './spend-points.ts';

type Output = InferContractRouterOutputs<typeof redemptionContract>['cancel'];

/** Gives the points of a redemption back whose receipt is not posted yet. Safe to repeat: they are given back once. */
export async function cancelRedemption(
  till: ActiveTill,
  session: SignedIn,
  redemptionId: string,
): Promise<Output | Refusal> {
  const done = await runCancel<'cancelRedemption', SpentPoints>(till, session, {
    notFound: 'redemption_not_found',
    find: () => {
      // What points were given for besides money off has rules of its own (PL-23).
      const isSink = till.store.act.find(sinkActKind, redemptionId) !== null;
      return isSink ? null : findSpent(till, redemptionId);
    },
    decide: ({ redemption, memberId, receipt }, { programme, moment: { businessDate } }) => {
      const receiptPosted = receipt !== null;
      return decideCancel({ redemption, memberId, businessDate, programme, receiptPosted });
    },
    close: (cancelledSeq) => till.store.redemption.markCancelled(redemptionId, cancelledSeq),
  });
  if (done.status === 'refused') return done;
  const restoredPoints = done.found.redemption.points;
  return { status: done.status, restoredPoints, member: memberSummary(till, done.view, session) };
}
