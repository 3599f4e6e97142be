import type { ComparedMember } from '../../../src-shared/contract/till/member.ts';
import { headOfficeStoreId } from '../../../src-shared/values/ids.ts';
import { maskCard } from '../../../src-shared/values/mask.ts';
import type { ActiveTill } from '../active-till.ts';
import type { MemberView } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import type { Session } from '../session.ts';

/** What stands in a member's column where people who may be one are compared (ID-10): masked, as every list of members is. */
export function comparedMember(
  till: ActiveTill,
  view: MemberView,
  session: Session,
): ComparedMember {
  const { cards, enrolledAtStoreId, enrolledOnDay, purchases } = view.state;
  return {
    member: memberSummary(till, view, session),
    joinedOnDay: enrolledOnDay,
    joinedAtStore: joinedAtStore(enrolledAtStoreId, till.terminal),
    lastBoughtOnDay: purchases?.lastOnDay ?? null,
    cards: cards.map(({ cardNo, isFrozen }) => ({
      maskedCardNo: maskCard(cardNo),
      isFrozen: isFrozen === true,
    })),
  };
}

function joinedAtStore(
  atStoreId: string,
  { storeId, storeName }: ActiveTill['terminal'],
): ComparedMember['joinedAtStore'] {
  if (atStoreId === headOfficeStoreId) return null;
  return atStoreId === storeId
    ? { kind: 'named', name: storeName }
    : { kind: 'other', storeId: atStoreId };
}
