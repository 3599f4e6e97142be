import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { findReceipt, listRecentReceipts, nextReceiptNo } from '../receipt/find-receipt.ts';
import { postReceipt } from '../receipt/post-receipt.ts';

/** Receipts: `post` earns and uses benefits; `find`, `recent` for the refund screen; `nextNumber` for one entered by hand. */
export function receiptHandlers({ signedIn }: Implementers) {
  return {
    post: signedIn.receipt.post.handler(async ({ input, context: { till, session } }) => {
      till.announcer.used(session);
      return answer(session, await postReceipt(till, session, input));
    }),
    find: signedIn.receipt.find.handler(
      async ({ input, context: { till, session } }) =>
        answer(session, await findReceipt(till, input)).receipt,
    ),
    recent: signedIn.receipt.recent.handler(({ input, context: { till } }) => ({
      receipts: listRecentReceipts(till, input.limit),
    })),
    nextNumber: signedIn.receipt.nextNumber.handler(({ context: { till } }) => nextReceiptNo(till)),
  };
}
