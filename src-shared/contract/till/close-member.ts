import { maskCard } from '../../values/mask.ts';
import type { ClosedMember, MemberSummary } from './member.ts';

/**
 * Takes from a summary what only the member may hear: balances, hints at them and at the birthday, and the number that
 * would pass for the card when somebody typed it (ID-02). Closing twice gives the same.
 */
export function closeMember(member: MemberSummary): ClosedMember {
  const { prompt } = member;
  return {
    ...member,
    level: 'L0',
    memberNo: member.availablePoints === null ? member.memberNo : maskCard(member.memberNo),
    availablePoints: null,
    pendingPoints: null,
    heldPoints: null,
    reservedPoints: null,
    debtPoints: null,
    offlinePoints: null,
    expiringPoints: null,
    expiresOnDay: null,
    birthday: member.birthday === 'none' ? 'none' : 'known',
    prompt: prompt === 'set_pin' || prompt === 'complete_profile' ? prompt : null,
  };
}
