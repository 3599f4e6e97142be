import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { cancelSink } from '../sink/cancel-sink.ts';
import { listTaken } from '../sink/list-taken.ts';
import { listSinks } from '../sink/list-sinks.ts';
import { postSink } from '../sink/post-sink.ts';

/**
 * What points can be given for besides money off: `list`, `post`, and `cancel` for an unused coupon; for the screens what was
 * `taken` and can be undone.
 */
export function sinkHandlers({ signedIn }: Implementers) {
  return {
    list: signedIn.sink.list.handler(({ input, context: { till, session } }) => {
      const { right, sinks } = answer(session, listSinks(till, session, input));
      return { right, sinks };
    }),
    post: signedIn.sink.post.handler(async ({ input, context: { till, session } }) =>
      answer(session, await postSink(till, session, input)),
    ),
    cancel: signedIn.sink.cancel.handler(async ({ input, context: { till, session } }) =>
      answer(session, await cancelSink(till, session, input.redemptionId)),
    ),
    taken: signedIn.sink.taken.handler(({ input, context: { till, session } }) => {
      const { taken } = answer(session, listTaken(till, session, input.memberId));
      return { taken };
    }),
  };
}
