import type { InferContractRouterOutputs } from '@orpc/contract';
import type { storedValueContract } from '../../../src-shared/contract/till/stored-value.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideCancelPayment } from '../../../src-shared/domain/stored-value/decide-payment.ts';
import type { ReceiptPayment } from '../../../src-shared/domain/stored-value/stored-value.ts';
import type { ActiveTill } from '../active-till.ts';
import { runCancel } from '../cancel-act.ts';
import { memberSummary } from '../member-summary.ts';
import type { SignedIn } from '../session.ts';
import { countsForNothing, paymentKind } from './open-payments.ts';

type Output = InferContractRouterOutputs<typeof storedValueContract>['cancelPayment'];

/** Gives a payment back whose receipt is not posted. Safe to repeat: it is given back once. */
export async function cancelPayment(
  till: ActiveTill,
  session: SignedIn,
  paymentId: string,
): Promise<Output | Refusal> {
  const done = await runCancel<'cancelPayment', NonNullable<ReturnType<typeof findPayment>>>(
    till,
    session,
    {
      notFound: 'payment_not_found',
      find: () => findPayment(till, paymentId),
      decide: ({ payment, receiptPosted }, { view }) =>
        decideCancelPayment({ state: view.state, payment, receiptPosted }),
      close: () => till.store.act.update(paymentKind, paymentId, { state: 'cancelled' }),
    },
  );
  if (done.status === 'refused') return done;
  const { amountFen } = done.found.payment;
  return { status: done.status, amountFen, member: memberSummary(till, done.view, session) };
}

function findPayment(till: ActiveTill, paymentId: string) {
  const stored = till.store.act.find(paymentKind, paymentId);
  if (stored === null || countsForNothing(till, stored)) return null;
  return {
    memberId: stored.memberId,
    isCancelled: stored.state === 'cancelled',
    receiptPosted: stored.state === 'done',
    payment: stored.record as ReceiptPayment, // kept by the payment
  };
}
