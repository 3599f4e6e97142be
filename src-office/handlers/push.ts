import { countersignatureText, pushSignatureText } from '../../src-shared/contract/office-wire.ts';
import { lockInstall } from '../store/terminal-store.ts';
import { isSignedBy } from './office-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';
import { noteBeside, takeBackLine } from './take-back-line.ts';
import { takeOperations } from './take-operations.ts';

/** Takes operations of the calling install. What was answered is on the disk; a repeat gets the same verdicts again. */
export function pushHandler(office: OfficeServices) {
  return syncCalls.push.handler(async ({ input, context, errors }) => {
    const sent = { installId: context.installId, operations: input.operations, isSeen: true };
    const taken = await takeOperations(office, sent, async (transaction, operations, atMs) => {
      const install = await requireInstall(transaction, context, lockInstall);
      const hashes = input.operations.map(({ hash }) => hash);
      const signedText = pushSignatureText({ installId: install.installId, hashes });
      const isSigned =
        hashes.length === 0 || isSignedBy(install.publicKey, signedText, input.signature);
      if (!isSigned) throw errors.signature_wrong({ data: {} });
      const line = await takeBackLine(transaction, office.keys, install, {
        operations: operations.toSorted((a, b) => a.terminalSeq - b.terminalSeq),
        signed: input.signed ?? null,
        atMs,
      });
      await noteBeside(transaction, office.keys, line, { ...input, atMs });
      return line;
    });
    return {
      verdicts: [...taken.repeated, ...taken.posted].toSorted(
        (a, b) => a.terminalSeq - b.terminalSeq,
      ),
      heldSeq: taken.head.heldSeq,
      headHash: taken.head.hash,
      countersignature: office.keys.sign(countersignatureText(taken.head)),
      officeAtMs: office.nowMs(),
    };
  });
}
