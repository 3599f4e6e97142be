import type { Database } from 'better-sqlite3';
import type { ReceiptKey, ReceiptRedemption } from '../../src-shared/domain/receipt/receipt.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { countingOperations } from './operation-store.ts';
import type { RedemptionStore, StoredRedemption } from './till-store.ts';
import type { Transactions } from './transaction.ts';

type SelectedRedemption = Omit<StoredRedemption, 'redemption' | 'receipt'> & {
  readonly redemption: string;
  readonly receipt: string | null;
};

const columns =
  'terminal_seq AS terminalSeq, member_id AS memberId, receipt_no AS receiptNo, business_date AS businessDate, ' +
  '"right", request_hash AS requestHash, cancelled_seq AS cancelledSeq, receipt, redemption';

/** Keeps redemptions; cancelling or closing one that is not open is a bug and throws. */
export function createRedemptionStore(db: Database, transactions: Transactions): RedemptionStore {
  const insert = db.prepare(
    'INSERT INTO redemption (terminal_seq, redemption_id, member_id, receipt_no, business_date, "right", ' +
      'request_hash, redemption) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const find = db.prepare<[string], SelectedRedemption>(
    `SELECT ${columns} FROM redemption WHERE redemption_id = +?`,
  );
  const listOpen = db.prepare<[string, string, string], SelectedRedemption>(
    `SELECT ${columns} FROM redemption WHERE member_id = +? AND receipt_no = +? AND business_date >= +? ` +
      'AND cancelled_seq IS NULL AND receipt IS NULL ORDER BY terminal_seq',
  );
  // By the index of what is unclosed: a till keeps its redemptions of years.
  const listUnclosed = db.prepare<[number], SelectedRedemption & { readonly atMs: number }>(
    `SELECT ${columns}, at_ms AS atMs FROM redemption CROSS JOIN ${countingOperations} USING (terminal_seq) ` +
      "WHERE cancelled_seq IS NULL AND receipt IS NULL AND receipt_no <> '' " +
      'ORDER BY terminal_seq LIMIT +?',
  );
  const markCancelled = db.prepare(
    'UPDATE redemption SET cancelled_seq = ? ' +
      'WHERE redemption_id = +? AND cancelled_seq IS NULL AND receipt IS NULL',
  );
  const close = db.prepare(
    'UPDATE redemption SET receipt = ? ' +
      'WHERE redemption_id = +? AND cancelled_seq IS NULL AND receipt IS NULL',
  );
  const listOfMemberAfter = db.prepare<[string, number], SelectedRedemption>(
    `SELECT ${columns} FROM redemption WHERE member_id = +? AND terminal_seq > +? ORDER BY terminal_seq`,
  );

  return {
    insert(stored) {
      insert.run(
        stored.terminalSeq,
        stored.redemption.redemptionId,
        stored.memberId,
        stored.receiptNo,
        stored.businessDate,
        stored.right,
        stored.requestHash,
        JSON.stringify(stored.redemption),
      );
    },
    find(redemptionId) {
      const row = find.get(redemptionId);
      return row === undefined ? null : toRedemption(row);
    },
    listOpen: (memberId, receiptNo, sinceDay) =>
      listOpen.all(memberId, receiptNo, sinceDay).map((row) => toRedemption(row)),
    listUnclosed: (limit) =>
      listUnclosed.all(limit).map(({ atMs, ...row }) => ({ ...toRedemption(row), atMs })),
    markCancelled(redemptionId, cancelledSeq) {
      const { changes } = markCancelled.run(cancelledSeq, redemptionId);
      assert(changes === 1, 'Only an open redemption is cancelled.');
    },
    closeWithReceipt(redemptionIds, receipt) {
      const json = JSON.stringify(receipt);
      transactions.join(() => {
        for (const redemptionId of redemptionIds) {
          const { changes } = close.run(json, redemptionId);
          assert(changes === 1, 'Only an open redemption is closed by a receipt.');
        }
      });
    },
    listOfMemberAfter: (memberId, afterSeq) =>
      listOfMemberAfter.all(memberId, afterSeq).map((row) => toRedemption(row)),
  };
}

function toRedemption(row: SelectedRedemption): StoredRedemption {
  return {
    ...row,
    // Both were written by this store.
    redemption: JSON.parse(row.redemption) as ReceiptRedemption,
    receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as ReceiptKey),
  };
}
