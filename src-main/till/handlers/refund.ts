import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { postRefund } from '../refund/post-refund.ts';
import { quoteRefund } from '../refund/quote-refund.ts';

/** Returned goods: `quote` says what would move, `post` takes points back and gives redeemed points back. */
export function refundHandlers({ signedIn }: Implementers) {
  return {
    quote: signedIn.refund.quote.handler(
      async ({ input, context: { till, session } }) =>
        answer(session, await quoteRefund(till, session, input)).quote,
    ),
    post: signedIn.refund.post.handler(async ({ input, context: { till, session } }) =>
      answer(session, await postRefund(till, session, input)),
    ),
  };
}
