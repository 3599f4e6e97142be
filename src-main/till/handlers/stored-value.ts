import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { cancelPayment } from '../stored-value/cancel-payment.ts';
import { freezeValue } from '../stored-value/freeze-value.ts';
import { postPayment } from '../stored-value/post-payment.ts';
import { postTopUp } from '../stored-value/post-top-up.ts';
import { offerValue, readStatement, readStoredValue } from '../stored-value/read-value.ts';
import { postValueRefund, quoteValueRefunds } from '../stored-value/refund-value.ts';

/** Stored value: top up, pay, cancel a payment, refund a contract and quote it, stop a lost wallet, read. */
export function storedValueHandlers({ signedIn }: Implementers) {
  return {
    topUp: signedIn.storedValue.topUp.handler(({ input, context: { till, session } }) =>
      answer(session, postTopUp(till, session, input)),
    ),
    pay: signedIn.storedValue.pay.handler(async ({ input, context: { till, session } }) =>
      answer(session, await postPayment(till, session, input)),
    ),
    cancelPayment: signedIn.storedValue.cancelPayment.handler(
      async ({ input, context: { till, session } }) =>
        answer(session, await cancelPayment(till, session, input.paymentId)),
    ),
    refund: signedIn.storedValue.refund.handler(async ({ input, context: { till, session } }) =>
      answer(session, await postValueRefund(till, session, input)),
    ),
    quoteRefund: signedIn.storedValue.quoteRefund.handler(
      ({ input, context: { till, session } }) =>
        answer(session, quoteValueRefunds(till, session, input)).quote,
    ),
    freeze: signedIn.storedValue.freeze.handler(async ({ input, context: { till, session } }) =>
      answer(session, await freezeValue(till, session, input)),
    ),
    get: signedIn.storedValue.get.handler(
      ({ input, context: { till, session } }) =>
        answer(session, readStoredValue(till, session, input)).value,
    ),
    statement: signedIn.storedValue.statement.handler(
      async ({ input, context: { till, session } }) =>
        answer(session, await readStatement(till, session, input)).statement,
    ),
    offer: signedIn.storedValue.offer.handler(
      ({ input, context: { till, session } }) =>
        answer(session, offerValue(till, session, input)).offer,
    ),
  };
}
