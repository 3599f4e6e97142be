import type { DraftOf } from '../operation/operation.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { MemberState, PinVerifier } from './member-state.ts';

/** A member sets a PIN on the customer's side; a manager only resets it, so that staff never know one. */
export type NewPin =
  | { readonly by: 'member'; readonly pinVerifier: PinVerifier }
  | { readonly by: 'manager' };

/**
 * Decides to set or reset a member's PIN. The caller has checked the PIN's shape and strength and made the verifier, and has
 * asked for the old PIN where there is one (ID-02). Refuses with member_frozen.
 */
export function decideSetPin(input: {
  readonly state: MemberState;
  readonly pin: NewPin;
}): Refusal | { readonly status: 'decided'; readonly draft: DraftOf<'setPin'> } {
  const { state, pin } = input;
  if (state.status === 'frozen') return refuse('member_frozen');

  const personal = { pinVerifier: pin.by === 'member' ? pin.pinVerifier : null };
  const body = { by: pin.by };
  return { status: 'decided', draft: { kind: 'setPin', body, memberId: state.memberId, personal } };
}
