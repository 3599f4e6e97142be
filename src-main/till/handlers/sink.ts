import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { cancelSink } from '../sink/cancel-sink.ts';
import { listSinks } from '../sink/list-sinks.ts';
import { postSink } from '../sink/post-sink.ts';

/** What points can be given for besides money off: `list`, `post`, and `cancel` for an unused coupon. */
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
  };
}
