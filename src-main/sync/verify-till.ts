import type { SignedHead } from '../../src-shared/contract/office/signed-head.ts';
import { countersignatureText } from '../../src-shared/contract/office-wire.ts';
import type { ChainCheck, ChainFindingKind, TillStore } from '../store/till-store.ts';
import { createVerifier } from './install-key.ts';

/**
 * Looks whether the operations of a till are as it wrote them, and whether the head that is kept as signed was signed by head
 * office, and for nothing else in its place (FR-22). `newestCount` bounds the look to the last rows; null: all of them.
 */
export function verifyTill(
  store: TillStore,
  { newestCount }: { readonly newestCount: number | null },
): ChainCheck {
  const { terminalSeq } = store.operation.head();
  const afterSeq = newestCount === null ? 0 : Math.max(0, terminalSeq - newestCount);
  const check = store.operation.verify(afterSeq);
  const install = store.install.read();
  const { signed } = check;
  if (check.findings.length > 0 || signed === null || install === null) return check;
  const officeKey = install.activated?.officeKey;
  const isSignedByOffice = ({ terminalSeq: heldSeq, hash, signature }: SignedHead): boolean => {
    const text = countersignatureText({ installId: install.installId, heldSeq, hash });
    return officeKey !== undefined && createVerifier(officeKey)(text, signature);
  };
  const endWith = (kind: ChainFindingKind, at: number): ChainCheck => ({
    ...check,
    findings: [{ kind, terminalSeq: at }],
  });
  if (!isSignedByOffice(signed)) return endWith('signature_wrong', signed.terminalSeq);
  const other = store.operation.other();
  // Whoever signs for a head signs for all that it hangs on.
  const isOwnSigned = other !== null && other.terminalSeq <= signed.terminalSeq;
  if (!isOwnSigned || store.operation.hashAt(other.terminalSeq) === other.hash) return check;
  return isSignedByOffice(other) ? endWith('signed_twice', other.terminalSeq) : check;
}
