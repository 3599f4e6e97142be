import { eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { pinAttemptTable } from '../../src-shared/replica/till-tables.ts';
import type { PinAttemptStore } from './till-store.ts';

/** Keeps wrong tries of PINs; writing again replaces. */
export function createPinAttemptStore(db: BetterSQLite3Database): PinAttemptStore {
  const read = db
    .select({
      failedCount: pinAttemptTable.failedCount,
      lockedUntilMs: pinAttemptTable.lockedUntilMs,
    })
    .from(pinAttemptTable)
    .where(eq(pinAttemptTable.subject, sql.placeholder('subject')))
    .prepare();

  return {
    read: (subject) => read.get({ subject }) ?? { failedCount: 0, lockedUntilMs: null },
    write(subject, { failedCount, lockedUntilMs }) {
      db.insert(pinAttemptTable)
        .values({ subject, failedCount, lockedUntilMs })
        .onConflictDoUpdate({
          target: pinAttemptTable.subject,
          set: { failedCount, lockedUntilMs },
        })
        .run();
    },
  };
}
