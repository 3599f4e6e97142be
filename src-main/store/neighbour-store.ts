import type { Database } from 'better-sqlite3';
import { assert } from '../../src-shared/values/assert.ts';
import type { PushedOperation } from '../../src-shared/contract/read-operation.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { MemberRebase } from './member-rebase.ts';
import type { InstallStore, Neighbour, NeighbourStore, PassedBatch } from './till-store.ts';
import type { Transactions } from './transaction.ts';

const columns =
  'install_id AS installId, terminal_id AS terminalId, terminal_name AS terminalName, ' +
  'public_key AS publicKey, address, held_seq AS heldSeq, held_hash AS heldHash';

/** Keeps the other tills of the store and their pending operations; those of a till that nobody told of are a bug and throw. */
export function createNeighbourStore(
  db: Database,
  parts: {
    readonly install: InstallStore;
    readonly rebase: MemberRebase;
    readonly transactions: Transactions;
  },
): NeighbourStore {
  const { install, rebase, transactions } = parts;
  const list = db.prepare<[], Neighbour>(
    `SELECT ${columns} FROM neighbour ORDER BY terminal_name, install_id`,
  );
  const find = db.prepare<[string], Neighbour>(
    `SELECT ${columns} FROM neighbour WHERE install_id = +?`,
  );
  const upsert = db.prepare(
    'INSERT INTO neighbour (install_id, terminal_id, terminal_name, public_key) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (install_id) DO UPDATE SET terminal_id = excluded.terminal_id, ' +
      'terminal_name = excluded.terminal_name, public_key = excluded.public_key',
  );
  const remove = db.prepare('DELETE FROM neighbour WHERE install_id = +?');
  const noteAddress = db.prepare('UPDATE neighbour SET address = ? WHERE install_id = +?');
  const moveHead = db.prepare(
    'UPDATE neighbour SET held_seq = ?, held_hash = ? WHERE install_id = +?',
  );
  // A chain that began anew after a gap may bring again what waits here already.
  const insertOperation = db.prepare(
    'INSERT OR IGNORE INTO neighbour_operation (install_id, terminal_seq, member_id, json) VALUES (?, ?, ?, ?)',
  );
  const dropOperation = db
    .prepare<[string, number], MemberId>(
      'DELETE FROM neighbour_operation WHERE install_id = +? AND terminal_seq = +? RETURNING member_id',
    )
    .pluck();
  const dropAllOf = db
    .prepare<[string], MemberId>(
      'DELETE FROM neighbour_operation WHERE install_id = +? RETURNING member_id',
    )
    .pluck();

  const dropOperationsFrom = db
    .prepare<[string, number], MemberId>(
      'DELETE FROM neighbour_operation WHERE install_id = +? AND terminal_seq >= +? RETURNING member_id',
    )
    .pluck();
  const forgetHead = db.prepare(
    "UPDATE neighbour SET held_seq = 0, held_hash = '' WHERE install_id = +?",
  );

  const insertBatch = db.prepare(
    'INSERT OR REPLACE INTO neighbour_batch (install_id, to_seq, from_seq, operations, signature) VALUES (?, ?, ?, ?, ?)',
  );
  const listBatches = db.prepare<[], BatchRow>(
    'SELECT install_id AS installId, to_seq AS toSeq, EXISTS (SELECT 1 FROM neighbour_operation AS one ' +
      'WHERE one.install_id = batch.install_id AND one.terminal_seq BETWEEN batch.from_seq AND batch.to_seq) ' +
      'AS isWaiting FROM neighbour_batch AS batch ORDER BY install_id, to_seq',
  );
  const readBatches = db.prepare<
    [string],
    { readonly operations: string; readonly signature: string }
  >('SELECT operations, signature FROM neighbour_batch WHERE install_id = +? ORDER BY to_seq');
  const dropBatch = db.prepare('DELETE FROM neighbour_batch WHERE install_id = +? AND to_seq = +?');
  const dropBatchesTo = db.prepare(
    'DELETE FROM neighbour_batch WHERE install_id = +? AND to_seq <= +?',
  );
  const dropBatchesOf = db.prepare('DELETE FROM neighbour_batch WHERE install_id = +?');

  /** Makes the views of members anew, each once; returns their ids. */
  function rebaseAll(memberIds: readonly MemberId[]): readonly MemberId[] {
    if (memberIds.length === 0) return [];
    const installId = install.read()?.installId;
    assert(installId !== undefined, 'A till is activated before it has neighbours.');
    const changed = [...new Set(memberIds)];
    for (const memberId of changed) rebase.rebase(memberId, installId);
    return changed;
  }

  return {
    list: () => list.all(),
    find: (installId) => find.get(installId) ?? null,
    replaceAll: (terminals) =>
      transactions.join(() => {
        const listed = new Set(terminals.map(({ installId }) => installId));
        const gone = list.all().filter(({ installId }) => !listed.has(installId));
        for (const each of terminals) {
          upsert.run(each.installId, each.terminalId, each.terminalName, each.publicKey);
        }
        const memberIds = gone.flatMap(({ installId }) => {
          remove.run(installId);
          dropBatchesOf.run(installId);
          return dropAllOf.all(installId);
        });
        return rebaseAll(memberIds);
      }),
    noteAddress: (installId, address) => void noteAddress.run(address, installId),
    keep: (installId, { operations, head, batch }) =>
      transactions.join(() => {
        for (const operation of operations) {
          const { terminalSeq, memberId } = operation;
          insertOperation.run(installId, terminalSeq, memberId, JSON.stringify(operation));
        }
        const { changes } = moveHead.run(head.terminalSeq, head.hash, installId);
        assert(changes === 1, 'Head office has told of a neighbour before it passes anything on.');
        const [first] = batch.operations;
        assert(first !== undefined, 'What moves a chain on is an operation.');
        const json = JSON.stringify(batch.operations);
        insertBatch.run(installId, head.terminalSeq, first.terminalSeq, json, batch.signature);
        return rebaseAll(operations.map(({ memberId }) => memberId));
      }),
    drop: (installId, terminalSeqs) =>
      transactions.join(() =>
        rebaseAll(terminalSeqs.flatMap((terminalSeq) => dropOperation.all(installId, terminalSeq))),
      ),
    listOfMember: (memberId) => rebase.listOfNeighbours(memberId),
    listWaiting: () => {
      const batches = listBatches.all();
      const told = batches.filter(({ isWaiting }) => isWaiting === 0);
      if (told.length > 0) {
        transactions.join(() => {
          for (const { installId, toSeq } of told) dropBatch.run(installId, toSeq);
        });
      }
      const waiting = new Map<
        string,
        { installId: string; oldestSeq: number; newestSeq: number }
      >();
      for (const { installId, toSeq, isWaiting } of batches) {
        if (isWaiting === 0) continue;
        const oldestSeq = waiting.get(installId)?.oldestSeq ?? toSeq;
        waiting.set(installId, { installId, oldestSeq, newestSeq: toSeq });
      }
      return [...waiting.values()];
    },
    readBatches: (installId, { maxCount, maxChars }) => {
      const batches: PassedBatch[] = [];
      let chars = 0;
      for (const { operations, signature } of readBatches.iterate(installId)) {
        chars += operations.length;
        if (batches.length >= maxCount || (batches.length > 0 && chars > maxChars)) break;
        // Written by `keep`.
        batches.push({ operations: JSON.parse(operations) as PushedOperation[], signature });
      }
      return batches;
    },
    dropBatches: (installId, heldSeq) => void dropBatchesTo.run(installId, heldSeq),
    leaveLine: (installId, fromSeq) =>
      transactions.join(() => {
        dropBatchesOf.run(installId);
        forgetHead.run(installId);
        return rebaseAll(dropOperationsFrom.all(installId, fromSeq));
      }),
  };
}

interface BatchRow {
  readonly installId: string;
  readonly toSeq: number;
  /** 1: something of it is not in the office's states yet. */
  readonly isWaiting: 0 | 1;
}
