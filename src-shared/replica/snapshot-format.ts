/**
 * A snapshot is a till's member rows as SQLite databases in memory, one after another ("parts"): each holds rows of one
 * table, in the order of the till's own table, so that a till appends and never sorts. A till that does not know the
 * format reads the feed instead. Raised with the columns and with what a name is found by (`searchTokens`); 2: in simplified
 * spelling.
 */
export const snapshotFormat = 2;

/** The columns of each table in a part. `member.id` is the row's number in every till of the scope. */
export const snapshotColumns = {
  member: [
    'id INTEGER PRIMARY KEY',
    'member_id TEXT',
    'phone TEXT',
    'phone_last4 TEXT',
    'member_no TEXT',
    'revision INTEGER',
    'found_by TEXT',
    'face TEXT',
    'base TEXT',
  ],
  card: ['card_no TEXT', 'bound_at_ms INTEGER', 'member_row INTEGER'],
  search_token: ['token TEXT', 'member_row INTEGER'],
} as const;

export type SnapshotTable = keyof typeof snapshotColumns;

/** The names of a table's columns, for a statement. */
export function snapshotColumnNames(table: SnapshotTable): string {
  return snapshotColumns[table].map((column) => column.split(' ')[0]).join(', ');
}

/** The statement that makes a part's table in `schema`. */
export function createSnapshotTable(schema: string, table: SnapshotTable): string {
  return `CREATE TABLE ${schema}.${table} (${snapshotColumns[table].join(', ')})`;
}
