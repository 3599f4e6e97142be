import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { setupTable } from '../../src-shared/replica/till-tables.ts';
import type { SetupStore } from './till-store.ts';

const onlyRow = 1;

/** Keeps how far the first run of this till is, so that it goes on where it was closed. */
export function createSetupStore(db: BetterSQLite3Database): SetupStore {
  const read = db.select().from(setupTable).prepare();
  return {
    read: () => read.get()?.step ?? null,
    write: (step) => {
      db.insert(setupTable)
        .values({ id: onlyRow, step })
        .onConflictDoUpdate({ target: setupTable.id, set: { step } })
        .run();
    },
  };
}
