import { eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { codeKeyTable } from '../../src-shared/replica/till-tables.ts';
import type { CodeKeyStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Keeps the public keys of codes as the office last sent them. */
export function createCodeKeyStore(
  db: BetterSQLite3Database,
  transactions: Transactions,
): CodeKeyStore {
  const { keyId, publicKey, purpose } = codeKeyTable;
  const list = db
    .select({ keyId, publicKey })
    .from(codeKeyTable)
    .where(eq(purpose, sql.placeholder('purpose')))
    .orderBy(keyId)
    .prepare();

  return {
    replaceAll: (ofPurpose, keys) =>
      transactions.join(() => {
        db.delete(codeKeyTable).where(eq(purpose, ofPurpose)).run();
        for (const key of keys) {
          db.insert(codeKeyTable)
            .values({ ...key, purpose: ofPurpose })
            .run();
        }
      }),
    list: (ofPurpose) => list.all({ purpose: ofPurpose }),
  };
}
