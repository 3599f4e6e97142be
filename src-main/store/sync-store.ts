import { eq, getTableColumns } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { syncTable } from '../../src-shared/replica/till-tables.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { SyncStore } from './till-store.ts';

const onlyRow = 1;

/** Keeps where this till stands with the office; a field that is not named stays. */
export function createSyncStore(db: BetterSQLite3Database): SyncStore {
  const { id: _, ...columns } = getTableColumns(syncTable);
  const read = db.select(columns).from(syncTable).where(eq(syncTable.id, onlyRow)).prepare();

  return {
    read() {
      const row = read.get();
      assert(row !== undefined, 'The first migration made the row.');
      return row;
    },
    write(change) {
      if (Object.values(change).every((value) => value === undefined)) return;
      const { changes } = db.update(syncTable).set(change).where(eq(syncTable.id, onlyRow)).run();
      assert(changes === 1, 'The first migration made the row.');
    },
  };
}
