import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import {
  operationHashInput,
  personalHashInput,
} from '../../src-shared/domain/operation/hash-input.ts';
import { genesisHash, type Operation } from '../../src-shared/domain/operation/operation.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { ChainCheck, ChainFinding, ChainFindingKind } from './till-store.ts';

/** Of edited rows so many are named. */
const editedMaxCount = 20;

interface CheckedRow {
  readonly terminalSeq: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly json: string;
  readonly isOurs: 0 | 1;
}

interface KeptHead {
  readonly terminalSeq: number;
  readonly isOurs: 0 | 1;
  readonly signedSeq: number;
  readonly signedHash: string;
  readonly signature: string;
}

/** Looks for what was done to a chain of operations outside of the till; names the rows, and what it was (FR-22). */
export function createChainVerifier(db: Database): {
  verify(afterSeq: number): ChainCheck;
} {
  const rows = db.prepare<[number], CheckedRow>(
    'SELECT terminal_seq AS terminalSeq, prev_hash AS prevHash, hash, json, ' +
      "mac = chain_mac('row', terminal_seq, hash) AS isOurs FROM operation " +
      'WHERE terminal_seq > ? ORDER BY terminal_seq',
  );
  const readHash = db
    .prepare<[number], string>('SELECT hash FROM operation WHERE terminal_seq = ?')
    .pluck();
  const readHead = db.prepare<[], KeptHead>(
    'SELECT chain_head.terminal_seq AS terminalSeq, ' +
      "chain_head.mac = chain_mac('head', chain_head.terminal_seq, coalesce(operation.hash, '')) AS isOurs, " +
      'signed_seq AS signedSeq, signed_hash AS signedHash, signature ' +
      'FROM chain_head LEFT JOIN operation ON operation.terminal_seq = chain_head.terminal_seq',
  );
  const readInstallId = db.prepare<[], string>('SELECT install_id FROM install').pluck();

  return {
    verify(afterSeq) {
      const head = readHead.get();
      assert(head !== undefined, 'The migration made the row of the head.');
      const { signedSeq, signedHash, signature } = head;
      const signed =
        signedSeq === 0 ? null : { terminalSeq: signedSeq, hash: signedHash, signature };
      const findings: ChainFinding[] = [];
      let end = {
        terminalSeq: afterSeq,
        hash: afterSeq === 0 ? genesisHash : readHash.get(afterSeq),
      };
      let rowCount = 0;
      const endWith = (kind: ChainFindingKind, terminalSeq: number): ChainCheck => ({
        rowCount,
        findings: [...findings, { kind, terminalSeq }],
        signed,
      });
      const installId = readInstallId.get();
      for (const row of rows.iterate(afterSeq)) {
        rowCount += 1;
        if (row.terminalSeq !== end.terminalSeq + 1) {
          return endWith('row_missing', end.terminalSeq + 1);
        }
        const operation = readWhole(row);
        if (operation === null) {
          if (findings.length < editedMaxCount) {
            findings.push({ kind: 'row_edited', terminalSeq: row.terminalSeq });
          }
        } else if (operation.installId !== installId) {
          return endWith('other_install', row.terminalSeq);
        }
        if (row.prevHash !== end.hash) return endWith('chain_broken', row.terminalSeq);
        if (row.terminalSeq === signedSeq && row.hash !== signedHash) {
          return endWith('signed_otherwise', row.terminalSeq);
        }
        if (row.isOurs === 0) return endWith('row_rebuilt', row.terminalSeq);
        end = row;
      }
      const lastSeq = end.terminalSeq;
      if (lastSeq < Math.max(head.terminalSeq, signedSeq)) {
        return endWith('tail_deleted', lastSeq + 1);
      }
      const isEndKnown = lastSeq === head.terminalSeq && head.isOurs === 1;
      return isEndKnown ? { rowCount, findings, signed } : endWith('head_changed', lastSeq);
    },
  };
}

/** The operation of a row whose text is what its hash says; else null. */
function readWhole(row: CheckedRow): Operation | null {
  try {
    const operation = JSON.parse(row.json) as Operation; // what is not one has another hash
    const isSame =
      operation.terminalSeq === row.terminalSeq &&
      operation.prevHash === row.prevHash &&
      operation.hash === row.hash &&
      sha256(operationHashInput(operation)) === row.hash;
    if (!isSame) return null;
    const { personal, personalHash } = operation;
    const isPersonWhole =
      personal === undefined || sha256(personalHashInput(personal)) === personalHash;
    return isPersonWhole ? operation : null;
  } catch {
    return null; // no JSON any more, or nothing with a canonical spelling
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
