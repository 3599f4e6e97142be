import type { SignedHead } from '../../src-shared/contract/office/signed-head.ts';
import { countersignatureText } from '../../src-shared/contract/office-wire.ts';
import type { PushedOperation } from '../../src-shared/contract/read-operation.ts';
import type { AppliedSeq, MemberState } from '../../src-shared/domain/member/member-state.ts';
import { genesisHash } from '../../src-shared/domain/operation/operation.ts';
import { openCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { insertLineBeside, listLinesBeside, listOnChain } from '../store/line-beside-store.ts';
import { lockWithSurvivors, writeMembers } from '../store/member-store.ts';
import { listMembersAfter, readVerdictsAt } from '../store/operation-store.ts';
import type { Install } from '../store/terminal-store.ts';
import { isSignedBy, type OfficeKeys } from './office-keys.ts';

/**
 * Whether head office has signed for a line of this install and does not hold it: it was restored since. What it signs for is
 * the head of a chain, so whoever has that signature is the till, and another one that was taken for it meanwhile is a copy;
 * unless some of the line is known to lie beside the chain (`noteBeside`).
 */
export async function isLineMissing(
  queryable: Queryable,
  { publicKey }: Pick<OfficeKeys, 'publicKey'>,
  { installId }: Install,
  line: { readonly signed: SignedHead; readonly places: readonly { readonly hash: string }[] },
): Promise<boolean> {
  const { terminalSeq, hash, signature } = line.signed;
  const text = countersignatureText({ installId, heldSeq: terminalSeq, hash });
  if (!isSignedBy(publicKey, text, signature)) return false;
  const stored = await readVerdictsAt(queryable, installId, [terminalSeq]);
  if (stored.some((each) => each.hash === hash)) return false;
  const beside = await listLinesBeside(queryable, installId);
  const besideHashes = new Set(beside.flatMap(({ hashes }) => hashes));
  return [line.signed, ...line.places].every((place) => !besideHashes.has(place.hash));
}

/**
 * Notes a line that this till knows to lie beside its own: head office left it there and was restored since. A copy that was
 * taken for the till once has a signature too, and would take the place of the till with it that called before it this time. Of
 * a line alone that goes on the chain; the install must be locked. Safe to repeat.
 */
export async function noteBeside(
  transaction: Queryable,
  { publicKey }: Pick<OfficeKeys, 'publicKey'>,
  {
    install,
    operations,
  }: { readonly install: Install; readonly operations: readonly PushedOperation[] },
  push: {
    readonly signed?: SignedHead | undefined;
    readonly beside?: SignedHead | undefined;
    readonly atMs: number;
  },
): Promise<void> {
  const { signed, beside, atMs } = push;
  const [first] = operations;
  if (first === undefined || signed === undefined || beside === undefined) return;
  if (first.terminalSeq !== install.headSeq + 1 || first.prevHash !== install.headHash) return;
  const { installId } = install;
  const { terminalSeq: fromSeq, hash } = beside;
  const text = countersignatureText({ installId, heldSeq: fromSeq, hash });
  if (!isSignedBy(publicKey, text, beside.signature)) return;
  const lines = await listLinesBeside(transaction, installId);
  const stored = await readVerdictsAt(transaction, installId, [fromSeq]);
  const isKnown =
    stored.some((each) => each.hash === hash) ||
    lines.some(({ hashes, signedHash }) => signedHash === signed.hash || hashes.includes(hash));
  if (isKnown) return;
  const { terminalSeq: signedSeq, hash: signedHash, signature } = signed;
  const line = { installId, hashes: [hash], fromSeq, signedSeq, signedHash, signature };
  await insertLineBeside(transaction, { ...line, leftAtMs: atMs });
}

/**
 * Makes room in the chain for a line that head office had signed for and lacks: what a copy of the till put in its places since
 * the restore is left beside the chain, and stays posted (FR-22). Answers the head that the line hangs on, with what of the push
 * is to be taken there: nothing where it begins further on than both agree. Any other push is answered as it came. The install
 * must be locked.
 */
export async function takeBackLine(
  transaction: Queryable,
  keys: Pick<OfficeKeys, 'publicKey'>,
  install: Install,
  push: {
    /** In the order of terminalSeq. */
    readonly operations: readonly PushedOperation[];
    readonly signed: SignedHead | null;
    readonly atMs: number;
  },
): Promise<{ readonly install: Install; readonly operations: readonly PushedOperation[] }> {
  const { operations, signed } = push;
  const asItCame = { install, operations };
  const [first] = operations;
  const last = operations.at(-1);
  if (first === undefined || last === undefined || signed === null) return asItCame;
  const isNext = first.terminalSeq === install.headSeq + 1 && first.prevHash === install.headHash;
  const isMissing =
    !isNext && (await isLineMissing(transaction, keys, install, { signed, places: operations }));
  if (!isMissing) return asItCame;

  const seqs = [first.terminalSeq - 1, ...operations.map(({ terminalSeq }) => terminalSeq)];
  const chain = await listOnChain(transaction, install.installId, seqs);
  const held = new Map(chain.map(({ terminalSeq, hash }) => [terminalSeq, hash]));
  held.set(0, genesisHash);
  const isHeld = ({ terminalSeq, hash }: PushedOperation): boolean =>
    held.get(terminalSeq) === hash;
  const leaving = operations.find((operation) => !isHeld(operation));
  if (leaving === undefined) {
    return { install: withHead(install, last.terminalSeq, last.hash), operations };
  }
  const afterSeq = leaving.terminalSeq - 1;
  if (held.get(afterSeq) !== leaving.prevHash) return { install, operations: [] };
  await leaveBeside(transaction, install, { afterSeq, signed, atMs: push.atMs });
  return { install: withHead(install, afterSeq, leaving.prevHash), operations };
}

function withHead(install: Install, headSeq: number, headHash: string): Install {
  return { ...install, headSeq, headHash };
}

/** Leaves the end of a chain beside it, and tells a person. */
async function leaveBeside(
  transaction: Queryable,
  { installId, terminalId, terminalName, storeId, headSeq, headHash }: Install,
  {
    afterSeq,
    signed,
    atMs,
  }: { readonly afterSeq: number; readonly signed: SignedHead; readonly atMs: number },
): Promise<void> {
  const fromSeq = afterSeq + 1;
  const operationCount = headSeq - afterSeq;
  if (operationCount <= 0) return;
  const seqs = Array.from({ length: operationCount }, (_, index) => fromSeq + index);
  const left = await listOnChain(transaction, installId, seqs);
  const hashes = left.toSorted((a, b) => a.terminalSeq - b.terminalSeq).map(({ hash }) => hash);
  const { terminalSeq: signedSeq, hash: signedHash, signature } = signed;
  const line = { installId, hashes, fromSeq, signedSeq, signedHash, signature, leftAtMs: atMs };
  await insertLineBeside(transaction, line);
  await forgetApplied(transaction, installId, afterSeq);
  await openCases(transaction, [
    {
      caseId: `copy_booked:${installId}:${headHash}`,
      kind: 'copy_booked',
      memberId: '',
      operatorId: null,
      evidence: {
        terminalId,
        terminalName,
        storeId,
        installId,
        fromSeq,
        operationCount,
        headSeq,
        headHash,
        signedSeq,
        signedHash,
      },
      openedAtMs: atMs,
    },
  ]);
}

/**
 * The states say of the install up to where they contain its operations: what comes for these places now is not in them, though
 * what the other line did there is.
 */
async function forgetApplied(
  transaction: Queryable,
  installId: string,
  afterSeq: number,
): Promise<void> {
  const memberIds = await listMembersAfter(transaction, installId, afterSeq);
  const members = await lockWithSurvivors(transaction, memberIds);
  const changed = [...members.values()].flatMap(({ state, revision }) => {
    const applied = state.appliedSeq[installId];
    if (applied === undefined || applied.seq <= afterSeq) return [];
    return [
      { state: upTo(state, installId, { ...applied, seq: afterSeq }), revision: revision + 1 },
    ];
  });
  await writeMembers(transaction, changed);
}

function upTo(state: MemberState, installId: string, applied: AppliedSeq): MemberState {
  return { ...state, appliedSeq: { ...state.appliedSeq, [installId]: applied } };
}
