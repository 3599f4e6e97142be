import { closeMember } from '../../src-shared/contract/till/close-member.ts';
import type { MemberSummary, OpenMember } from '../../src-shared/contract/till/member.ts';
import { isKnownEnough } from '../../src-shared/domain/member/identification.ts';
import type { MemberFace } from '../../src-shared/domain/member/member-face.ts';
import { grantsElsewhere } from '../../src-shared/domain/offline-rights/store-grant.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import type { Language, Programme } from '../../src-shared/domain/programme/programme.ts';
import { steppedPoints } from '../../src-shared/domain/redemption/stepped-points.ts';
import { withTierOn } from '../../src-shared/domain/tier/with-tier-on.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { CarriedGrant } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';
import { birthdayOf } from './birthday-near.ts';
import {
  faceOfMember,
  isRefused,
  type MemberSeen,
  type MemberView,
  readMember,
} from './find-member.ts';
import { offlinePointsNow } from './offline-right.ts';
import { levelAt } from './identify.ts';
import { findCarriedGrant, withGrantFreed } from './redemption/carried-right.ts';
import type { Session } from './session.ts';

/**
 * What a counter may see of a member: masked, with balances as this till knows them (ID-11), in the session's language. A
 * screen that knows no more than a phone or a name sees no balances; the cash register always does (ID-02).
 */
export function memberSummary(
  till: ActiveTill,
  member: MemberView | MemberSeen,
  session: Session,
): MemberSummary {
  const open = openMember(till, member, session);
  const isPos = session.operator?.kind === 'pos';
  // What a screen would show of somebody whom this till does not hold is nobody's balance.
  const maySee = isPos || (open.isElsewhere !== true && isKnownEnough(open.level, 'seeAssets'));
  return maySee ? open : closeMember(open);
}

function openMember(
  till: ActiveTill,
  member: MemberView | MemberSeen,
  session: Session,
): OpenMember {
  const face = faceOfMember(member);
  const { atMs, businessDate } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  // What is kept for the phone in front of the counter is theirs to spend here.
  const grant = findCarriedGrant(till, member.memberId);
  const spendable = withGrantFreed(face, grant);
  const { storeId } = till.terminal;
  const balance = balanceOf(spendable, { storeId, businessDate, nowMs: atMs });
  const birthday = birthdayOf(face.birthday, businessDate);
  const tierCode = tierCodeOn(till, member, programme, businessDate);
  till.announcer.memberShown(member.memberId);
  return {
    memberId: member.memberId,
    memberNo: face.memberNo,
    maskedName: face.maskedName,
    maskedPhone: 'isElsewhere' in member ? '' : face.maskedPhone,
    tier: tierCode,
    tierName: tierName(programme, tierCode, session.language),
    status: face.status,
    level: levelAt(till, session, member.memberId),
    availablePoints: balance.availablePoints,
    pendingPoints: balance.pendingPoints,
    heldPoints: balance.heldPoints,
    reservedPoints: balance.reservedPoints,
    grants: [...grantsElsewhere(face, storeId)],
    debtPoints: balance.debtPoints,
    offlinePoints: offlinePoints(till, member, { face, programme, grant }, balance.availablePoints),
    expiringPoints: balance.expiringSoon?.points ?? 0,
    valuePrincipalFen: face.value?.principalFen ?? 0,
    valueBonusFen: face.value?.bonusFen ?? 0,
    expiresOnDay: balance.expiringSoon?.expiresOnDay ?? null,
    hasPin: face.hasPin,
    cardCount: face.cardCount,
    ...('isElsewhere' in member ? { isElsewhere: true as const } : {}),
    birthday,
    prompt:
      'isElsewhere' in member
        ? null
        : promptOf({
            birthday,
            hasPin: face.hasPin,
            expiringPoints: balance.expiringSoon?.points ?? 0,
            debtPoints: balance.debtPoints,
            isComplete: face.maskedName !== '' && birthday !== 'none',
          }),
    asOfMs: till.reference.lastSyncAtMs(),
  };
}

/** What tells a member from others without telling who it is: the name, or else the phone, masked; "" where neither is known. */
export function maskedWhoOf(member: MemberView | MemberSeen): string {
  const { maskedName, maskedPhone } = faceOfMember(member);
  return maskedName === '' ? maskedPhone : maskedName;
}

/** "" for a member without a name. */
export function maskedNameOf(member: MemberView | MemberSeen): string {
  return faceOfMember(member).maskedName;
}

/** The tier that counts on a day, which a face does not tell after the last day of one that was granted. */
function tierCodeOn(
  till: ActiveTill,
  member: MemberView | MemberSeen,
  programme: Programme | null,
  businessDate: BusinessDate,
): string {
  const { tierCode, grantedUntilDay } = faceOfMember(member);
  if (programme === null || grantedUntilDay === undefined || businessDate <= grantedUntilDay)
    return tierCode;
  const view = 'state' in member ? member : readMember(till, member.memberId);
  return isRefused(view) ? tierCode : withTierOn(programme, view.state, businessDate).tierCode;
}

/** A tier of another programme version has no words here; its code is better than nothing. */
function tierName(programme: Programme | null, code: string, language: Language): string {
  return programme?.tiers.find((tier) => tier.code === code)?.name[language] ?? code;
}

function offlinePoints(
  till: ActiveTill,
  member: MemberView | MemberSeen,
  known: {
    readonly face: MemberFace;
    readonly programme: Programme | null;
    readonly grant: CarriedGrant | null;
  },
  availablePoints: number,
): number {
  const { face, programme, grant } = known;
  if (programme === null || availablePoints === 0 || face.status === 'frozen') return 0;
  const points = offlinePointsNow(till, member, programme, grant);
  return steppedPoints(Math.min(points, availablePoints), programme);
}

/** At most one thing worth saying, the kindest first (section j). */
function promptOf(member: {
  readonly birthday: OpenMember['birthday'];
  readonly expiringPoints: number;
  readonly debtPoints: number;
  readonly hasPin: boolean;
  readonly isComplete: boolean;
}): OpenMember['prompt'] {
  if (member.birthday === 'near') return 'birthday';
  if (member.expiringPoints > 0) return 'points_expiring';
  if (member.debtPoints > 0) return 'debt';
  if (!member.hasPin) return 'set_pin';
  return member.isComplete ? null : 'complete_profile';
}
