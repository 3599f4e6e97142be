import { setImmediate as nextTurn } from 'node:timers/promises';
import { type AnyRouter, implement } from '@orpc/server';
import type { Logger } from 'pino';
import { keyboardScannerSchema } from '../../src-shared/contract/till/reader-settings.ts';
import type { TillStatus } from '../../src-shared/contract/till/till-event.ts';
import { tillContract } from '../../src-shared/contract/till-contract.ts';
import type { TillKeyHolder } from '../store/key-file.ts';
import { answerInWords } from './answer.ts';
import { announcer } from './announcer.ts';
import type { Session, TillContext } from './session.ts';
import { recoverKey } from './setup/recover-key.ts';
import type { Till } from './start-till.ts';
import { createVisits } from './visits.ts';

/** What a shell hands to a pipe: a till, or one that waits for its key. */
export interface ServedTill extends Pick<Till, 'answerInWords' | 'newSession' | 'stop'> {
  readonly router: AnyRouter;
}

/**
 * A till whose replica is there and whose key is not. It answers its screens with no more than that, takes the code of the
 * recovery sheet, and calls `onOpened` when the key is back in its place: the shell then starts the till itself.
 */
export function lockedTill(options: {
  readonly dataFolder: string;
  readonly keyHolder: TillKeyHolder;
  readonly log: Logger;
  readonly onOpened: () => void;
}): ServedTill {
  const { log, onOpened } = options;
  const events = announcer(() => lockedStatus, log);
  const till = implement(tillContract).$context<TillContext>();
  return {
    router: {
      events: till.events.handler(({ context, signal }) =>
        events.subscribe(context.session, signal),
      ),
      setup: {
        recover: till.setup.recover.handler(async ({ input }) => {
          const recovered = await recoverKey(options, input.recoveryCode);
          log.warn({ outcome: recovered.status }, 'a recovery code was typed');
          // The answer first: the pipes of this till end with it.
          if (recovered.status === 'opened') void nextTurn().then(onOpened);
          return recovered;
        }),
      },
    },
    answerInWords: answerInWords(log),
    newSession: (language): Session => ({ operator: null, visits: createVisits(), language }),
    stop: () => {
      events.stop();
      return Promise.resolve();
    },
  };
}

const lockedStatus: TillStatus = {
  setup: 'locked',
  demo: null,
  online: false,
  offlineReason: null,
  pendingCount: 0,
  setAsideCount: 0,
  lastSyncAtMs: null,
  replicaAgeMs: null,
  offlineCeiling: null,
  neighbours: [],
  offlineSinceMs: null,
  storeName: '',
  terminalName: '',
  revoked: false,
  drain: null,
  load: null,
  readers: [],
  keyboard: keyboardScannerSchema.parse({}),
  programmeVersion: null,
  memberCount: null,
};
