import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { programmeTable } from '../../src-shared/replica/till-tables.ts';
import type { ProgrammeStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Keeps the programme documents as the office last sent them. */
export function createProgrammeStore(
  db: BetterSQLite3Database,
  transactions: Transactions,
): ProgrammeStore {
  const list = db.select().from(programmeTable).orderBy(programmeTable.version).prepare();

  return {
    replaceAll: (programmes) =>
      transactions.join(() => {
        db.delete(programmeTable).run();
        for (const programme of programmes) {
          const document = JSON.stringify(programme);
          db.insert(programmeTable).values({ version: programme.version, document }).run();
        }
      }),
    // Written by `replaceAll`.
    list: () => list.all().map((row) => JSON.parse(row.document) as Programme),
  };
}
