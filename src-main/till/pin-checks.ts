import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import {
  birthdayMonthAndDay,
  birthdayYear,
  parseBirthday,
} from '../../src-shared/values/birthday.ts';
import { isPinShape, pinWeakness } from '../../src-shared/values/pin.ts';
import type { ActiveTill } from './active-till.ts';
import type { MemberView } from './find-member.ts';
import { isMemberOfStaff } from './own-member.ts';

/** null when the PIN is this member's; otherwise why points may not be spent with it (ID-02, FR-21). */
export async function checkMemberPin(
  till: ActiveTill,
  { memberId, state }: MemberView,
  pin: string,
): Promise<Refusal | null> {
  const verifier = pinVerifierOf(state);
  if (verifier === null) return refuse('pin_not_set');
  return till.pins.check({ kind: 'member', id: memberId, verifier }, pin);
}

/**
 * null when this is a manager of this store, and the PIN is right; where it is about a `member`, one who does not vouch for
 * themselves.
 */
export async function checkManagerPin(
  till: ActiveTill,
  member: Pick<MemberView, 'memberId'> | null,
  proof: { readonly staffId: string; readonly pin: string },
): Promise<Refusal | null> {
  const person = till.reference.staff(proof.staffId);
  if (person === null) return refuse('staff_unknown');
  if (person.role !== 'manager') return refuse('staff_role_needed');
  if (member !== null && isMemberOfStaff(till, person.staffId, member.memberId)) {
    return refuse('approver_is_beneficiary');
  }
  const subject = { kind: 'staff', id: person.staffId, verifier: person.pinVerifier } as const;
  return till.pins.check(subject, proof.pin);
}

/** null for a PIN that may be set: of the right shape, and nothing a stranger would try first. */
export function checkNewPin(
  pin: string,
  known: { readonly phone: string; readonly birthday: string | undefined },
): Refusal | null {
  if (!isPinShape(pin)) return refuse('pin_invalid');
  if (pinWeakness(pin) !== null || known.phone.includes(pin)) return refuse('pin_weak');
  return birthdaySpellings(known.birthday).includes(pin) ? refuse('pin_weak') : null;
}

/** The verifier of a member who has a PIN; null when none was set or it was reset. */
export function pinVerifierOf(state: MemberState): string | null {
  return state.pin?.value ?? null;
}

function birthdaySpellings(text: string | undefined): readonly string[] {
  const birthday = text === undefined ? null : parseBirthday(text);
  if (birthday === null) return [];
  const { month, day } = birthdayMonthAndDay(birthday);
  const [mm, dd] = [String(month).padStart(2, '0'), String(day).padStart(2, '0')];
  const year = birthdayYear(birthday);
  if (year === null) return [`${mm}${dd}${mm}${dd}`];
  const [yyyy, yy] = [String(year), String(year).slice(-2)];
  return [
    `${yyyy}${mm}${dd}`,
    `${yy}${mm}${dd}`,
    `${mm}${dd}${yyyy}`,
    `${mm}${dd}${yy}`,
    `${dd}${mm}${yy}`,
    `${yyyy}${mm}`,
    `${dd}${mm}${yyyy}`,
  ];
}
