import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { refundTable } from '../../src-shared/replica/receipt-tables.ts';
import type { RefundStore } from './till-store.ts';

/** Keeps posted refunds; the same number again is a bug and throws. */
export function createRefundStore(db: BetterSQLite3Database): RefundStore {
  const find = db
    .select(getTableColumns(refundTable))
    .from(refundTable)
    .where(eq(refundTable.refundNo, sql.placeholder('refundNo')))
    .prepare();

  return {
    insert: (refund) => {
      db.insert(refundTable).values(refund).run();
    },
    find: (refundNo) => find.get({ refundNo }) ?? null,
  };
}
