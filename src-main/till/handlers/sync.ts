import { setAsideText } from '../../../src-shared/text/set-aside-words.ts';
import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { extendCeiling, readCeiling } from '../offline-ceiling.ts';

const setAsideMax = 200;

/**
 * How this till stands with head office: `state`, `run` now, `extendCeiling` by a manager, and what was `setAside` for a
 * person to look at.
 */
export function syncHandlers({ active, signedIn }: Implementers) {
  return {
    state: active.sync.state.handler(({ context: { till } }) => ({
      ...till.sync.state(),
      offlineCeiling: readCeiling(till),
    })),
    run: active.sync.run.handler(async ({ context: { till } }) => ({
      ...(await till.sync.runNow()),
      offlineCeiling: readCeiling(till),
    })),
    extendCeiling: signedIn.sync.extendCeiling.handler(async ({ input, context }) =>
      answer(context.session, await extendCeiling(context.till, context.session, input)),
    ),
    setAside: signedIn.sync.setAside.handler(({ context }) => ({
      operations: context.till.store.operation
        .listSetAside(setAsideMax)
        .map(({ verdict, ...operation }) => ({
          ...operation,
          reason: setAsideText(context.session.language, verdict?.reason ?? ''),
        })),
    })),
  };
}
