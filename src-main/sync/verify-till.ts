import { countersignatureText } from '../../src-shared/contract/office-wire.ts';
import type { ChainCheck, TillStore } from '../store/till-store.ts';
import { createVerifier } from './install-key.ts';

/**
 * Looks whether the operations of a till are as it wrote them, and whether the head that is kept as signed was signed by head
 * office (FR-22). `newestCount` bounds the look to the last rows; null: all of them.
 */
export function verifyTill(
  store: TillStore,
  { newestCount }: { readonly newestCount: number | null },
): ChainCheck {
  const { terminalSeq } = store.operation.head();
  const afterSeq = newestCount === null ? 0 : Math.max(0, terminalSeq - newestCount);
  const check = store.operation.verify(afterSeq);
  const install = store.install.read();
  const officeKey = install?.activated?.officeKey;
  const { signed } = check;
  if (check.findings.length > 0 || signed === null || install === null) return check;
  const text = countersignatureText({
    installId: install.installId,
    heldSeq: signed.terminalSeq,
    hash: signed.hash,
  });
  const isOffices = officeKey !== undefined && createVerifier(officeKey)(text, signed.signature);
  if (isOffices) return check;
  return { ...check, findings: [{ kind: 'signature_wrong', terminalSeq: signed.terminalSeq }] };
}
