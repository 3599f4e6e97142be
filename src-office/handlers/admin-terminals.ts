import { randomInt } from 'node:crypto';
import { makeActivationCode } from '../../src-shared/values/activation-code.ts';
import { giveUp } from '../store/awaited-store.ts';
import { raiseListRevision } from '../store/meta-store.ts';
import { insertActivation, listInstalls, revokeTerminal } from '../store/terminal-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

/** Makes a code that turns one install into a terminal. */
export function createActivationHandler(office: OfficeServices) {
  return adminCalls.activation.create.handler(async ({ input }) => {
    const activationCode = makeActivationCode(randomInt);
    const { storeId, storeName, region, terminalName } = input;
    await insertActivation(office.store.database, {
      activationCode,
      storeId,
      storeName: storeName ?? null,
      region: region ?? null,
      terminalName,
      createdAtMs: office.nowMs(),
    });
    office.log.info({ storeId }, 'an activation code was made');
    return { activationCode };
  });
}

export function listTerminalsHandler(office: OfficeServices) {
  return adminCalls.terminal.list.handler(async () => {
    const installs = await listInstalls(office.store.database);
    const terminals = installs.map(
      ({ terminalId, terminalName, storeId, status, headSeq, lastSeenAtMs }) => ({
        terminalId,
        terminalName,
        storeId,
        status,
        heldSeq: headSeq,
        lastSeenAtMs,
      }),
    );
    return { terminals };
  });
}

/** Revokes a lost till: its next call, or the one it waits in, says so. Safe to repeat. */
export function revokeTerminalHandler(office: OfficeServices) {
  return adminCalls.terminal.revoke.handler(async ({ input, errors }) => {
    const isThere = await office.store.database.transaction(async (transaction) => {
      const revoked = await revokeTerminal(transaction, input.terminalId);
      // The other tills of its store speak to it no more.
      if (revoked !== null) await raiseListRevision(transaction, `terminals:${revoked.storeId}`);
      return revoked !== null;
    });
    if (!isThere) throw errors.not_found({ message: 'There is no terminal of this id.' });
    office.changes.notify();
    office.log.info({ terminalId: input.terminalId }, 'a terminal was revoked');
    return { status: 'revoked' as const };
  });
}

/** Waits for a till no longer after a restore: what it took since the backup may become a debt. Safe to repeat. */
export function giveUpTerminalHandler(office: OfficeServices) {
  return adminCalls.terminal.giveUp.handler(async ({ input: { terminalId } }) => {
    const isNew = await giveUp(office.store.database, terminalId);
    if (!isNew) return { status: 'not_awaited' as const };
    office.changes.notify();
    office.log.warn({ terminalId }, 'a till is not waited for any more after the restore');
    return { status: 'given_up' as const };
  });
}
