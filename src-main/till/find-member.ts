import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import { memberId as toMemberId, type MemberId } from '../../src-shared/values/ids.ts';
import type { MemberRow } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';

/** A member's view as a handler works with it. */
export interface MemberView {
  readonly memberId: MemberId;
  readonly state: MemberState;
  /** This till's own operations are part of the view. */
  readonly hasPending: boolean;
}

/** Reads one member's view, or says why it is not here. */
export function readMember(till: ActiveTill, id: string): MemberView | Refusal {
  const row = till.store.member.findById(toMemberId(id));
  if (row !== null) return viewOf(row);
  return refuse(till.reference.isLoaded() ? 'member_not_found' : 'member_not_in_replica');
}

/** As readMember, for a member of whom this till keeps something: its view cannot be missing for good. */
export function viewOf(row: MemberRow): MemberView {
  const state = JSON.parse(row.stateJson) as MemberState; // the store keeps what the office or applyOperation made
  return { memberId: row.memberId, state, hasPending: row.hasPending };
}

export function isRefused(result: MemberView | Refusal): result is Refusal {
  return 'code' in result;
}
