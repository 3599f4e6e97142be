import { Client, Query } from 'pg';
import { readBatches, type TextRow } from './operation-rows.ts';

/** A table with the columns of the operations and nothing else: no key, no index, no trigger. */
export interface BareTable {
  /** The rows of these operations as the texts of COPY, so many in each. */
  prepare(hashes: readonly string[], batchCount: number): Promise<readonly Buffer[]>;
  /** Copies one text after another, each durable before the next. */
  copy(texts: readonly Buffer[]): Promise<void>;
  close(): Promise<void>;
}

export async function openBareTable(databaseUrl: string): Promise<BareTable> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('CREATE TABLE bare_operation (LIKE operation)');
  return {
    prepare: async (hashes, batchCount) => {
      const batches = await readBatches(client, hashes, batchCount);
      return batches.map((rows) => Buffer.from(rows.map(copyLine).join('')));
    },
    copy: async (batches) => {
      for (const batch of batches) await copyIn(client, 'COPY bare_operation FROM STDIN', batch);
    },
    close: () => client.end(),
  };
}

function copyLine(values: TextRow): string {
  const fields = values.map((value) =>
    value === null ? '\\N' : value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n'),
  );
  return `${fields.join('\t')}\n`;
}

/** The sending half of COPY, which pg names no types for. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** A COPY whose whole text is at hand. */
class CopyIn extends Query {
  readonly #data: Buffer;

  constructor(statement: string, data: Buffer, callback: (error: Error | undefined) => void) {
    super(statement, callback);
    this.#data = data;
  }

  /** Called by pg when the server is ready for it. */
  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.#data);
    connection.endCopyFrom();
  }
}

function copyIn(client: Client, statement: string, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(
      new CopyIn(statement, data, (error) => {
        if (error) reject(error);
        else resolve();
      }),
    );
  });
}
