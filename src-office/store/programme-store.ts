import { asc, eq } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { raiseListRevision } from './meta-store.ts';
import { programmeTable } from './tables.ts';

export type ProgrammeRow = typeof programmeTable.$inferSelect;

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
  const there = await queryable.drizzle
    .select()
    .from(programmeTable)
    .where(eq(programmeTable.version, programme.version));
  return there[0] ?? null;
}

export function listProgrammes(queryable: Queryable): Promise<readonly ProgrammeRow[]> {
  return queryable.drizzle.select().from(programmeTable).orderBy(asc(programmeTable.version));
}
