import type { Database } from 'better-sqlite3';
import { assert } from '../../src-shared/values/assert.ts';
import { alone, type WriteTurn } from './write-turn.ts';

/** Runs work in one transaction, or changes nothing when it throws. */
export interface Transactions {
  /** BEGIN IMMEDIATE … COMMIT. Not nested. */
  run<Result>(work: () => Result): Result;
  /** The same, or part of the transaction that is open already. */
  join<Result>(work: () => Result): Result;
}

/**
 * Prepares the transactions of one connection, each within its turn to write; `db.transaction` would make new functions at
 * every call.
 */
export function createTransactions(db: Database, turn: WriteTurn = alone): Transactions {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollBack = db.prepare('ROLLBACK');

  function run<Result>(work: () => Result): Result {
    assert(!db.inTransaction, 'A transaction of the store is not nested.');
    return turn.during(() => runNow(work));
  }

  function runNow<Result>(work: () => Result): Result {
    begin.run();
    try {
      const result = work();
      assert(!(result instanceof Promise), 'The work of a transaction does not wait.');
      commit.run();
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk among them.
      if (db.inTransaction) rollBack.run();
      throw error;
    }
  }

  return { run, join: (work) => (db.inTransaction ? work() : run(work)) };
}
