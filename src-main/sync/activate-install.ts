import type { Logger } from 'pino';
import {
  installId as toInstallId,
  storeId as toStoreId,
  terminalId as toTerminalId,
} from '../../src-shared/values/ids.ts';
import type { Clock } from '../store/clock.ts';
import type { Install, TillStore } from '../store/till-store.ts';
import { createInstallKeys } from './install-key.ts';
import { createOfficeClient } from './office-client.ts';

const activateTimeoutMs = 10_000;

/**
 * Makes this install a terminal of head office, once. Its id and key are durable before the office hears of them, and the
 * same code with the same key repeats its answer: a crash or a lost answer at any point strands nobody, the next start
 * calls this again. Does nothing when the install is activated already, but with `isAnew`: then an office that does not know
 * it any more, or switched it off, takes it back as what it was. Fails with OfficeFailure, whose `refusal` is
 * `activation_unknown`, `activation_used` or `activation_other_store` when the code is no good.
 */
export async function activateInstall(options: {
  readonly store: TillStore;
  readonly officeUrl: string;
  readonly activationCode: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly isAnew?: boolean;
}): Promise<void> {
  const { store, officeUrl, activationCode, clock, log, signal } = options;
  const { installId, publicKey, activated } = readOrCreate(store, clock);
  if (activated !== null && options.isAnew !== true) return;
  const client = createOfficeClient({ officeUrl, token: activated?.terminalToken ?? null });
  const how = { signal, timeoutMs: activateTimeoutMs };
  try {
    const answer =
      activated === null
        ? await client.activate({ activationCode, installId, publicKey }, how)
        : await client.readmit({ activationCode, publicKey, ...formerOf(activated) }, how);
    // What was set aside for it others may have had meanwhile: nothing of it is taken before the next whole pull.
    if (activated !== null) store.sync.write({ sharesWait: true });
    store.install.activate({
      ...answer,
      terminalId: toTerminalId(answer.terminalId),
      storeId: toStoreId(answer.storeId),
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
  const created = { installId: toInstallId(clock.newId()), ...createInstallKeys() };
  store.install.create(created);
  return { ...created, activated: null, revoked: false, lostAs: null };
}

function formerOf({ terminalId, storeId, installNo }: NonNullable<Install['activated']>) {
  return { terminalId, storeId, installNo };
}
