import type { Logger } from 'pino';
import { installId, storeId, terminalId } from '../../src-shared/values/ids.ts';
import type { Clock } from '../store/clock.ts';
import type { Install, TillStore } from '../store/till-store.ts';
import { createInstallKeys } from './install-key.ts';
import { createOfficeClient } from './office-client.ts';

const activateTimeoutMs = 10_000;

/**
 * Makes this install a terminal of head office, once. Its id and key are durable before the office hears of them, and the
 * same code with the same key repeats its answer: a crash or a lost answer at any point strands nobody, the next start
 * calls this again. Does nothing when the install is activated already. Fails with OfficeFailure, whose `refusal` is
 * `activation_unknown` or `activation_used` when the code is no good.
 */
export async function activateInstall(options: {
  readonly store: TillStore;
  readonly officeUrl: string;
  readonly activationCode: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { store, officeUrl, activationCode, clock, log, signal } = options;
  const install = readOrCreate(store, clock);
  if (install.activated !== null) return;
  const client = createOfficeClient({ officeUrl, token: null });
  try {
    const { installId, publicKey } = install;
    const answer = await client.activate(
      { activationCode, installId, publicKey },
      { signal, timeoutMs: activateTimeoutMs },
    );
    store.install.activate({
      ...answer,
      terminalId: terminalId(answer.terminalId),
      storeId: storeId(answer.storeId),
      officeUrl,
    });
    log.info({ terminalId: answer.terminalId, storeId: answer.storeId }, 'activated');
  } finally {
    client.close();
  }
}

function readOrCreate(store: TillStore, clock: Clock): Install {
  const known = store.install.read();
  if (known !== null) return known;
  const created = { installId: installId(clock.newId()), ...createInstallKeys() };
  store.install.create(created);
  return { ...created, activated: null, revoked: false, lostAs: null };
}
