import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { decideHold, listReview } from '../review-desk.ts';

/** What waits for a manager: `list`, and `decideHold` for points in review. */
export function reviewHandlers({ signedIn }: Implementers) {
  return {
    list: signedIn.review.list.handler(async ({ context: { till, session } }) => {
      const { status: _status, ...desk } = answer(session, await listReview(till, session));
      return desk;
    }),
    decideHold: signedIn.review.decideHold.handler(async ({ input, context: { till, session } }) =>
      answer(session, await decideHold(till, input)),
    ),
  };
}
