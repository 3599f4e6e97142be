import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import { decideEditProfile } from '../../../src-shared/domain/member/decide-edit-profile.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';
import { checkCardFree, cleanProfile } from './clean-input.ts';

type Input = InferContractRouterInputs<typeof memberScreenContract>['editProfile'];
type Output = InferContractRouterOutputs<typeof memberScreenContract>['editProfile'];

/** Changes a member's name or birthday, or binds one more card. */
export function editProfile(till: ActiveTill, session: SignedIn, input: Input): Output | Refusal {
  const profile = cleanProfile(till, input);
  if ('code' in profile) return profile;
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction(() => {
    const view = readMember(till, input.memberId);
    if (isRefused(view)) return view;
    const unknown = checkKnown(till, session, view, 'changeProfile');
    if (unknown !== null) return unknown;
    const taken = checkCardFree(till, profile.cardNo, view.state);
    if (taken !== null) return taken;
    const decided = decideEditProfile({ state: view.state, ...profile });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const act = { draft: decided.draft, view: view.state, session, programme, moment };
    const { state } = postOperation<'editProfile'>(till, act);
    return { status: 'saved', view: { ...view, state, hasPending: true } } as const;
  });
  if (result.status === 'refused') return result;
  announcePosted(till, result.view.memberId);
  return { status: 'saved', member: memberSummary(till, result.view, session) };
}
