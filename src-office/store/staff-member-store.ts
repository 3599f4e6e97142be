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

/** Somebody of the staff and a member they served, or decided about. */
export interface ServedMember {
  readonly staffId: string;
  readonly memberId: string;
}

/**
 * Those of the pairs in which the member is the person's own or their family's: a member that was merged away counts as its
 * survivor (PL-19). Most staff have none, and cost no more than one look.
 */
export async function findOwnMembers<Pair extends ServedMember>(
  queryable: Queryable,
  pairs: readonly Pair[],
): Promise<readonly Pair[]> {
  const members = await listStaffMembers(queryable, [
    ...new Set(pairs.map((pair) => pair.staffId)),
  ]);
  const asked = pairs.filter(({ staffId }) => members.has(staffId));
  if (asked.length === 0) return [];
  const survivors = await findSurvivorIds(queryable, [
    ...[...members.values()].flat(),
    ...asked.map(({ memberId }) => memberId),
  ]);
  const lastOf = (memberId: string): string => survivors.get(memberId) ?? memberId;
  return asked.filter(({ staffId, memberId }) =>
    (members.get(staffId) ?? []).some((own) => lastOf(own) === lastOf(memberId)),
  );
}
