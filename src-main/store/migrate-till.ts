import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { toSimplified } from '../../src-shared/replica/simplified.ts';
import { StoreFailure } from './store-failure.ts';

/** Where the SQL lies while this code is not bundled elsewhere. */
export const ownMigrationsFolder = fileURLToPath(new URL('../../migrations/till', import.meta.url));

/**
 * Brings a file up to this version's tables, all steps in one transaction; changes nothing when they
 * are there. A file made by a newer version is refused with `file_newer`.
 */
export function migrateTill(
  db: Database,
  { migrationsFolder }: { migrationsFolder: string },
): void {
  const lastKnownMs = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0;
  if (lastAppliedMs(db) > lastKnownMs) {
    throw new StoreFailure(
      'file_newer',
      `${db.name} was last used by a newer version of this till. Nothing was changed. ` +
        'Install that version again, or a later one.',
    );
  }
  // What a name is found by is spelled by the code that looks for it (ID-07).
  db.function('to_simplified', { deterministic: true }, (text) => toSimplified(String(text)));
  migrate(drizzle(db), { migrationsFolder });
}

/** When the last of the steps that a file has was written; 0 before the first. */
export function lastAppliedMs(db: Database): number {
  const hasTable = db
    .prepare("SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'")
    .get();
  if (hasTable === undefined) return 0;
  const last = db
    .prepare<[], { readonly atMs: number | null }>(
      'SELECT max(created_at) AS atMs FROM __drizzle_migrations',
    )
    .get();
  return last?.atMs ?? 0;
}
