import type { Database } from 'better-sqlite3';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import type { StoreReceiptStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Tills of one store that count alike are few, and the days that are kept as well. */
const sameNumberMax = 200;

/** Keeps the receipts of the store as they came; one that comes again takes the place of the one before. */
export function createStoreReceiptStore(
  db: Database,
  transactions: Transactions,
): StoreReceiptStore {
  const upsert = db.prepare(
    'INSERT INTO store_receipt (business_date, receipt_no, install_id, record) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (receipt_no, business_date, install_id) DO UPDATE SET record = excluded.record',
  );
  const find = db
    .prepare<[string, string, string], string>(
      'SELECT record FROM store_receipt ' +
        'WHERE receipt_no = +? AND business_date = +? AND install_id = +?',
    )
    .pluck();
  const listByNumber = db
    .prepare<[string, string | null, string | null, number], string>(
      'SELECT record FROM store_receipt WHERE receipt_no = +? AND (? IS NULL OR business_date = ?) ' +
        'ORDER BY business_date DESC, install_id LIMIT +?',
    )
    .pluck();
  const insertMadeUp = db.prepare(
    'INSERT INTO made_up_receipt (adjustment_id, business_date, receipt_no, member_id) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (adjustment_id) DO NOTHING',
  );
  const findMadeUp = db
    .prepare<[string, string], string>(
      'SELECT member_id FROM made_up_receipt WHERE receipt_no = +? AND business_date = +? ' +
        'ORDER BY adjustment_id LIMIT 1',
    )
    .pluck();
  const dropBefore = db.prepare('DELETE FROM store_receipt WHERE business_date < ?');
  const dropMadeUpBefore = db.prepare('DELETE FROM made_up_receipt WHERE business_date < ?');
  const count = db.prepare<[], number>('SELECT count(*) FROM store_receipt').pluck();
  const dropOldest = db.prepare(
    'DELETE FROM store_receipt WHERE id IN ' +
      '(SELECT id FROM store_receipt ORDER BY business_date LIMIT +?)',
  );

  return {
    keep: (receipts) =>
      transactions.join(() => {
        for (const { businessDate, receiptNo, installId, recordJson } of receipts) {
          upsert.run(businessDate, receiptNo, installId, recordJson);
        }
      }),
    find: ({ receiptNo, businessDate, installId }) => {
      const json = find.get(receiptNo, businessDate, installId);
      return json === undefined ? null : toRecord(json);
    },
    listByNumber: (receiptNo, businessDate) =>
      listByNumber.all(receiptNo, businessDate, businessDate, sameNumberMax).map(toRecord),
    keepMadeUp: (receipts) =>
      transactions.join(() => {
        for (const { adjustmentId, businessDate, receiptNo, memberId } of receipts) {
          insertMadeUp.run(adjustmentId, businessDate, receiptNo, memberId);
        }
      }),
    findMadeUpFor: ({ receiptNo, businessDate }) => findMadeUp.get(receiptNo, businessDate) ?? null,
    count: () => count.get() ?? 0,
    prune: ({ beforeDay, maxCount }) =>
      transactions.join(() => {
        dropBefore.run(beforeDay);
        dropMadeUpBefore.run(beforeDay);
        const excessCount = (count.get() ?? 0) - maxCount;
        if (excessCount > 0) dropOldest.run(excessCount);
      }),
  };
}

function toRecord(json: string): ReceiptRecord {
  return JSON.parse(json) as ReceiptRecord; // made by the office's own types
}
