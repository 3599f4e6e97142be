import { hash } from 'node:crypto';
import { pushSignatureText } from '../../src-shared/contract/office-wire.ts';
import {
  parseOperation,
  type PushedOperation,
  readOperation,
  type ReadOperation,
} from '../../src-shared/contract/read-operation.ts';
import type { Queryable } from '../store/database.ts';
import { isForkOf } from '../store/line-beside-store.ts';
import { readVerdictsAt } from '../store/operation-store.ts';
import { type Install, lockInstall } from '../store/terminal-store.ts';
import { isSignedBy } from './office-keys.ts';
import type { OfficeServices } from './office-services.ts';
import { openIdentityCase } from './report-identity.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';
import { takeOperations } from './take-operations.ts';

/**
 * Takes operations of one till from another one of its store, to which it passed them on. To the till itself it is as if a push
 * of its own had lost its answer. The relayer need not be believed: each batch is signed by the till, each text is what its hash
 * says, and nothing but the next of the chain is taken. All else is left to the till itself.
 */
export function relayHandler(office: OfficeServices) {
  return syncCalls.relay.handler(async ({ input, context, errors }) => {
    const { installId, batches } = input;
    const sent = {
      installId,
      operations: batches.flatMap(({ operations }) => operations),
      isSeen: false,
    };
    const other: { fromSeq: number | null } = { fromSeq: null };
    const { head } = await takeOperations(office, sent, async (transaction, operations, atMs) => {
      const relayer = await requireInstall(transaction, context);
      const install = await lockInstall(transaction, installId);
      const isNeighbour =
        install?.storeId === relayer.storeId && install.installId !== relayer.installId;
      if (!isNeighbour || install.status === 'revoked') throw errors.neighbour_unknown();
      const isSigned = batches.every((batch) => {
        const hashes = batch.operations.map((each) => each.hash);
        const text = pushSignatureText({ installId, hashes });
        return isSignedBy(install.publicKey, text, batch.signature);
      });
      if (!isSigned) throw errors.signature_wrong({ data: {} });
      const { terminalId, headSeq: heldSeq } = install;
      const first = await findOther(transaction, install, operations);
      other.fromSeq = first?.terminalSeq ?? null;
      if (first === null) return { install, operations: nextOf(install, operations) };
      const { terminalSeq: headSeq, hash: headHash } = first;
      office.log.error(
        { terminalId, relayerId: relayer.terminalId, headSeq },
        'a till passed on another line of its operations',
      );
      await openIdentityCase(transaction, install, {
        kind: 'data_folder_old',
        found: { headSeq, headHash, heldSeq },
        openedAtMs: atMs,
      });
      return { install, operations: [] };
    });
    const { heldSeq } = head;
    return other.fromSeq === null ? { heldSeq } : { heldSeq, otherFromSeq: other.fromSeq };
  });
}

/**
 * The first operation that is of another line than head office holds; one that the till itself sent of such a line is set aside
 * beside the chain. Of what is delivered for it none is kept here: the till may yet show that head office has signed for that
 * line (`takeBackLine`).
 */
async function findOther(
  transaction: Queryable,
  install: Install,
  operations: readonly PushedOperation[],
): Promise<PushedOperation | null> {
  const { installId, headSeq, headHash } = install;
  const seqs = operations.flatMap(({ terminalSeq }) =>
    terminalSeq <= headSeq ? [terminalSeq] : [],
  );
  const stored = await readVerdictsAt(transaction, installId, seqs);
  const isOther = ({ terminalSeq, hash: own, prevHash }: PushedOperation): boolean => {
    if (terminalSeq > headSeq) return terminalSeq === headSeq + 1 && prevHash !== headHash;
    const there = stored.filter((each) => each.terminalSeq === terminalSeq);
    return there.length > 0 && there.every((each) => each.hash !== own || isForkOf(there, each));
  };
  return (
    operations.find(
      (each) => isOther(each) && readPassed(each, install, each.prevHash).status === 'readable',
    ) ?? null
  );
}

/** What goes on the chain, up to the first that is not there as the till wrote it: the relayer may have altered it. */
function nextOf(
  install: Install,
  operations: readonly PushedOperation[],
): readonly PushedOperation[] {
  const next: PushedOperation[] = [];
  let head = { seq: install.headSeq, hash: install.headHash };
  for (const each of operations) {
    if (each.terminalSeq <= head.seq) continue;
    if (each.terminalSeq > head.seq + 1) break;
    if (!isWhole(each, install, head.hash)) break;
    next.push(each);
    head = { seq: each.terminalSeq, hash: each.hash };
  }
  return next;
}

/** No hash misses a person's part that was taken away: what was erased since only the till itself may send without it. */
function isWhole(pushed: PushedOperation, install: Install, headHash: string): boolean {
  const read = readPassed(pushed, install, headHash);
  return (
    read.status === 'readable' &&
    (read.operation.personalHash === undefined || read.personal !== null)
  );
}

function readPassed(pushed: PushedOperation, install: Install, headHash: string): ReadOperation {
  return readOperation(pushed, parseOperation(pushed.json), { install, headHash, sha256 });
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
