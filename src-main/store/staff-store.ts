import { eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { staffTable } from '../../src-shared/replica/till-tables.ts';
import type { StaffStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Keeps the staff as the office last sent them. */
export function createStaffStore(
  db: BetterSQLite3Database,
  transactions: Transactions,
): StaffStore {
  const list = db.select().from(staffTable).orderBy(staffTable.staffId).prepare();
  const find = db
    .select()
    .from(staffTable)
    .where(eq(staffTable.staffId, sql.placeholder('staffId')))
    .prepare();

  return {
    replaceAll: (staff) =>
      transactions.join(() => {
        db.delete(staffTable).run();
        for (const { staffId, name, role, pinVerifier, memberIds } of staff) {
          db.insert(staffTable).values({ staffId, name, role, pinVerifier, memberIds }).run();
        }
      }),
    list: () => list.all(),
    find: (staffId) => find.get({ staffId }) ?? null,
  };
}
