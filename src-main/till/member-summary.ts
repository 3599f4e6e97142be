import type { MemberSummary } from '../../src-shared/contract/till/member.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import type { Language, Programme } from '../../src-shared/domain/programme/programme.ts';
import { maskName, maskPhone } from '../../src-shared/values/mask.ts';
import type { Phone } from '../../src-shared/values/phone.ts';
import type { ActiveTill } from './active-till.ts';
import { birthdayOf } from './birthday-near.ts';
import type { MemberView } from './find-member.ts';
import { floorPointsNow, steppedPoints } from './floor-right.ts';

/** What a counter may see of a member: masked, with balances as this till knows them (ID-11), in the session's language. */
export function memberSummary(
  till: ActiveTill,
  view: MemberView,
  language: Language,
): MemberSummary {
  const { state } = view;
  const { atMs, businessDate } = till.reference.now();
  const programme = till.reference.programmeAt(businessDate);
  const balance = balanceOf(state, { businessDate, nowMs: atMs });
  const birthday = birthdayOf(state.profile.birthday?.value, businessDate);
  const hasPin = typeof state.pin?.value === 'string';
  till.announcer.memberShown(view.memberId);
  return {
    memberId: state.memberId,
    memberNo: state.memberNo,
    maskedName: maskedNameOf(view),
    maskedPhone: maskPhone(state.profile.phone.value as Phone), // cleaned when it was set
    tier: state.tierCode,
    tierName: tierName(programme, state.tierCode, language),
    status: state.status,
    availablePoints: balance.availablePoints,
    pendingPoints: balance.pendingPoints,
    heldPoints: balance.heldPoints,
    reservedPoints: balance.reservedPoints,
    debtPoints: balance.debtPoints,
    offlinePoints: offlinePoints(till, view, programme, balance.availablePoints),
    expiringPoints: balance.expiringSoon?.points ?? 0,
    expiresOnDay: balance.expiringSoon?.expiresOnDay ?? null,
    hasPin,
    cardCount: state.cards.length,
    birthday,
    prompt: promptOf({
      birthday,
      hasPin,
      expiringPoints: balance.expiringSoon?.points ?? 0,
      debtPoints: balance.debtPoints,
      isComplete: state.profile.name !== undefined && birthday !== 'none',
    }),
    asOfMs: till.reference.lastSyncAtMs(),
  };
}

/** "" for a member without a name. */
export function maskedNameOf({ state }: MemberView): string {
  const name = state.profile.name?.value;
  return name === undefined ? '' : maskName(name);
}

/** A tier of another programme version has no words here; its code is better than nothing. */
function tierName(programme: Programme | null, code: string, language: Language): string {
  return programme?.tiers.find((tier) => tier.code === code)?.name[language] ?? code;
}

function offlinePoints(
  till: ActiveTill,
  view: MemberView,
  programme: Programme | null,
  availablePoints: number,
): number {
  if (programme === null || availablePoints === 0 || view.state.status === 'frozen') return 0;
  const floor = floorPointsNow(till, view, programme);
  return steppedPoints(Math.min(floor, availablePoints), programme);
}

/** At most one thing worth saying, the kindest first (section j). */
function promptOf(member: {
  readonly birthday: MemberSummary['birthday'];
  readonly expiringPoints: number;
  readonly debtPoints: number;
  readonly hasPin: boolean;
  readonly isComplete: boolean;
}): MemberSummary['prompt'] {
  if (member.birthday === 'near') return 'birthday';
  if (member.expiringPoints > 0) return 'points_expiring';
  if (member.debtPoints > 0) return 'debt';
  if (!member.hasPin) return 'set_pin';
  return member.isComplete ? null : 'complete_profile';
}
