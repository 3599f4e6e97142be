import { PGlite, type PGliteOptions } from '@electric-sql/pglite';

/**
 * Tables of a few rows need no plan for each call: making one is half of what a small statement costs. Nor do they need the usual
 * 160 MB of buffers, which every start would clear.
 */
const small = ['-c', 'plan_cache_mode=force_generic_plan', '-c', 'shared_buffers=16MB'];

type Create = (options: PGliteOptions) => Promise<PGlite>;

/** Sees the database that `work` opens, which must be one. */
export async function seeDatabase<Result>(
  work: () => Promise<Result>,
): Promise<readonly [Result, PGlite]> {
  const seen: PGlite[] = [];
  const result = await around(async (create, options) => {
    const database = await create(options);
    seen.push(database);
    return database;
  }, work);
  const [database] = seen;
  if (database === undefined) throw new Error('That opened no database.');
  return [result, database];
}

/** Lets the first database that `work` opens be one that `put` has put there: to make one would cost more than a history. */
export function onFilledDatabase<Result>(
  put: () => Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  let isFilled = false;
  return around(async (create, options) => {
    if (!isFilled) await put();
    isFilled = true;
    return create(options);
  }, work);
}

async function around<Result>(
  open: (create: Create, options: PGliteOptions) => Promise<PGlite>,
  work: () => Promise<Result>,
): Promise<Result> {
  const create = PGlite.create.bind(PGlite) as Create;
  const planning: Create = ({ startParams = PGlite.defaultStartParams, ...options }) =>
    create({ ...options, startParams: [...startParams, ...small] });
  Object.assign(PGlite, { create: (options: PGliteOptions) => open(planning, options) });
  try {
    return await work();
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
