import type { Database } from 'better-sqlite3';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import type { StoreReceiptStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Keeps the receipts of the store as they came; one that comes again takes the place of the one before. */
export function createStoreReceiptStore(
  db: Database,
  transactions: Transactions,
): StoreReceiptStore {
  const upsert = db.prepare(
    'INSERT INTO store_receipt (business_date, receipt_no, record) VALUES (?, ?, ?) ' +
      'ON CONFLICT (receipt_no, business_date) DO UPDATE SET record = excluded.record',
  );
  const find = db
    .prepare<[string, string], string>(
      'SELECT record FROM store_receipt WHERE receipt_no = +? AND business_date = +?',
    )
    .pluck();
  const findLatest = db
    .prepare<[string], string>(
      'SELECT record FROM store_receipt WHERE receipt_no = +? ORDER BY business_date DESC LIMIT 1',
    )
    .pluck();
  const dropBefore = db.prepare('DELETE FROM store_receipt WHERE business_date < ?');
  const count = db.prepare<[], number>('SELECT count(*) FROM store_receipt').pluck();
  const dropOldest = db.prepare(
    'DELETE FROM store_receipt WHERE id IN ' +
      '(SELECT id FROM store_receipt ORDER BY business_date LIMIT +?)',
  );

  return {
    keep: (receipts) =>
      transactions.join(() => {
        for (const { businessDate, receiptNo, recordJson } of receipts) {
          upsert.run(businessDate, receiptNo, recordJson);
        }
      }),
    find: ({ receiptNo, businessDate }) => toRecord(find.get(receiptNo, businessDate)),
    findLatest: (receiptNo) => toRecord(findLatest.get(receiptNo)),
    count: () => count.get() ?? 0,
    prune: ({ beforeDay, maxCount }) =>
      transactions.join(() => {
        dropBefore.run(beforeDay);
        const excessCount = (count.get() ?? 0) - maxCount;
        if (excessCount > 0) dropOldest.run(excessCount);
      }),
  };
}

function toRecord(json: string | undefined): ReceiptRecord | null {
  return json === undefined ? null : (JSON.parse(json) as ReceiptRecord); // made by the office's own types
}
