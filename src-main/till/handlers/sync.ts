import { setAsideText } from '../../../src-shared/text/set-aside-words.ts';
import type { Implementers } from '../implementer.ts';

const setAsideMax = 200;

/** How this till stands with head office: `state`, `run` now, and what was `setAside` for a person to look at. */
export function syncHandlers({ active, signedIn }: Implementers) {
  return {
    state: active.sync.state.handler(({ context }) => context.till.sync.state()),
    run: active.sync.run.handler(({ context }) => context.till.sync.runNow()),
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
