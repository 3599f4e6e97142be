import { genesisHash } from '../../src-shared/domain/operation/operation.ts';
import type { Queryable } from '../store/database.ts';
import { raiseListRevision } from '../store/meta-store.ts';
import { fillScopesOfStore } from '../store/scope-store.ts';
import {
  type Activation,
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
    return welcome(office, activated.install);
  });
}

/** Tells an install who it is. Throws where head office revoked it. */
export function welcome(office: OfficeServices, install: Install) {
  const { installId, installNo, terminalId, terminalName, storeId, storeName } = install;
  if (install.status === 'revoked') throw terminalRevoked();
  office.changes.notify();
  office.log.info({ installId, terminalId }, 'activated');
  const terminalToken = office.keys.terminalToken(installId);
  const officeKey = office.keys.publicKey;
  return { terminalId, terminalName, storeId, storeName, installNo, terminalToken, officeKey };
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
  await register(transaction, office, activation, {
    installId,
    publicKey,
    terminalId: office.newId(),
    installNo: await takeInstallNo(transaction),
  });
  const install = await findInstall(transaction, installId);
  return install === null ? { status: 'unknown' } : { status: 'activated', install };
}

/** Makes an install a terminal of the store of an activation, and uses that up. */
export async function register(
  transaction: Queryable,
  office: OfficeServices,
  activation: Activation,
  till: Pick<Install, 'installId' | 'publicKey' | 'terminalId' | 'installNo'>,
): Promise<void> {
  const { activationCode, storeId, terminalName } = activation;
  const nowMs = office.nowMs();
  if (await upsertStore(transaction, activation)) {
    await fillScopesOfStore(transaction, storeId, nowMs);
  }
  const { terminalId } = till;
  await insertTerminal(
    transaction,
    { terminalId, storeId, terminalName, status: 'active', createdAtMs: nowMs },
    { ...till, headSeq: 0, headHash: genesisHash, lastSeenAtMs: nowMs },
  );
  await raiseListRevision(transaction, `terminals:${storeId}`);
  await markActivationUsed(transaction, activationCode, till.installId);
}
