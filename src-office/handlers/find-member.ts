import { cleanPhone } from '../../src-shared/values/phone.ts';
import {
  findMember,
  findMemberByCard,
  findPhoneHolder,
  followMerges,
} from '../store/member-store.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** Looks one member up by phone, card or id, for a till that does not hold them yet. One merged away leads to the survivor. */
export function findMemberHandler(office: OfficeServices) {
  return syncCalls.members.find.handler(async ({ input, context }) => {
    const { database } = office.store;
    await requireInstall(database, context);
    if (input.by !== 'phone') {
      const found = await (input.by === 'card'
        ? findMemberByCard(database, input.cardNo)
        : findMember(database, input.memberId));
      return { member: await followMerges(database, found) };
    }
    const cleaned = cleanPhone(input.phone);
    if (cleaned.status === 'refused') return { member: null };
    const holder = await findPhoneHolder(database, cleaned.phone);
    return { member: await followMerges(database, holder) };
  });
}
