import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { refundContract } from '../../../src-shared/contract/till/refund.ts';
import { decideRefund } from '../../../src-shared/domain/refund/decide-refund.ts';
import type { ReceiptRedemption } from '../../../src-shared/domain/receipt/receipt.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { StoredRefund } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation, requestHash } from '../post-operation.ts';
import { findStoredReceipt } from '../receipt/find-receipt.ts';
import type { SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof refundContract>['post'];
type Output = InferContractRouterOutputs<typeof refundContract>['post'];

/** Takes back and gives back the points of returned goods, or changes nothing. Safe to repeat under the same refundNo. */
export function postRefund(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Output | Refusal | IdReused {
  const { refundNo, receiptNo, receiptDate } = input;
  const hash = requestHash({ receiptNo, receiptDate: receiptDate ?? null, lines: input.lines });
  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);

  const result = till.store.transaction(() => {
    const posted = till.store.refund.find(refundNo);
    if (posted !== null) return repeated(till, posted, hash);
    const found = findStoredReceipt(till, input);
    if ('code' in found) return found;
    if (till.store.operation.countsForNothing(found.terminalSeq))
      return refuse('receipt_not_found');
    const { record } = found;
    const view = readMember(till, record.memberId);
    if (isRefused(view)) return view;
    // A till that has posted a receipt has had a programme ever since.
    if (programme === null) return refuse('receipt_not_found');
    const { businessDate } = moment;
    const { state, memberId } = view;
    const decided = decideRefund({
      programme,
      state,
      record: { ...record, redemptions: record.redemptions.filter(isSpent(till)) },
      refundNo,
      lines: input.lines,
      businessDate,
    });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const { draft, takenBackPoints, restoredPoints, debtPoints } = decided;
    const act = { draft, view: state, session, programme, moment };
    const after = postOperation<'refund'>(till, act);
    const { terminalSeq } = after.operation;
    const figures = { takenBackPoints, restoredPoints, debtPoints };
    const { lines } = draft.body;
    const refund = { refundNo, lines, takenBackPoints, restoredPoints };
    till.store.receipt.update({ ...record, refunds: [...record.refunds, refund] });
    till.store.refund.insert({ refundNo, requestHash: hash, terminalSeq, memberId, ...figures });
    return {
      status: 'posted',
      figures,
      view: { memberId, state: after.state, hasPending: true },
    } as const;
  });
  if (result.status === 'refused' || result.status === 'id_reused') return result;
  if (result.status === 'posted') announcePosted(till, result.view.memberId);
  const member = memberSummary(till, result.view, session);
  return { status: result.status, ...result.figures, member };
}

interface Told {
  readonly status: 'posted' | 'already_posted';
  readonly figures: Pick<StoredRefund, 'takenBackPoints' | 'restoredPoints' | 'debtPoints'>;
  readonly view: MemberView;
}

/** Points of a redemption that head office set aside were never taken, so that there is nothing to give back. */
function isSpent(till: ActiveTill): (redemption: ReceiptRedemption) => boolean {
  return ({ redemptionId }) => {
    const stored = till.store.redemption.find(redemptionId);
    return stored === null || !till.store.operation.countsForNothing(stored.terminalSeq);
  };
}

function repeated(till: ActiveTill, posted: StoredRefund, hash: string): Told | Refusal | IdReused {
  if (posted.requestHash !== hash) return idReused;
  const view = readMember(till, posted.memberId);
  if (isRefused(view)) return view;
  const { takenBackPoints, restoredPoints, debtPoints } = posted;
  const figures = { takenBackPoints, restoredPoints, debtPoints };
  return { status: 'already_posted', figures, view };
}
