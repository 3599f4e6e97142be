import type { Database } from 'better-sqlite3';
import { assert } from '../../src-shared/values/assert.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { MemberRebase } from './member-rebase.ts';
import type { InstallStore, Neighbour, NeighbourStore } from './till-store.ts';
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
          return dropAllOf.all(installId);
        });
        return rebaseAll(memberIds);
      }),
    noteAddress: (installId, address) => void noteAddress.run(address, installId),
    keep: (installId, { operations, head }) =>
      transactions.join(() => {
        for (const operation of operations) {
          const { terminalSeq, memberId } = operation;
          insertOperation.run(installId, terminalSeq, memberId, JSON.stringify(operation));
        }
        const { changes } = moveHead.run(head.terminalSeq, head.hash, installId);
        assert(changes === 1, 'Head office has told of a neighbour before it passes anything on.');
        return rebaseAll(operations.map(({ memberId }) => memberId));
      }),
    drop: (installId, terminalSeqs) =>
      transactions.join(() =>
        rebaseAll(terminalSeqs.flatMap((terminalSeq) => dropOperation.all(installId, terminalSeq))),
      ),
    listOfMember: (memberId) => rebase.listOfNeighbours(memberId),
  };
}
