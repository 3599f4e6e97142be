import type { SyncState } from '../../../src-shared/contract/till/sync.ts';
import { operationText } from '../../../src-shared/text/operation-words.ts';
import { setAsideText } from '../../../src-shared/text/set-aside-words.ts';
import type { ActiveTill } from '../active-till.ts';
import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { listNeighbours } from '../neighbours.ts';
import { extendCeiling, readCeiling } from '../offline-ceiling.ts';

const setAsideMax = 200;

/**
 * How this till stands with head office: `state`, `run` now, `extendCeiling` by a manager, and what was `setAside` for a
 * person to look at.
 */
export function syncHandlers({ active, signedIn }: Implementers) {
  return {
    state: active.sync.state.handler(({ context: { till } }) => standing(till, till.sync.state())),
    run: active.sync.run.handler(async ({ context: { till } }) =>
      standing(till, await till.sync.runNow()),
    ),
    extendCeiling: signedIn.sync.extendCeiling.handler(async ({ input, context }) =>
      answer(context.session, await extendCeiling(context.till, context.session, input)),
    ),
    setAside: signedIn.sync.setAside.handler(({ context }) => ({
      operations: context.till.store.operation
        .listSetAside(setAsideMax)
        .map(({ verdict, kind, ...operation }) => ({
          ...operation,
          what: operationText(context.session.language, kind),
          reason: setAsideText(context.session.language, verdict?.reason ?? ''),
        })),
    })),
  };
}

function standing(till: ActiveTill, state: SyncState) {
  const neighbours = listNeighbours(till);
  const clock = till.time.standing();
  return { ...state, clock, offlineCeiling: readCeiling(till), neighbours };
}
