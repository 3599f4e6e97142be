import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { storedValueContract } from '../../../src-shared/contract/till/stored-value.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { decideValueFreeze } from '../../../src-shared/domain/stored-value/decide-value-freeze.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { checkManagerPin } from '../pin-checks.ts';
import { requestHash } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof storedValueContract>['freeze'];
type Output = InferContractRouterOutputs<typeof storedValueContract>['freeze'];

/** Stops a wallet, or ends the stop, or finds it as wished (SV-09). Safe to repeat under the same freezeId. */
export async function freezeValue(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const { freezeId, memberId, frozen, approver } = input;
  const isNew = till.store.act.find('freezeValue', freezeId) === null;
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const refusal =
    checkKnown(till, session, view, 'seeAssets') ??
    (isNew && approver !== undefined ? await checkManagerPin(till, view, approver) : null);
  if (refusal !== null) return refusal;
  const approverId = approver?.staffId ?? null;
  // Somebody else may have done it while the PIN was checked.
  const now = readMember(till, memberId);
  if (isRefused(now)) return now;
  const { state } = now;
  const decided = decideValueFreeze({ state, frozen, approverId });
  if (isNew && decided.status === 'unchanged') {
    return { status: 'unchanged', member: memberSummary(till, now, session) };
  }
  if (isNew && decided.status === 'refused') return decided;

  const done = runAct<'freeze', { readonly frozen: boolean }>(till, session, {
    kind: 'freezeValue',
    actId: freezeId,
    requestHash: requestHash({ memberId, frozen }),
    memberId,
    decide: (ready) => {
      const again = decideValueFreeze({ state: ready.view.state, frozen, approverId });
      if (again.status === 'unchanged') return { status: 'waiting', kept: { frozen } };
      if (again.status === 'refused') return again;
      return { status: 'decided', draft: again.draft, kept: { frozen } };
    },
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  const member = memberSummary(till, done.view, session);
  return { status: done.status === 'posted' ? 'posted' : 'already_posted', member };
}
