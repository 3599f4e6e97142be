import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import { decideProposeMerge } from '../../../src-shared/domain/member/decide-propose-merge.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { requestHash } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';

type Calls = typeof memberScreenContract;
type Input = InferContractRouterInputs<Calls>['proposeMerge'];
type Output = InferContractRouterOutputs<Calls>['proposeMerge'];

/**
 * Tells head office that two members may be one person (ID-10, PL-19); nothing is merged at a till. Once per pair: a repeat,
 * from either side, says that it was told before. Refuses with proposal_same_member.
 */
export function proposeMerge(
  till: ActiveTill,
  session: SignedIn,
  { memberId, otherMemberId }: Input,
): Output | Refusal | IdReused {
  const [one, other] = [readMember(till, memberId), readMember(till, otherMemberId)];
  if (isRefused(one)) return one;
  if (isRefused(other)) return other;
  const isInOrder = one.memberId < other.memberId;
  const [first, second] = isInOrder
    ? [one.memberId, other.memberId]
    : [other.memberId, one.memberId];
  const pair = { memberId: first, otherMemberId: second };
  const done = runAct<'proposeMerge', typeof pair>(till, session, {
    kind: 'propose_merge',
    actId: `${first}:${second}`,
    requestHash: requestHash(pair),
    memberId: first,
    decide: ({ view }) => {
      const decided = decideProposeMerge({ state: view.state, other: { memberId: second } });
      return decided.status === 'refused' ? decided : { ...decided, kept: pair };
    },
  });
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  return { status: done.status === 'posted' ? 'proposed' : 'already_proposed' };
}
