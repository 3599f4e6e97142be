import { and, asc, eq, isNull, ne, or, sql } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { raiseListRevision } from './meta-store.ts';
import { staffTable } from './tables.ts';

export type Staff = typeof staffTable.$inferSelect;

/** Adds a person in the transaction given; answers the one of that id who is there already, unchanged, instead. */
export async function insertStaff(queryable: Queryable, staff: Staff): Promise<Staff | null> {
  const added = await queryable.drizzle
    .insert(staffTable)
    .values(staff)
    .onConflictDoNothing()
    .returning({ staffId: staffTable.staffId });
  if (added.length > 0) {
    await raiseListRevision(queryable, 'staff');
    return null;
  }
  return findStaff(queryable, staff.staffId);
}

/** A person of the staff, revoked or not; null where there is none. */
export async function findStaff(queryable: Queryable, staffId: string): Promise<Staff | null> {
  const rows = await queryable.drizzle
    .select()
    .from(staffTable)
    .where(eq(staffTable.staffId, staffId));
  return rows[0] ?? null;
}

/** Somebody else who works, under the same name and role, where this person does; null where there is nobody. */
export async function findNamesake(
  queryable: Queryable,
  { staffId, name, role, storeId }: Pick<Staff, 'staffId' | 'name' | 'role' | 'storeId'>,
): Promise<Staff | null> {
  const rows = await queryable.drizzle
    .select()
    .from(staffTable)
    .where(
      and(
        ne(staffTable.staffId, staffId),
        eq(staffTable.status, 'active'),
        eq(staffTable.name, name),
        eq(staffTable.role, role),
        storeId === null
          ? undefined
          : or(isNull(staffTable.storeId), eq(staffTable.storeId, storeId)),
      ),
    )
    .limit(1);
  return rows[0] ?? null;
}

export function listStaff(queryable: Queryable): Promise<readonly Staff[]> {
  return queryable.drizzle.select().from(staffTable).orderBy(asc(staffTable.createdAtMs));
}

/** Those who may sign in at a store now. */
export function listStaffOfStore(queryable: Queryable, storeId: string): Promise<readonly Staff[]> {
  return queryable.drizzle
    .select()
    .from(staffTable)
    .where(
      and(
        eq(staffTable.status, 'active'),
        or(isNull(staffTable.storeId), eq(staffTable.storeId, storeId)),
      ),
    )
    .orderBy(asc(staffTable.createdAtMs));
}

/** Revokes a person, in the transaction given. False when there is nobody of that id. Safe to repeat. */
export async function revokeStaff(queryable: Queryable, staffId: string): Promise<boolean> {
  const rows = await queryable.drizzle
    .update(staffTable)
    .set({ status: sql`'revoked'` })
    .where(eq(staffTable.staffId, staffId))
    .returning({ staffId: staffTable.staffId });
  if (rows.length > 0) await raiseListRevision(queryable, 'staff');
  return rows.length > 0;
}
