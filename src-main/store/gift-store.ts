import { eq, gt, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { giftAllotmentTable } from '../../src-shared/replica/till-tables.ts';
import type { GiftStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Keeps what this till may hand over of each gift, and counts what it did. */
export function createGiftStore(db: BetterSQLite3Database, transactions: Transactions): GiftStore {
  const table = giftAllotmentTable;
  const find = db
    .select()
    .from(table)
    .where(eq(table.sku, sql.placeholder('sku')))
    .prepare();

  return {
    allot: (gifts) =>
      transactions.join(() => {
        // What is not named any more is allotted no longer; what was handed over stays counted.
        db.update(table).set({ allottedCount: 0 }).where(gt(table.allottedCount, 0)).run();
        for (const { sku, allottedCount } of gifts) {
          db.insert(table)
            .values({ sku, allottedCount, handedCount: 0 })
            .onConflictDoUpdate({ target: table.sku, set: { allottedCount } })
            .run();
        }
      }),
    countLeft: (sku) => {
      const row = find.get({ sku });
      return row === undefined ? 0 : Math.max(0, row.allottedCount - row.handedCount);
    },
    handOver: (sku) => {
      db.insert(table)
        .values({ sku, allottedCount: 0, handedCount: 1 })
        .onConflictDoUpdate({
          target: table.sku,
          set: { handedCount: sql`${table.handedCount} + 1` },
        })
        .run();
    },
  };
}
