import { eq, getTableColumns } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { lanTable } from '../../src-shared/replica/till-tables.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { LanStore } from './till-store.ts';

const onlyRow = 1;

/** Keeps how this till meets the others of its store; a field that is not named stays. */
export function createLanStore(db: BetterSQLite3Database): LanStore {
  const { id: _, ...columns } = getTableColumns(lanTable);
  const read = db.select(columns).from(lanTable).where(eq(lanTable.id, onlyRow)).prepare();

  return {
    read() {
      const row = read.get();
      assert(row !== undefined, 'The migration made the row.');
      return row;
    },
    write(change) {
      const { changes } = db.update(lanTable).set(change).where(eq(lanTable.id, onlyRow)).run();
      assert(changes === 1, 'The migration made the row.');
    },
  };
}
