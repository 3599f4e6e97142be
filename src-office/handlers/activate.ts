import { genesisHash } from '../../src-shared/domain/operation/operation.ts';
import type { Queryable } from '../store/database.ts';
import { raiseListRevision } from '../store/meta-store.ts';
import { fillScopesOfStore } from '../store/scope-store.ts';
import {
  findInstall,
  insertTerminal,
  type Install,
  lockActivation,
  takeInstallNo,
  upsertStore,
  markActivationUsed,
} from '../store/terminal-store.ts';
import { readPublicKey } from './office-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { syncCalls, terminalRevoked } from './sync-calls.ts';

type Activated =
  | { readonly status: 'activated'; readonly install: Install }
  | { readonly status: 'unknown' | 'used' };

interface Request {
  readonly activationCode: string;
  readonly installId: string;
  readonly publicKey: string;
}

/** Turns an activation code into a terminal, once; repeats the answer to the same install with the same key. */
export function activateHandler(office: OfficeServices) {
  return syncCalls.activate.handler(async ({ input, errors }) => {
    const activated = await office.store.database.transaction((transaction) =>
      activate(transaction, office, input),
    );
    if (activated.status !== 'activated') {
      throw activated.status === 'unknown'
        ? errors.activation_unknown({ data: {} })
        : errors.activation_used({ data: {} });
    }
    const { install } = activated;
    if (install.status === 'revoked') throw terminalRevoked();
    office.changes.notify();
    office.log.info({ installId: install.installId, terminalId: install.terminalId }, 'activated');
    return {
      terminalId: install.terminalId,
      terminalName: install.terminalName,
      storeId: install.storeId,
      storeName: install.storeName,
      installNo: install.installNo,
      terminalToken: office.keys.terminalToken(install.installId),
      officeKey: office.keys.publicKey,
    };
  });
}

async function activate(
  transaction: Queryable,
  office: OfficeServices,
  { activationCode, installId, publicKey }: Request,
): Promise<Activated> {
  const activation = await lockActivation(transaction, activationCode.trim().toUpperCase());
  if (activation === null || readPublicKey(publicKey) === null) return { status: 'unknown' };
  const known = await findInstall(transaction, installId);
  if (activation.installId !== null || known !== null) {
    const isSame = activation.installId === installId && known?.publicKey === publicKey;
    return isSame ? { status: 'activated', install: known } : { status: 'used' };
  }
  if (await upsertStore(transaction, activation)) {
    await fillScopesOfStore(transaction, activation.storeId, office.nowMs());
  }
  const terminalId = office.newId();
  const { storeId, terminalName } = activation;
  await insertTerminal(
    transaction,
    { terminalId, storeId, terminalName, status: 'active', createdAtMs: office.nowMs() },
    {
      installId,
      terminalId,
      publicKey,
      installNo: await takeInstallNo(transaction),
      headSeq: 0,
      headHash: genesisHash,
      lastSeenAtMs: office.nowMs(),
    },
  );
  await raiseListRevision(transaction, `terminals:${storeId}`);
  await markActivationUsed(transaction, activation.activationCode, installId);
  const install = await findInstall(transaction, installId);
  return install === null ? { status: 'unknown' } : { status: 'activated', install };
}
