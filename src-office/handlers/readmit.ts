import type { Queryable } from '../store/database.ts';
import { raiseListRevision } from '../store/meta-store.ts';
import {
  type Activation,
  findInstall,
  type Install,
  isTerminalKnown,
  lockActivation,
  markActivationUsed,
  reinstateTerminal,
  takeFormerInstallNo,
} from '../store/terminal-store.ts';
import { register, welcome } from './activate.ts';
import { readPublicKey } from './office-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { syncCalls, unauthorised } from './sync-calls.ts';

type Readmitted =
  | { readonly status: 'activated'; readonly install: Install }
  | { readonly status: 'unknown' | 'used' | 'other_store' };

interface Former extends Pick<
  Install,
  'installId' | 'publicKey' | 'terminalId' | 'storeId' | 'installNo'
> {
  readonly activationCode: string;
}

/**
 * Takes a till back that a restored office does not know, or that was revoked and is wanted after all: its token says that it was
 * ours, the code that a person wants it.
 */
export function readmitHandler(office: OfficeServices) {
  return syncCalls.readmit.handler(async ({ input, context: { installId }, errors }) => {
    if (installId === null) throw unauthorised();
    const readmitted = await office.store.database.transaction((transaction) =>
      readmit(transaction, office, { ...input, installId }),
    );
    switch (readmitted.status) {
      case 'activated':
        return welcome(office, readmitted.install);
      case 'unknown':
        throw errors.activation_unknown({ data: {} });
      case 'used':
        throw errors.activation_used({ data: {} });
      case 'other_store':
        throw errors.activation_other_store();
    }
  });
}

async function readmit(
  transaction: Queryable,
  office: OfficeServices,
  { activationCode, ...former }: Former,
): Promise<Readmitted> {
  const { installId, publicKey, terminalId, storeId } = former;
  const activation = await lockActivation(transaction, activationCode.trim().toUpperCase());
  if (activation === null || readPublicKey(publicKey) === null) return { status: 'unknown' };
  const known = await findInstall(transaction, installId);
  if (activation.installId !== null) {
    const isSame = activation.installId === installId && known?.publicKey === publicKey;
    // A till that was revoked since has to have a new one.
    return isSame && known.status === 'active'
      ? { status: 'activated', install: known }
      : { status: 'used' };
  }
  if (activation.storeId !== (known?.storeId ?? storeId)) return { status: 'other_store' };
  if (known !== null) {
    return known.publicKey === publicKey
      ? { status: 'activated', install: await letWork(transaction, activation, known) }
      : { status: 'used' };
  }
  if (await isTerminalKnown(transaction, terminalId)) return { status: 'used' };
  const installNo = await takeFormerInstallNo(transaction, former.installNo);
  await register(transaction, office, activation, { installId, publicKey, terminalId, installNo });
  const install = await findInstall(transaction, installId);
  return install === null ? { status: 'unknown' } : { status: 'activated', install };
}

/** Lets a till that is here, revoked or not, work by a code of its own. */
async function letWork(
  transaction: Queryable,
  { activationCode }: Activation,
  install: Install,
): Promise<Install> {
  const { installId, terminalId, storeId } = install;
  await reinstateTerminal(transaction, terminalId);
  await raiseListRevision(transaction, `terminals:${storeId}`);
  await markActivationUsed(transaction, activationCode, installId);
  return { ...install, status: 'active' };
}
