import type { Client } from 'pg';

/** A row as texts, in the order of the columns. */
export type TextRow = (string | null)[];

/** Reads operations as texts in the order in which they came, so many in each batch. */
export async function readBatches(
  client: Client,
  hashes: readonly string[],
  batchCount: number,
): Promise<readonly (readonly TextRow[])[]> {
  const texts = (await readColumns(client)).map(({ name }) => `${name}::text`).join(', ');
  const { rows } = await client.query<TextRow>({
    text: `SELECT ${texts} FROM operation WHERE hash = ANY($1) ORDER BY arrived_xid, terminal_seq`,
    values: [hashes],
    rowMode: 'array',
  });
  if (rows.length !== hashes.length) throw new Error('Not all operations are there.');
  return Array.from({ length: Math.ceil(rows.length / batchCount) }, (_, at) =>
    rows.slice(at * batchCount, (at + 1) * batchCount),
  );
}

/** The columns of the operations in their order. */
export async function readColumns(
  client: Client,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, atttypid::regtype::text AS type FROM pg_attribute
      WHERE attrelid = 'operation'::regclass AND attnum > 0 ORDER BY attnum`,
  );
  return rows;
}
