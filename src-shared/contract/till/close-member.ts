import { maskCard } from '../../values/mask.ts';
import type { ClosedMember, MemberSummary } from './member.ts';

/**
 * Takes from a summary what only the member may hear: balances, hints at them and at the birthday, and the number that
 * would pass for the card when somebody typed it (ID-02). Closing twice gives the same. Field by field, so that what is
 * added to an open member stays closed until somebody decides otherwise.
 */
export function closeMember(member: MemberSummary): ClosedMember {
  const { memberNo, prompt } = member;
  return {
    memberId: member.memberId,
    memberNo: member.availablePoints === null ? memberNo : maskCard(memberNo),
    maskedName: member.maskedName,
    maskedPhone: member.maskedPhone,
    tier: member.tier,
    tierName: member.tierName,
    status: member.status,
    level: 'L0',
    hasPin: member.hasPin,
    cardCount: member.cardCount,
    ...(member.isElsewhere === undefined ? {} : { isElsewhere: member.isElsewhere }),
    asOfMs: member.asOfMs,
    availablePoints: null,
    pendingPoints: null,
    heldPoints: null,
    reservedPoints: null,
    grants: null,
    debtPoints: null,
    offlinePoints: null,
    expiringPoints: null,
    valuePrincipalFen: null,
    valueBonusFen: null,
    expiresOnDay: null,
    birthday: member.birthday === 'none' ? 'none' : 'known',
    prompt: prompt === 'set_pin' || prompt === 'complete_profile' ? prompt : null,
  };
}
