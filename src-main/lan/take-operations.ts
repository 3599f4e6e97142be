import { hash } from 'node:crypto';
import { pushSignatureText } from '../../src-shared/contract/office-wire.ts';
import {
  parseOperation,
  type PushedOperation,
  readOperation,
} from '../../src-shared/contract/read-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { TillStore } from '../store/till-store.ts';
import { createVerifier } from '../sync/install-key.ts';

export type Taken =
  | { readonly status: 'held'; readonly heldSeq: number; readonly memberIds: readonly MemberId[] }
  | { readonly status: 'refused'; readonly reason: 'signature_wrong' | 'chain_broken' };

/**
 * Takes what a neighbour passes on: signed by the key that head office named for it, each operation what its hash says and
 * hanging on the one before. One with the text of another is not taken at all, so that the right one can come. One that cannot
 * be read, or for whose text its own till does not answer, keeps its place and nothing more, as at head office. What was taken
 * is on the disk. A repeat changes nothing. A batch may begin after a gap, which head office fills: the neighbour leaves out
 * only what is there since long.
 */
export function takeOperations(
  store: TillStore,
  installId: string,
  passed: {
    readonly operations: readonly PushedOperation[];
    readonly signature: string;
    readonly invalidSeqs: readonly number[];
  },
): Taken {
  const neighbour = store.neighbour.find(installId);
  const storeId = store.install.read()?.activated?.storeId;
  if (neighbour === null || storeId === undefined) {
    return { status: 'refused', reason: 'signature_wrong' };
  }
  const hashes = passed.operations.map((each) => each.hash);
  const signedText = pushSignatureText({ installId, hashes });
  const isSigned = createVerifier(neighbour.publicKey)(signedText, passed.signature);
  if (hashes.length > 0 && !isSigned) return { status: 'refused', reason: 'signature_wrong' };

  const { terminalId } = neighbour;
  const install = { installId, terminalId, storeId };
  let head = { terminalSeq: neighbour.heldSeq, hash: neighbour.heldHash };
  const operations: Operation[] = [];
  for (const [index, each] of passed.operations.entries()) {
    if (each.terminalSeq <= head.terminalSeq) continue;
    const isNext = each.terminalSeq === head.terminalSeq + 1 && head.terminalSeq > 0;
    if (!isNext && index > 0) return { status: 'refused', reason: 'chain_broken' };
    if (isNext && each.prevHash !== head.hash) return { status: 'refused', reason: 'chain_broken' };
    const read = readOperation(each, parseOperation(each.json), {
      install,
      headHash: each.prevHash,
      sha256,
    });
    const isAltered = each.json !== '' && read.status === 'invalid' && read.reason === 'hash_wrong';
    if (isAltered) return { status: 'refused', reason: 'chain_broken' };
    if (read.status === 'readable') operations.push(read.operation);
    head = { terminalSeq: each.terminalSeq, hash: each.hash };
  }
  const invalid = new Set(passed.invalidSeqs);
  const memberIds = store.transaction(() => [
    ...(head.terminalSeq > neighbour.heldSeq
      ? store.neighbour.keep(installId, {
          operations: operations.filter(({ terminalSeq }) => !invalid.has(terminalSeq)),
          head,
          batch: passed,
        })
      : []),
    ...store.neighbour.drop(installId, passed.invalidSeqs),
  ]);
  return { status: 'held', heldSeq: head.terminalSeq, memberIds };
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
