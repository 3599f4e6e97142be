import { Client } from 'pg';
import { readBatches, readColumns, type TextRow } from './operation-rows.ts';

/** A batch as one array of texts for each column. */
type Columns = readonly TextRow[];

/** A table of the making of the operations, indexes and all, in one part; nothing is read or checked. */
export interface RawTable {
  /** The rows of these operations as columns, so many in each insert. */
  prepare(hashes: readonly string[], batchCount: number): Promise<readonly Columns[]>;
  /** Inserts one batch after another, each durable before the next. */
  insert(batches: readonly Columns[]): Promise<void>;
  close(): Promise<void>;
}

export async function openRawTable(databaseUrl: string): Promise<RawTable> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('CREATE TABLE raw_operation (LIKE operation INCLUDING ALL)');
  const columns = await readColumns(client);
  const casts = columns.map(({ type }, index) => `c${index}::${type}`).join(', ');
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const names = columns.map((_, index) => `c${index}`).join(', ');
  const statement = `INSERT INTO raw_operation SELECT ${casts} FROM unnest(${arrays}) AS row(${names})`;
  return {
    prepare: async (hashes, batchCount) => {
      const batches = await readBatches(client, hashes, batchCount);
      return batches.map((rows) =>
        columns.map((_, index) => rows.map((row) => row[index] ?? null)),
      );
    },
    insert: async (batches) => {
      for (const batch of batches) await client.query(statement, [...batch]);
    },
    close: () => client.end(),
  };
}
