import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { cancelRedemption } from '../redemption/cancel-redemption.ts';
import { postRedemption } from '../redemption/post-redemption.ts';
import { quoteRedemption } from '../redemption/quote-redemption.ts';

/** Paying with points: `post`, `cancel` until the receipt is posted, `quote` before anyone types a PIN. */
export function redemptionHandlers({ signedIn }: Implementers) {
  return {
    post: signedIn.redemption.post.handler(async ({ input, context: { till, session } }) =>
      answer(session, await postRedemption(till, session, input)),
    ),
    cancel: signedIn.redemption.cancel.handler(async ({ input, context: { till, session } }) =>
      answer(session, await cancelRedemption(till, session, input.redemptionId)),
    ),
    quote: signedIn.redemption.quote.handler(
      ({ input, context: { till, session } }) =>
        answer(session, quoteRedemption(till, session, input)).quote,
    ),
  };
}
