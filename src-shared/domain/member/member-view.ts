import { applyOperation } from '../operation/apply-operation.ts';
import type { Operation } from '../operation/operation.ts';
import type { MemberState } from './member-state.ts';

/**
 * What a till shows of a member: the office's state with this till's own operations posted on top, as far as that state
 * does not contain them yet (architecture, point 7). `pendingOperations` are in the order of their terminalSeq. An
 * operation leaves the view's overlay only when `base.appliedSeq` has reached it, never because a push was answered.
 */
export function viewMember(
  base: MemberState | null,
  pendingOperations: readonly Operation[],
): MemberState | null {
  let view = base;
  for (const operation of pendingOperations) {
    view = applyOperation(view, operation, { acknowledged: false }).state;
  }
  return view;
}
