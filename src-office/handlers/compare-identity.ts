import { countersignatureText } from '../../src-shared/contract/office-wire.ts';
import { listOnChain } from '../store/line-beside-store.ts';
import { lockInstall } from '../store/terminal-store.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';
import { isLineMissing } from './take-back-line.ts';

/**
 * A till that finds another line of operations under its identity asks which of the two head office had signed for. A push of
 * either waits meanwhile: of one that came in between half would be seen, and the till be told that it is the copy.
 */
export function compareIdentityHandler(office: OfficeServices) {
  return syncCalls.identity.compare.handler(({ input, context }) =>
    office.store.database.transaction(async (transaction) => {
      const install = await requireInstall(transaction, context, lockInstall);
      const { installId, terminalId } = install;
      const { signed, places } = input;
      const isMissing =
        signed !== null &&
        (await isLineMissing(transaction, office.keys, install, { signed, places }));
      const seqs = places.map(({ terminalSeq }) => terminalSeq);
      const chain = await listOnChain(transaction, installId, [
        ...seqs,
        ...(signed === null ? [] : [signed.terminalSeq]),
      ]);
      const hashAt = new Map(chain.map(({ terminalSeq, hash }) => [terminalSeq, hash]));
      const sign = (terminalSeq: number, hash: string | undefined) => {
        if (hash === undefined || terminalSeq === 0) return null;
        const text = countersignatureText({ installId, heldSeq: terminalSeq, hash });
        return { terminalSeq, hash, signature: office.keys.sign(text) };
      };
      const common = places.filter(({ terminalSeq, hash }) => hashAt.get(terminalSeq) === hash);
      const sendAfterSeq = Math.max(0, ...common.map(({ terminalSeq }) => terminalSeq));
      office.log.warn(
        { terminalId, headSeq: install.headSeq, signedSeq: signed?.terminalSeq, isMissing },
        'a till met another line of its operations and asks which one is signed',
      );
      return {
        sendAfterSeq: isMissing ? sendAfterSeq : null,
        head: sign(install.headSeq, install.headHash),
        atSigned: signed === null ? null : sign(signed.terminalSeq, hashAt.get(signed.terminalSeq)),
      };
    }),
  );
}
