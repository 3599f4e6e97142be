import type { InferContractRouterOutputs } from '@orpc/contract';
import type { storedValueContract } from '../../../src-shared/contract/till/stored-value.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideCancelPayment } from '../../../src-shared/domain/stored-value/decide-payment.ts';
import type { ReceiptPayment } from '../../../src-shared/domain/stored-value/stored-value.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';
import { countsForNothing, paymentKind } from './open-payments.ts';

type Output = InferContractRouterOutputs<typeof storedValueContract>['cancelPayment'];

/** Gives a payment back whose receipt is not posted. Safe to repeat: it is given back once. */
export function cancelPayment(
  till: ActiveTill,
  session: SignedIn,
  paymentId: string,
): Promise<Output | Refusal> {
  const member = till.store.act.find(paymentKind, paymentId)?.memberId ?? paymentId;
  // Behind a payment of the same member that is on its way.
  return till.queue.run(`spend:${member}`, () => Promise.resolve(cancel(till, session, paymentId)));
}

function cancel(till: ActiveTill, session: SignedIn, paymentId: string): Output | Refusal {
  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction(() => {
    const stored = till.store.act.find(paymentKind, paymentId);
    if (stored === null || countsForNothing(till, stored)) return refuse('payment_not_found');
    const view = readMember(till, stored.memberId);
    if (isRefused(view)) return view;
    const payment = stored.record as ReceiptPayment; // kept by the payment
    const { amountFen } = payment;
    if (stored.state === 'cancelled')
      return { status: 'already_cancelled', amountFen, view } as const;
    const receiptPosted = stored.state === 'done';
    const decided = decideCancelPayment({ state: view.state, payment, receiptPosted });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const act = { draft: decided.draft, view: view.state, session, programme, moment };
    const { state } = postOperation<'cancelPayment'>(till, act);
    till.store.act.update(paymentKind, paymentId, { state: 'cancelled' });
    return { status: 'cancelled', amountFen, view: { ...view, state, hasPending: true } } as const;
  });
  if (result.status === 'refused') return result;
  const { status, amountFen, view } = result;
  if (status === 'cancelled') announcePosted(till, view.memberId);
  return { status, amountFen, member: memberSummary(till, view, session) };
}
