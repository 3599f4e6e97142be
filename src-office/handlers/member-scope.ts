import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { findMember, holdMember, type MemberRow } from '../store/member-store.ts';
import { type MemberScope, noteSeenAt, scopeOfStore } from '../store/scope-store.ts';
import type { Install } from '../store/terminal-store.ts';
import type { OfficeServices } from './office-services.ts';

/** Whom a till holds today (OF-13). */
export async function scopeOfInstall(
  office: OfficeServices,
  install: Pick<Install, 'storeId' | 'region'>,
  programmeRevision?: number,
): Promise<MemberScope> {
  const programmes = await office.programmes(office.store.database, programmeRevision);
  const kind = programmes.onDay(businessDateAt(office.nowMs()))?.scope ?? 'all';
  return scopeOfStore(kind, install);
}

/**
 * A member who was looked up for somebody at the counter: the tills of that store hold them from now on, whatever their scope
 * (OF-13). Answers the member as they stand once that is noted.
 */
export async function takeIntoScope(
  office: OfficeServices,
  install: Pick<Install, 'storeId' | 'region'>,
  found: MemberRow | null,
): Promise<MemberRow | null> {
  if (found === null || (await scopeOfInstall(office, install)) === null) return found;
  const { memberId } = found;
  return office.store.database.transaction(async (transaction) => {
    if (!(await holdMember(transaction, memberId))) return null;
    await noteSeenAt(transaction, install.storeId, [memberId], office.nowMs());
    return findMember(transaction, memberId);
  });
}
