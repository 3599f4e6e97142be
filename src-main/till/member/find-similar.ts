import type { InferContractRouterInputs } from '@orpc/contract';
import type {
  ComparedMember,
  memberScreenContract,
} from '../../../src-shared/contract/till/member.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import {
  type Birthday,
  birthdayMonthAndDay,
  birthdayYear,
} from '../../../src-shared/values/birthday.ts';
import { cleanPhone } from '../../../src-shared/values/phone.ts';
import type { MemberFaceRow } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { noteWay } from '../identify.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { nameSpellings } from '../surname-check.ts';
import { cleanProfile } from './clean-input.ts';
import { comparedMember } from './compared-member.ts';
import { takeListLookUp } from './search-members.ts';

type Input = InferContractRouterInputs<typeof memberScreenContract>['similar'];
type Found = Refusal | { readonly status: 'found'; readonly members: ComparedMember[] };

/** As many as a person compares by eye. */
const shownMax = 6;
const readMax = 200;
const last4Start = -4;

/** Who somebody says they are, in stored spelling. */
interface Said {
  readonly name: string;
  readonly birthday: string | undefined;
  readonly last4: string | null;
}

/**
 * Finds members who may be the person that is about to enrol (ID-10): of the same name, and with the same birthday or the
 * same last four digits. Of a number that was passed on (ID-09) its former member is found by these too. Masked, counted as a
 * list and logged like one (ID-06); nobody is found without a name.
 */
export function findSimilar(till: ActiveTill, session: SignedIn, input: Input): Found {
  const profile = cleanProfile(till, { name: input.name, birthday: input.birthday });
  if ('code' in profile) return profile;
  const phone = cleanPhone(input.phone, input.region);
  const { name, birthday } = profile;
  if (name === undefined) return { status: 'found', members: [] };
  const refusal = takeListLookUp(till, session, 'similar');
  if (refusal !== null) return refusal;
  const last4 = phone.status === 'ok' ? phone.phone.slice(last4Start) : null;
  const found = findAlike(till, { name, birthday, last4 });
  till.log.info(
    { by: 'similar', operator: operatorId(session.operator), foundCount: found.length },
    'members looked up',
  );
  for (const { memberId } of found) noteWay(till, session, memberId, 'list');
  return { status: 'found', members: found.map((view) => comparedMember(till, view, session)) };
}

function findAlike(till: ActiveTill, said: Said): readonly MemberView[] {
  const { member } = till.store;
  const byLast4 =
    said.last4 === null ? [] : member.search({ by: 'phone_last4', digits: said.last4 }, readMax);
  const byName = nameSpellings(said.name).flatMap((text) =>
    member.search({ by: 'name', text }, readMax),
  );
  const views = new Map<string, MemberView>();
  for (const row of [...byLast4, ...byName]) {
    if (views.size >= shownMax) break;
    const view = viewOf(till, row);
    if (view !== null && isAlike(view.state, said)) views.set(view.memberId, view);
  }
  return [...views.values()];
}

function viewOf(till: ActiveTill, row: MemberFaceRow): MemberView | null {
  const view = readMember(till, row.memberId);
  return isRefused(view) ? null : view;
}

function isAlike({ profile }: MemberState, { name, birthday, last4 }: Said): boolean {
  if (profile.name === undefined || !isSameName(profile.name.value, name)) return false;
  if (last4 !== null && profile.phone.value.endsWith(last4)) return true;
  if (birthday === undefined || profile.birthday === undefined) return false;
  return isSameBirthday(profile.birthday.value as Birthday, birthday as Birthday); // parsed when set
}

/** Written in either script, or by ear. */
function isSameName(one: string, other: string): boolean {
  const spellings = new Set(nameSpellings(one));
  return nameSpellings(other).some((spelling) => spellings.has(spelling));
}

/** The year counts where both gave it. */
function isSameBirthday(a: Birthday, b: Birthday): boolean {
  const [one, two] = [birthdayMonthAndDay(a), birthdayMonthAndDay(b)];
  if (one.month !== two.month || one.day !== two.day) return false;
  const [yearOfOne, yearOfTwo] = [birthdayYear(a), birthdayYear(b)];
  return yearOfOne === null || yearOfTwo === null || yearOfOne === yearOfTwo;
}
