import { answer } from '../answer.ts';
import { approveAdjustment, postAdjustment } from '../adjustment/post-adjustment.ts';
import type { Implementers } from '../implementer.ts';

/** Points corrected by hand: `post`, and `approve` by a second person where one is needed. */
export function adjustmentHandlers({ signedIn }: Implementers) {
  return {
    post: signedIn.adjustment.post.handler(async ({ input, context: { till, session } }) =>
      answer(session, await postAdjustment(till, session, input)),
    ),
    approve: signedIn.adjustment.approve.handler(async ({ input, context: { till, session } }) =>
      answer(session, await approveAdjustment(till, session, input)),
    ),
  };
}
