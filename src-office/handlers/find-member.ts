import { cleanPhone } from '../../src-shared/values/phone.ts';
import type { Queryable } from '../store/database.ts';
import {
  findMember,
  findMemberByCard,
  findPhoneHolder,
  followMerges,
  type MemberRow,
} from '../store/member-store.ts';
import { takeIntoScope } from './member-scope.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

type Wanted =
  | { readonly by: 'phone'; readonly phone: string }
  | { readonly by: 'card'; readonly cardNo: string }
  | { readonly by: 'id'; readonly memberId: string };

/**
 * Looks one member up by phone, card or id, for a till that does not hold them yet, and will from now on. One merged away leads
 * to the survivor.
 */
export function findMemberHandler(office: OfficeServices) {
  return syncCalls.members.find.handler(async ({ input, context }) => {
    const { database } = office.store;
    const install = await requireInstall(database, context);
    const member = await followMerges(database, await find(database, input));
    return { member: await takeIntoScope(office, install, member) };
  });
}

async function find(queryable: Queryable, wanted: Wanted): Promise<MemberRow | null> {
  if (wanted.by === 'card') return findMemberByCard(queryable, wanted.cardNo);
  if (wanted.by === 'id') return findMember(queryable, wanted.memberId);
  const cleaned = cleanPhone(wanted.phone);
  return cleaned.status === 'refused' ? null : findPhoneHolder(queryable, cleaned.phone);
}
