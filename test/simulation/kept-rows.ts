import { PGlite, type PGliteOptions } from '@electric-sql/pglite';

/** Sees the database that `work` opens, which must be one. */
export async function seeDatabase<Result>(
  work: () => Promise<Result>,
): Promise<readonly [Result, PGlite]> {
  const create = PGlite.create.bind(PGlite) as (options: PGliteOptions) => Promise<PGlite>;
  const seen: PGlite[] = [];
  const seeing = async (options: PGliteOptions): Promise<PGlite> => {
    const database = await create(options);
    seen.push(database);
    return database;
  };
  Object.assign(PGlite, { create: seeing });
  try {
    const result = await work();
    const [database] = seen;
    if (database === undefined) throw new Error('That opened no database.');
    return [result, database];
  } finally {
    Object.assign(PGlite, { create });
  }
}

/** Keeps what the tables hold now: the programme, keys and counters of a head office that nobody has called yet. */
export async function keepRows(database: PGlite): Promise<void> {
  await database.exec('CREATE SCHEMA kept');
  await database.exec(`
    DO $do$
    DECLARE
      each record;
      has_rows boolean;
      statements text := '';
    BEGIN
      FOR each IN
        SELECT c.oid::regclass AS name, c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        ORDER BY c.relname
      LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', each.name) INTO has_rows;
        statements := statements || format('DELETE FROM %s; ', each.name);
        IF has_rows THEN
          EXECUTE format('CREATE TABLE kept.%I AS TABLE %s', each.relname, each.name);
          statements := statements || format('INSERT INTO %s SELECT * FROM kept.%I; ', each.name, each.relname);
        END IF;
      END LOOP;
      FOR each IN
        SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' ORDER BY c.relname
      LOOP
        statements := statements || format('ALTER SEQUENCE %s RESTART; ', each.name);
      END LOOP;
      EXECUTE format('CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE sql AS %L', statements);
    END
    $do$
  `);
}

/** What was kept is there again, and nothing else. */
export async function putRowsBack(database: PGlite): Promise<void> {
  await database.transaction(async (transaction) => {
    // No trigger and no foreign key: whole tables go.
    await transaction.exec('SET LOCAL session_replication_role = replica');
    await transaction.query('SELECT kept.put_back()');
  });
}
