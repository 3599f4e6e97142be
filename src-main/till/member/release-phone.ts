import type { InferContractRouterInputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import { decideReleasePhone } from '../../../src-shared/domain/member/decide-release-phone.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError } from '../answer.ts';
import { checkApprover } from '../approver.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { checkKnown, identifyMember } from '../identify.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import { operatorId, type SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof memberScreenContract>['releasePhone'];

/**
 * Passes a member's number on to somebody else who has it now (ID-09): with a manager beside, for a member who has not been
 * seen for long, and after the person at the counter has said a surname or a birthday that is another one than what is on
 * file. The member is frozen with all they own; nothing of it was shown. Safe to repeat. Refuses in the order
 * phone_recently_used, what `checkApprover` says, identification_needed, phone_holder_matches.
 */
export async function releasePhone(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Refusal | { readonly status: 'released' }> {
  const view = readMember(till, input.memberId);
  if (isRefused(view)) return view;
  if (view.state.phoneReleasedOnDay !== undefined) return { status: 'released' };
  const { businessDate } = till.time.now();
  const decided = decideReleasePhone({ state: view.state, businessDate, approverId: '' });
  if (decided.status === 'refused') return decided;
  const checked = await checkApprover(till, input.approver, {
    initiatorId: operatorId(session.operator),
    roles: ['manager'],
    memberId: view.memberId,
  });
  if (checked.status === 'refused') return checked;
  const refusal = await checkIsAnother(till, session, view, input.said);
  if (refusal !== null) return refusal;
  return post(till, session, view.memberId, checked.approver.staffId);
}

/** What is said wrong is counted as everywhere: a counter must not be asked whose number it is again and again. */
async function checkIsAnother(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  said: Input['said'],
): Promise<Refusal | null> {
  const { name, birthday } = view.state.profile;
  // Who has shown already that it is them is nobody else.
  if (checkKnown(till, session, view, 'seeAssets') === null) return refuse('phone_holder_matches');
  if (name === undefined && birthday === undefined) return null;
  if (said === undefined) return refuse('identification_needed');
  const refusal = await identifyMember(till, session, view, said);
  if (refusal === null) return refuse('phone_holder_matches');
  return refusal.code === 'identification_wrong' ? null : refusal;
}

function post(
  till: ActiveTill,
  session: SignedIn,
  memberId: string,
  approverId: string,
): Refusal | { readonly status: 'released' } {
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction(() => {
    const now = readMember(till, memberId);
    if (isRefused(now)) return now;
    if (now.state.phoneReleasedOnDay !== undefined) return { status: 'released' } as const;
    const { businessDate } = moment;
    const decided = decideReleasePhone({ state: now.state, businessDate, approverId });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    postOperation(till, { draft: decided.draft, view: now.state, session, programme, moment });
    return { status: 'released', memberId: now.memberId } as const;
  });
  if (result.status === 'refused') return result;
  if ('memberId' in result) announcePosted(till, result.memberId);
  return { status: 'released' };
}
