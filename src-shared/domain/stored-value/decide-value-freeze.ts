import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import { refuse, type Refusal } from '../refusal.ts';

/**
 * Stops a wallet that was reported lost, at once and by anybody at a counter, or ends the stop, which needs a manager (SV-09).
 * `unchanged` where it is as wished already. Refuses with staff_role_needed.
 */
export function decideValueFreeze(input: {
  readonly state: Pick<MemberState, 'memberId' | 'value'>;
  readonly frozen: boolean;
  /** The manager who stands beside it. */
  readonly approverId: string | null;
}):
  | Refusal
  | { readonly status: 'unchanged' }
  | { readonly status: 'decided'; readonly draft: DraftOf<'freeze'> } {
  const { state, frozen, approverId } = input;
  if (!frozen && approverId === null) return refuse('staff_role_needed');
  if ((state.value?.isFrozen === true) === frozen) return { status: 'unchanged' };
  const approved = approverId === null ? {} : { approverId };
  const body = { target: 'value', frozen, ...approved } as const;
  return { status: 'decided', draft: { kind: 'freeze', body, memberId: state.memberId } };
}
