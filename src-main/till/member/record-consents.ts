import type { InferContractRouterInputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import { decideConsent } from '../../../src-shared/domain/member/decide-consent.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof memberScreenContract>['consent'];

/** Records what a member agrees to from now on, item by item, under the notice they saw (PV-02). */
export function recordConsents(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Refusal | { readonly status: 'recorded' } {
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction(() => {
    const view = readMember(till, input.memberId);
    if (isRefused(view)) return view;
    const { state, memberId } = view;
    const decided = decideConsent({ programme, state, consents: input.consents });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    postOperation<'consent'>(till, {
      draft: decided.draft,
      view: state,
      session,
      programme,
      moment,
    });
    return { status: 'recorded', memberId } as const;
  });
  if (result.status === 'refused') return result;
  announcePosted(till, result.memberId);
  return { status: 'recorded' };
}
