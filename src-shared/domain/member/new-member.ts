import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberId, StoreId } from '../../values/ids.ts';
import type { MemberProfile, MemberState } from './member-state.ts';

/** A member with nothing but an identity: where an enrolment and an imported row both begin. */
export function newMemberState(member: {
  readonly memberId: MemberId;
  readonly memberNo: string;
  readonly profile: MemberProfile;
  readonly tierCode: string;
  readonly enrolledOnDay: BusinessDate;
  readonly enrolledAtStoreId: StoreId;
}): MemberState {
  return {
    memberId: member.memberId,
    memberNo: member.memberNo,
    status: 'active',
    profile: member.profile,
    cards: [],
    tierCode: member.tierCode,
    enrolledOnDay: member.enrolledOnDay,
    enrolledAtStoreId: member.enrolledAtStoreId,
    lots: [],
    pendingLots: [],
    heldPoints: 0,
    debtPoints: 0,
    reservations: [],
    consents: [],
    entries: [],
    carriedPoints: 0,
    appliedSeq: {},
  };
}
