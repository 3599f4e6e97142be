import type { Queryable } from '../store/database.ts';
import { findOwnMembers } from '../store/staff-member-store.ts';

export const ownMemberWords = 'Nobody decides about their own membership.';

/** Tells whether somebody who decides or approves is, or is of the family of, a member it is about (PL-17, FR-20). */
export async function isOwnMember(
  queryable: Queryable,
  staffIds: readonly string[],
  memberIds: readonly string[],
): Promise<boolean> {
  const pairs = staffIds.flatMap((staffId) => memberIds.map((memberId) => ({ staffId, memberId })));
  return (await findOwnMembers(queryable, pairs)).length > 0;
}
