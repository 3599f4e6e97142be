import type { Factor } from '../../src-shared/contract/till/member.ts';
import {
  type IdentificationLevel,
  isKnownEnough,
  type MemberAct,
  type WayOfIdentification,
} from '../../src-shared/domain/member/identification.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import {
  type Birthday,
  birthdayMonthAndDay,
  parseBirthday,
} from '../../src-shared/values/birthday.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { ActiveTill } from './active-till.ts';
import type { MemberView } from './find-member.ts';
import { checkManagerPin, checkMemberPin, pinVerifierOf } from './pin-checks.ts';
import { operatorId, type Session, type SignedIn } from './session.ts';
import { isSurnameOf } from './surname-check.ts';

/** How well this session knows a member; the cash register answers for itself and is asked nothing. */
export function levelAt(
  till: ActiveTill,
  session: Session,
  memberId: MemberId,
): IdentificationLevel {
  return session.visits.levelOf(memberId, till.clock.uptimeMs());
}

/** Notes in what way somebody became known to whoever stands at this screen. */
export function noteWay(
  till: ActiveTill,
  session: Session,
  memberId: MemberId,
  way: WayOfIdentification,
): void {
  // By the time that nobody can set back.
  if (session.operator !== null) session.visits.reach(memberId, way, till.clock.uptimeMs());
}

/** null when a member is known well enough for an act; otherwise what has to come first (ID-02). */
export function checkKnown(
  till: ActiveTill,
  session: SignedIn,
  { memberId, state }: Pick<MemberView, 'memberId' | 'state'>,
  act: MemberAct,
): Refusal | null {
  if (session.operator.kind === 'pos') return null;
  if (isKnownEnough(levelAt(till, session, memberId), act)) return null;
  return refuse(canBeAsked(state) ? 'identification_needed' : 'identification_impossible');
}

/** Whether a member has shown at this screen that they may spend; a cash register says so with every act. */
export function isProven(till: ActiveTill, session: SignedIn, memberId: MemberId): boolean {
  if (session.operator.kind === 'pos') return false;
  return isKnownEnough(levelAt(till, session, memberId), 'spendPoints');
}

/**
 * Checks what a member said or typed beyond their phone, and notes it when it is right. Wrong answers are counted like
 * wrong PINs, and a factor the member never gave is a wrong answer: a counter must not tell what is known of somebody.
 */
export async function identifyMember(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  factor: Factor,
): Promise<Refusal | null> {
  const refusal = await checkFactor(till, view, factor);
  const { memberId } = view;
  // Who, how and whether; never what was said.
  const operator = operatorId(session.operator);
  const known = refusal === null;
  till.log.info({ by: factor.kind, operator, memberId, known }, 'a member was identified');
  if (refusal === null) noteWay(till, session, memberId, factor.kind);
  return refusal;
}

function checkFactor(
  till: ActiveTill,
  view: MemberView,
  factor: Factor,
): Promise<Refusal | null> | Refusal {
  const { memberId, state } = view;
  const { name, birthday } = state.profile;
  switch (factor.kind) {
    case 'pin':
      return checkMemberPin(till, view, factor.pin);
    case 'manager':
      return checkManagerPin(till, view, factor);
    case 'surname':
      if (!canBeAsked(state)) return refuse('identification_impossible');
      return till.pins.checkAnswer(
        memberId,
        name !== undefined && isSurnameOf(name.value, factor.text),
      );
    case 'birthday': {
      const said = parseBirthday(factor.monthDay);
      if (said === null) return refuse('birthday_invalid');
      if (!canBeAsked(state)) return refuse('identification_impossible');
      return till.pins.checkAnswer(
        memberId,
        birthday !== undefined && isSameDay(said, birthday.value as Birthday), // parsed when it was set
      );
    }
  }
}

/** Whether there is anything that the member could say. */
function canBeAsked(state: MemberState): boolean {
  const { name, birthday } = state.profile;
  return name !== undefined || birthday !== undefined || pinVerifierOf(state) !== null;
}

function isSameDay(a: Birthday, b: Birthday): boolean {
  const [one, two] = [birthdayMonthAndDay(a), birthdayMonthAndDay(b)];
  return one.month === two.month && one.day === two.day;
}
