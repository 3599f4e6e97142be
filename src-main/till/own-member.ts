import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { ActiveTill } from './active-till.ts';
import { isRefused, readMember } from './find-member.ts';
import { type SignedIn, staffIdOf } from './session.ts';

/**
 * null unless the member is of whoever stands at the till, or of their family as head office knows it: nobody earns, redeems,
 * corrects or attaches a receipt for themselves (FR-01, PL-17). A cash register that does not say who stands there is not
 * known by any member; head office sees the same of what arrives.
 */
export function checkNotOwn(
  till: ActiveTill,
  { operator }: SignedIn,
  { memberId }: { readonly memberId: MemberId },
): Refusal | null {
  const staffId = staffIdOf(operator);
  if (staffId === null || !isMemberOfStaff(till, staffId, memberId)) return null;
  till.log.warn({ operator: staffId, memberId }, 'staff may not serve themselves');
  return refuse('own_member');
}

/** Whether a member is linked to a person of the staff; one that was merged away counts as the one it became (PL-19). */
export function isMemberOfStaff(till: ActiveTill, staffId: string, memberId: MemberId): boolean {
  const linkedIds = till.reference.staff(staffId)?.memberIds ?? [];
  return linkedIds.some((linkedId) => {
    if (linkedId === memberId) return true;
    const view = readMember(till, linkedId);
    return !isRefused(view) && view.memberId === memberId;
  });
}
