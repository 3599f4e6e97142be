import type { Queryable } from './database.ts';

interface TableName {
  readonly table: string;
}

/** One of the office's tables, with its columns in their order. */
export interface DumpedTable extends TableName {
  readonly columns: readonly string[];
}

export interface DumpedSequence {
  readonly sequence: string;
  readonly lastValue: number;
}

export interface AppliedMigration {
  readonly name: string;
  readonly sha256: string;
}

/** Rows of one answer while a table is read: at some kilobytes each they stay far below the memory of a small machine. */
const fetchCount = 500;
/** What a restored sequence leaves out: installs activated, and imports made, after the backup keep their numbers. */
const sequenceGap = 500;

/** Shows every later statement of this transaction the database as it is now, and lets it change nothing. */
export async function freezeForReading(transaction: Queryable): Promise<void> {
  await transaction.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
}

/** What a database is, by the tables in it: an office's, something else's, or nobody's yet. */
export async function findOwner(queryable: Queryable): Promise<'office' | 'other' | 'nobody'> {
  const tables = await queryable.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
  );
  if (tables.length === 0) return 'nobody';
  return tables.some(({ name }) => name === 'office_migration') ? 'office' : 'other';
}

export function listAppliedMigrations(queryable: Queryable): Promise<readonly AppliedMigration[]> {
  return queryable.query<AppliedMigration>(
    'SELECT name, sha256 FROM office_migration ORDER BY name',
  );
}

/** All tables but the list of migrations and what triggers write; parts of a partitioned one are read through it. */
export async function listDumpedTables(queryable: Queryable): Promise<readonly DumpedTable[]> {
  const rows = await queryable.query<{ table: string; column: string }>(
    `SELECT c.relname AS "table", a.attname AS "column"
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname NOT IN ('office_migration', 'partition_sum', 'partition_change', 'member_change')
      ORDER BY c.relname, a.attnum`,
  );
  const columns = new Map<string, string[]>();
  for (const { table, column } of rows) {
    columns.set(table, [...(columns.get(table) ?? []), column]);
  }
  return [...columns].map(([table, names]) => ({ table, columns: names }));
}

/** Every row of a table in the text form of PostgreSQL, which loses nothing; one page in memory at a time. */
export async function* readRows(
  transaction: Queryable,
  { table }: TableName,
): AsyncGenerator<readonly string[]> {
  await transaction.query(
    `DECLARE dumped_rows NO SCROLL CURSOR FOR SELECT each_row::text AS row FROM ${quote(table)} AS each_row`,
  );
  for (;;) {
    const rows = await transaction.query<{ row: string }>(`FETCH ${fetchCount} FROM dumped_rows`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await transaction.query('CLOSE dumped_rows');
}

export async function listSequences(queryable: Queryable): Promise<readonly DumpedSequence[]> {
  const rows = await queryable.query<{ sequence: string; lastValue: string | null }>(
    `SELECT sequencename AS sequence, last_value::text AS "lastValue"
       FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename`,
  );
  return rows.map(({ sequence, lastValue }) => ({ sequence, lastValue: Number(lastValue ?? 0) }));
}

/** Puts all that is in the database out of the way, where nothing is lost and no office looks. */
export async function setSchemaAside(transaction: Queryable, name: string): Promise<void> {
  await transaction.query(`ALTER SCHEMA public RENAME TO ${quote(name)}`);
  await transaction.query('CREATE SCHEMA public');
}

/** Takes out what the migrations themselves wrote, before the rows of a backup come. */
export async function emptyTable(transaction: Queryable, { table }: TableName): Promise<void> {
  await transaction.query(`DELETE FROM ${quote(table)}`);
}

/** The columns of a table that its rows are given: a transaction id of another server would mean nothing in this one. */
export async function listLoadedColumns(
  queryable: Queryable,
  { table }: TableName,
): Promise<readonly string[]> {
  const rows = await queryable.query<{ column: string }>(
    `SELECT attname AS "column" FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        AND atttypid <> 'xid8'::regtype
      ORDER BY attnum`,
    [quote(table)],
  );
  return rows.map(({ column }) => column);
}

/** Inserts rows as `readRows` gave them. */
export async function loadRows(
  transaction: Queryable,
  { table }: TableName,
  loadedColumns: readonly string[],
  rows: readonly string[],
): Promise<void> {
  const names = loadedColumns.map(quote);
  const values = names.map((name) => `(parsed.read_row).${name}`);
  await transaction.query(
    `INSERT INTO ${quote(table)} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
     SELECT ${values.join(', ')}
       FROM (SELECT each.row::${quote(table)} AS read_row FROM unnest($1::text[]) AS each(row) OFFSET 0) AS parsed`,
    [transaction.textArray(rows)],
  );
}

/** Lets a sequence go on behind a gap. */
export async function restoreSequence(
  transaction: Queryable,
  { sequence, lastValue }: DumpedSequence,
): Promise<void> {
  await transaction.query('SELECT setval($1::regclass, $2::int8)', [
    quote(sequence),
    lastValue + sequenceGap,
  ]);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
