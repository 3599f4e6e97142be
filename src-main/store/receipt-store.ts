import type { Database } from 'better-sqlite3';
import type { ReceiptKey, ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { ReceiptStore, StoredReceipt } from './till-store.ts';

interface SelectedReceipt {
  readonly terminalSeq: number;
  readonly requestHash: string;
  readonly record: string;
}

const columns = 'terminal_seq AS terminalSeq, request_hash AS requestHash, record';

/** Keeps posted receipts; the same number of the same day and store again is a bug and throws. */
export function createReceiptStore(db: Database): ReceiptStore {
  const insert = db.prepare(
    'INSERT INTO receipt (terminal_seq, store_id, receipt_no, business_date, request_hash, record) ' +
      'VALUES (?, ?, ?, ?, ?, ?)',
  );
  const find = db.prepare<[string, string, string], SelectedReceipt>(
    `SELECT ${columns} FROM receipt WHERE store_id = +? AND receipt_no = +? AND business_date = +?`,
  );
  const findLatest = db.prepare<[string, string], SelectedReceipt>(
    `SELECT ${columns} FROM receipt WHERE store_id = +? AND receipt_no = +? ` +
      'ORDER BY business_date DESC LIMIT 1',
  );
  const update = db.prepare(
    'UPDATE receipt SET record = ? WHERE store_id = +? AND receipt_no = +? AND business_date = +?',
  );
  const recent = db.prepare<[number], SelectedReceipt>(
    `SELECT ${columns} FROM receipt ORDER BY terminal_seq DESC LIMIT +?`,
  );

  return {
    insert(record, { requestHash, terminalSeq }) {
      const [storeId, receiptNo, businessDate] = keyColumns(record.key);
      const json = JSON.stringify(record);
      insert.run(terminalSeq, storeId, receiptNo, businessDate, requestHash, json);
    },
    find: (key) => toReceipt(find.get(...keyColumns(key))),
    findLatest: (storeId, receiptNo) => toReceipt(findLatest.get(storeId, receiptNo)),
    update(record) {
      const { changes } = update.run(JSON.stringify(record), ...keyColumns(record.key));
      assert(changes === 1, 'A receipt is updated that was posted here.');
    },
    recent: (limit) =>
      recent
        .all(limit)
        .map((row) => toReceipt(row))
        .filter((receipt) => receipt !== null),
  };
}

function keyColumns(key: ReceiptKey): [storeId: string, receiptNo: string, businessDate: string] {
  return [key.storeId, key.receiptNo, key.businessDate];
}

function toReceipt(row: SelectedReceipt | undefined): StoredReceipt | null {
  if (row === undefined) return null;
  // Written by `insert` or `update`.
  return { ...row, record: JSON.parse(row.record) as ReceiptRecord };
}
