import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { amountsOf } from '../../src-shared/domain/offline-rights/holding.ts';
import { openOf } from '../../src-shared/domain/offline-rights/store-grant.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { cleanPhone } from '../../src-shared/values/phone.ts';
import { findMember, findMembersByPhone, type MemberRow } from '../store/member-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

export function getMemberHandler(office: OfficeServices) {
  return adminCalls.member.get.handler(async ({ input, errors }) => {
    const row = await findMember(office.store.database, input.memberId);
    if (row === null) throw errors.not_found({ message: 'There is no member of this id.' });
    office.log.info({ memberId: row.memberId }, 'a member was looked at');
    return toAdminMember(row, office.nowMs());
  });
}

export function findMembersHandler(office: OfficeServices) {
  return adminCalls.member.find.handler(async ({ input, errors }) => {
    const cleaned = cleanPhone(input.phone);
    if (cleaned.status === 'refused') {
      throw errors.phone_invalid({ message: 'This is not a telephone number.' });
    }
    const rows = await findMembersByPhone(office.store.database, cleaned.phone);
    const memberIds = rows.map(({ memberId }) => memberId);
    office.log.info({ memberIds }, 'members were looked at');
    return { members: rows.map((row) => toAdminMember(row, office.nowMs())) };
  });
}

/** A member as head office sees it. */
export function toAdminMember(row: MemberRow, nowMs: number) {
  const state = JSON.parse(row.stateJson) as MemberState; // written by this office
  const balance = balanceOf(state, { businessDate: businessDateAt(nowMs), nowMs });
  return {
    memberId: state.memberId,
    memberNo: state.memberNo,
    phone: state.profile.phone.value,
    name: state.profile.name?.value ?? null,
    birthday: state.profile.birthday?.value ?? null,
    status: state.status,
    tier: state.tierCode,
    cards: state.cards.map(({ cardNo }) => cardNo),
    availablePoints: balance.availablePoints,
    pendingPoints: balance.pendingPoints,
    heldPoints: balance.heldPoints,
    reservedPoints: balance.reservedPoints,
    grants: (state.storeGrants ?? []).map((grant) => ({
      storeId: grant.storeId,
      ...amountsOf(openOf(grant)),
    })),
    debtPoints: balance.debtPoints,
    consents: state.consents.map(({ item, given, setAtMs }) => ({ item, given, setAtMs })),
    /** The member this one was merged into, or null. */
    mergedInto: state.mergedInto?.otherMemberId ?? null,
    revision: row.revision,
  };
}
