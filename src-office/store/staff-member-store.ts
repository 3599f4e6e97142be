import type { Queryable } from './database.ts';
import { findSurvivorIds } from './member-store.ts';
import { raiseListRevision } from './meta-store.ts';

/** Says which members are of a person of the staff, instead of what was said before; in the transaction given. */
export async function replaceStaffMembers(
  queryable: Queryable,
  staffId: string,
  memberIds: readonly string[],
): Promise<void> {
  await queryable.query('DELETE FROM staff_member WHERE staff_id = $1 AND member_id <> ALL($2)', [
    staffId,
    memberIds,
  ]);
  await queryable.query(
    `INSERT INTO staff_member (staff_id, member_id)
     SELECT $1, i FROM unnest($2::text[]) AS i ON CONFLICT DO NOTHING`,
    [staffId, memberIds],
  );
  await raiseListRevision(queryable, 'staff');
}

/** The members of each of these people; nobody is named who has none. */
export async function listStaffMembers(
  queryable: Queryable,
  staffIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (staffIds.length === 0) return new Map();
  const rows = await queryable.query<{ staffId: string; memberId: string }>(
    `SELECT staff_id AS "staffId", member_id AS "memberId" FROM staff_member
      WHERE staff_id = ANY($1) ORDER BY staff_id, member_id`,
    [staffIds],
  );
  const byStaff = Map.groupBy(rows, ({ staffId }) => staffId);
  return new Map(
    [...byStaff].map(([staffId, of]) => [staffId, of.map(({ memberId }) => memberId)]),
  );
}

/** Which of these people a member is of, or any of several members: one that was merged away counts as its survivor. */
export async function findOwnStaff(
  queryable: Queryable,
  staffIds: readonly string[],
  memberIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const members = await listStaffMembers(queryable, [...new Set(staffIds)]);
  if (members.size === 0) return new Set();
  const linkedIds = [...members.values()].flat();
  const survivors = await findSurvivorIds(queryable, [...linkedIds, ...memberIds]);
  const lastOf = (memberId: string): string => survivors.get(memberId) ?? memberId;
  const wanted = new Set(memberIds.map(lastOf));
  const own = [...members].filter(([, of]) => of.some((memberId) => wanted.has(lastOf(memberId))));
  return new Set(own.map(([staffId]) => staffId));
}
