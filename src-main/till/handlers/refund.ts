import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { postRefund } from '../refund/post-refund.ts';

/** Returned goods: `post` takes points back and gives redeemed points back. */
export function refundHandlers({ signedIn }: Implementers) {
  return {
    post: signedIn.refund.post.handler(({ input, context: { till, session } }) =>
      answer(session, postRefund(till, session, input)),
    ),
  };
}
