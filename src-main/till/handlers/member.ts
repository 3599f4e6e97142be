import { answer } from '../answer.ts';
import { isRefused, readEarner, readMember } from '../find-member.ts';
import { identifyMember } from '../identify.ts';
import type { Implementers } from '../implementer.ts';
import { recordConsents } from '../member/record-consents.ts';
import { disputeEntry } from '../member/dispute-entry.ts';
import { editProfile } from '../member/edit-profile.ts';
import { enrolMember } from '../member/enrol-member.ts';
import { findSameNumber } from '../member/find-same-number.ts';
import { findSimilar } from '../member/find-similar.ts';
import { memberLedger } from '../member/member-ledger.ts';
import { proposeMerge } from '../member/propose-merge.ts';
import { releasePhone } from '../member/release-phone.ts';
import { searchMembers } from '../member/search-members.ts';
import { resetPin, setPin } from '../member/set-pin.ts';
import { memberStanding } from '../member-standing.ts';
import { memberSummary } from '../member-summary.ts';
import { refusalError } from '../answer.ts';

/**
 * Members: `enrol`, `get`, `find`, `setPin`, `standing`, `ledger`; and for the screens `identify`, `leave`, `resetPin`,
 * `editProfile`, `consent`, `similar`, `sameNumber`, `proposeMerge`, `disputeEntry` and `releasePhone`.
 */
export function memberHandlers({ signedIn }: Implementers) {
  return {
    enrol: signedIn.member.enrol.handler(async ({ input, context: { till, session } }) =>
      answer(session, await enrolMember(till, session, input)),
    ),
    get: signedIn.member.get.handler(({ input, context: { till, session } }) => {
      const view = readEarner(till, input.memberId);
      if (isRefused(view)) throw refusalError(session, view);
      return memberSummary(till, view, session);
    }),
    find: signedIn.member.find.handler(({ input, context: { till, session } }) => {
      till.announcer.used(session);
      const { members, list } = answer(session, searchMembers(till, session, input));
      return { members, list };
    }),
    identify: signedIn.member.identify.handler(async ({ input, context: { till, session } }) => {
      const view = readMember(till, input.memberId);
      if (isRefused(view)) throw refusalError(session, view);
      const refusal = await identifyMember(till, session, view, input.factor);
      if (refusal !== null) throw refusalError(session, refusal);
      return memberSummary(till, view, session);
    }),
    similar: signedIn.member.similar.handler(({ input, context: { till, session } }) => {
      const { members } = answer(session, findSimilar(till, session, input));
      return { members };
    }),
    sameNumber: signedIn.member.sameNumber.handler(({ input, context: { till, session } }) => {
      till.announcer.used(session);
      return { members: [...findSameNumber(till, session, input)] };
    }),
    proposeMerge: signedIn.member.proposeMerge.handler(({ input, context: { till, session } }) =>
      answer(session, proposeMerge(till, session, input)),
    ),
    disputeEntry: signedIn.member.disputeEntry.handler(({ input, context: { till, session } }) =>
      answer(session, disputeEntry(till, session, input)),
    ),
    releasePhone: signedIn.member.releasePhone.handler(
      async ({ input, context: { till, session } }) =>
        answer(session, await releasePhone(till, session, input)),
    ),
    leave: signedIn.member.leave.handler(({ input, context: { session } }) => {
      session.visits.leave(input.memberId);
      return { status: 'left' };
    }),
    setPin: signedIn.member.setPin.handler(async ({ input, context: { till, session } }) =>
      answer(session, await setPin(till, session, input)),
    ),
    resetPin: signedIn.member.resetPin.handler(async ({ input, context: { till, session } }) =>
      answer(session, await resetPin(till, session, input)),
    ),
    editProfile: signedIn.member.editProfile.handler(({ input, context: { till, session } }) =>
      answer(session, editProfile(till, session, input)),
    ),
    consent: signedIn.member.consent.handler(({ input, context: { till, session } }) =>
      answer(session, recordConsents(till, session, input)),
    ),
    standing: signedIn.member.standing.handler(
      ({ input, context: { till, session } }) =>
        answer(session, memberStanding(till, session, input.memberId)).standing,
    ),
    ledger: signedIn.member.ledger.handler(
      async ({ input, context: { till, session } }) =>
        answer(session, await memberLedger(till, session, input)).ledger,
    ),
  };
}
