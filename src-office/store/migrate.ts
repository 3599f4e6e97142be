import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Database, Queryable } from './database.ts';
import type { AppliedMigration } from './dump-store.ts';

const migrationsFolder = path.join(import.meta.dirname, '../../migrations/office');
// Any number, the same in every office process: two that start at once migrate one after the other.
const migrationLock = 7_205_801;

interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
  readonly sha256: string;
}

/**
 * Brings a database up to the tables of this office, each migration once and all of them or none. Refuses a database that
 * knows a migration this office does not, or knows it otherwise.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    await migrateUpTo(transaction, null);
  });
}

/**
 * Applies what is missing of the migrations up to those of a backup, which are refused like those of a database; null: all.
 */
export async function migrateUpTo(
  transaction: Queryable,
  wanted: readonly AppliedMigration[] | null,
): Promise<void> {
  const migrations = readMigrations();
  await transaction.query(
    'CREATE TABLE IF NOT EXISTS office_migration (name text PRIMARY KEY, sha256 text NOT NULL)',
  );
  const applied = await transaction.query<AppliedMigration>(
    'SELECT name, sha256 FROM office_migration',
  );
  refuseForeign([...applied, ...(wanted ?? [])], migrations);
  const done = new Set(applied.map(({ name }) => name));
  const until = new Set((wanted ?? migrations).map(({ name }) => name));
  for (const migration of migrations.filter(({ name }) => until.has(name) && !done.has(name))) {
    for (const statement of migration.statements) await transaction.query(statement);
    await transaction.query('INSERT INTO office_migration VALUES ($1, $2)', [
      migration.name,
      migration.sha256,
    ]);
  }
}

function refuseForeign(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[],
): void {
  for (const { name, sha256 } of applied) {
    const ours = migrations.find((migration) => migration.name === name);
    if (ours === undefined) {
      throw new Error(`The database has the migration ${name}: it belongs to a newer office.`);
    }
    if (ours.sha256 !== sha256) {
      throw new Error(`The migration ${name} was changed after it was applied to this database.`);
    }
  }
}

function readMigrations(): readonly Migration[] {
  const journal = JSON.parse(
    readFileSync(path.join(migrationsFolder, 'meta/_journal.json'), 'utf8'),
  ) as { readonly entries: readonly { readonly tag: string }[] }; // written by drizzle-kit
  return journal.entries.map(({ tag }) => {
    const sql = readFileSync(path.join(migrationsFolder, `${tag}.sql`), 'utf8');
    return {
      name: tag,
      statements: sql.split('--> statement-breakpoint'),
      sha256: createHash('sha256').update(sql).digest('hex'),
    };
  });
}
