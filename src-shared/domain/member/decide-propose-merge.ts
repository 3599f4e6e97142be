import type { DraftOf } from '../operation/operation.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { MemberState } from './member-state.ts';

/**
 * Decides to tell head office that two members may be one person (ID-10, PL-19): a wish, which changes nothing of either. The
 * survivors of earlier merges are given. Refuses with proposal_same_member.
 */
export function decideProposeMerge(input: {
  readonly state: MemberState;
  readonly other: Pick<MemberState, 'memberId'>;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'proposeMerge'> } {
  const { state, other } = input;
  const { memberId } = state;
  if (memberId === other.memberId) return refuse('proposal_same_member');
  const body = { otherMemberId: other.memberId };
  return { status: 'decided', draft: { kind: 'proposeMerge', body, memberId } };
}
