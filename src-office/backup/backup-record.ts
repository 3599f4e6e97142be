import { z } from 'zod';

/** What a backup holds, in this order: the tables' versions, the office's key files, each table with its rows, the end. */
export const backupRecordSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('migrations'),
    migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  }),
  z.object({ kind: z.literal('key_file'), name: z.string(), content: z.string() }),
  z.object({ kind: z.literal('table'), table: z.string(), columns: z.array(z.string()) }),
  /** Of the table named last, in the text form of PostgreSQL. */
  z.object({ kind: z.literal('rows'), rows: z.array(z.string()) }),
  z.object({ kind: z.literal('sequence'), sequence: z.string(), lastValue: z.int() }),
  z.object({ kind: z.literal('end'), rowCount: z.int() }),
]);

export type BackupRecord = z.infer<typeof backupRecordSchema>;
