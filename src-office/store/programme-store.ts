import { asc, eq } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { raiseListRevision } from './meta-store.ts';
import { programmeTable } from './tables.ts';

export type ProgrammeRow = typeof programmeTable.$inferSelect;

/** Keeps others from publishing until the transaction ends, so that versions rise one after the other. */
export async function lockProgrammes(transaction: Queryable): Promise<void> {
  await transaction.query('LOCK TABLE programme IN SHARE ROW EXCLUSIVE MODE');
}

/** Publishes a programme in the transaction given; answers the one of that version that is there already instead. */
export async function insertProgramme(
  queryable: Queryable,
  programme: ProgrammeRow,
): Promise<ProgrammeRow | null> {
  const added = await queryable.drizzle
    .insert(programmeTable)
    .values(programme)
    .onConflictDoNothing()
    .returning({ version: programmeTable.version });
  if (added.length > 0) {
    await raiseListRevision(queryable, 'programme');
    return null;
  }
  return findProgramme(queryable, programme.version);
}

export async function findProgramme(
  queryable: Queryable,
  version: number,
): Promise<ProgrammeRow | null> {
  const rows = await queryable.drizzle
    .select()
    .from(programmeTable)
    .where(eq(programmeTable.version, version))
    .for('update');
  return rows[0] ?? null;
}

/** Changes first day and signature of a published programme, in the transaction given. */
export async function updateProgramme(
  queryable: Queryable,
  { version, startsOnDay, signature }: Pick<ProgrammeRow, 'version' | 'startsOnDay' | 'signature'>,
): Promise<void> {
  await queryable.drizzle
    .update(programmeTable)
    .set({ startsOnDay, signature })
    .where(eq(programmeTable.version, version));
  await raiseListRevision(queryable, 'programme');
}

/** Every version there ever was: receipts of years ago are explained and refunded by them. */
export function listProgrammes(queryable: Queryable): Promise<readonly ProgrammeRow[]> {
  return queryable.drizzle.select().from(programmeTable).orderBy(asc(programmeTable.version));
}
