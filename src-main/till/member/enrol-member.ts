import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { memberContract } from '../../../src-shared/contract/till/member.ts';
import { decideEnrol } from '../../../src-shared/domain/member/decide-enrol.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { memberId as toMemberId } from '../../../src-shared/values/ids.ts';
import { formatMemberNo, MEMBER_COUNTER_MAX } from '../../../src-shared/values/member-no.ts';
import { cleanPhone, type Phone } from '../../../src-shared/values/phone.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError } from '../answer.ts';
import {
  findElsewhere,
  type MemberSeen,
  type MemberView,
  readSurvivor,
  seenOf,
} from '../find-member.ts';
import { noteWay } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { checkCeiling } from '../offline-ceiling.ts';
import { checkNewPin } from '../pin-checks.ts';
import { makePinVerifier } from '../pin-verifier.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';
import { checkCardFree, type CleanProfile, cleanProfile } from './clean-input.ts';

type Input = InferContractRouterInputs<typeof memberContract>['enrol'];
type Output = InferContractRouterOutputs<typeof memberContract>['enrol'];

/** Somebody waits at the counter; an enrolment that turns out to be a second one is found later and merged. */
const officeWaitMs = 1_500;

/**
 * Enrols a member, or answers who has the phone already. Safe to repeat: the second time the member exists. One after the
 * other per phone, so that a double click enrols once.
 */
export async function enrolMember(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal> {
  const cleaned = cleanPhone(input.phone, input.region);
  if (cleaned.status === 'refused') return refuse(cleaned.code);
  const profile = cleanProfile(till, input);
  if ('code' in profile) return profile;
  const { phone } = cleaned;
  return till.queue.run(`enrol:${phone}`, () =>
    enrol(till, session, { phone, profile, consents: input.consents, pin: input.pin }),
  );
}

interface Enrolment {
  readonly phone: Phone;
  readonly profile: CleanProfile;
  readonly consents: readonly string[] | undefined;
  readonly pin: string | undefined;
}

async function enrol(
  till: ActiveTill,
  session: SignedIn,
  enrolment: Enrolment,
): Promise<Output | Refusal> {
  const { phone, profile, pin } = enrolment;
  const known = findByPhone(till, phone) ?? (await findAtOffice(till, phone));
  if (known !== null) return told(till, session, 'exists', known);
  // A member of other stores, whom head office could have told of (OF-13).
  if (findElsewhere(till, phone) !== null) return refuse('member_not_in_replica');

  const draft = decideDraft(till, session, enrolment);
  if (draft.status === 'refused') return draft;
  const refusal =
    checkCardFree(till, profile.cardNo) ??
    (pin === undefined ? null : checkNewPin(pin, { phone, birthday: profile.birthday }));
  if (refusal !== null) return refusal;
  const pinVerifier = pin === undefined ? undefined : await makePinVerifier(pin, till.pinCost);

  const result = till.store.transaction(() => {
    // Sync may have brought them while the PIN was hashed.
    const arrived = findByPhone(till, phone);
    if (arrived !== null) return { status: 'exists', view: arrived } as const;
    const taken = checkCardFree(till, profile.cardNo);
    if (taken !== null) return taken;
    const above = checkCeiling(till, draft.draft, draft.programme);
    if (above !== null) return above;
    const counter = till.store.install.takeMemberCounter();
    if (counter === null || counter > MEMBER_COUNTER_MAX) return refuse('member_numbers_used_up');

    // Nothing below may refuse.
    const { installNo } = till.terminal;
    const body = { ...draft.draft.body, memberNo: formatMemberNo({ installNo, counter }) };
    const personal = {
      ...draft.draft.personal,
      ...(pinVerifier === undefined ? {} : { pinVerifier }),
    };
    const { programme } = draft;
    const { operation, state } = postOperation<'enrol'>(till, {
      draft: { ...draft.draft, body, personal },
      view: null,
      session,
      programme,
      moment: till.time.now(),
    });
    const view = { memberId: operation.memberId, state, hasPending: true };
    return { status: 'enrolled', view } as const;
  });
  if (result.status === 'refused') return result;
  if (result.status === 'enrolled') {
    announcePosted(till, result.view.memberId);
    noteWay(till, session, result.view.memberId, 'enrolled');
  }
  return told(till, session, result.status, result.view);
}

/** The decision without a number: a number is taken only once nothing can refuse any more. */
function decideDraft(till: ActiveTill, session: SignedIn, enrolment: Enrolment) {
  const programme = till.reference.programmeAt(till.time.now().businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const { phone, profile, consents } = enrolment;
  const decided = decideEnrol({
    programme,
    memberId: toMemberId(till.clock.newId()),
    memberNo: '',
    phone,
    ...profile,
    ...(consents === undefined ? {} : { consents }),
  });
  return decided.status === 'refused' ? decided : { ...decided, programme };
}

function findByPhone(till: ActiveTill, phone: Phone): MemberSeen | null {
  const [row] = till.store.member.findByPhone(phone);
  return row === undefined ? null : seenOf(till, row);
}

async function findAtOffice(
  till: ActiveTill,
  phone: Phone,
): Promise<MemberSeen | MemberView | null> {
  if (!till.reference.isOnline()) return null;
  const tooLate = new Promise<{ readonly status: 'unreachable' }>((resolve) => {
    setTimeout(() => resolve({ status: 'unreachable' }), officeWaitMs).unref();
  });
  const answer = await Promise.race([till.sync.findMember({ phone }), tooLate]);
  if (answer.status !== 'found') return null;
  return findByPhone(till, phone) ?? readSurvivor(till, answer.memberId);
}

function told(
  till: ActiveTill,
  session: SignedIn,
  status: Output['status'],
  seen: MemberSeen | MemberView,
): Output {
  const member = memberSummary(till, seen, session);
  return { status, memberId: member.memberId, memberNo: member.memberNo, member };
}
