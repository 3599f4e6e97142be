import { faceOf, type MemberFace } from '../../src-shared/domain/member/member-face.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import { memberId as toMemberId, type MemberId } from '../../src-shared/values/ids.ts';
import type { MemberFaceRow, MemberRow } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';

/** A member's view as a handler works with it. */
export interface MemberView {
  readonly memberId: MemberId;
  readonly state: MemberState;
  /** This till's own operations are part of the view. */
  readonly hasPending: boolean;
}

/** A member as a look-up sees it: enough for the panel, not for an act. */
export interface MemberSeen {
  readonly memberId: MemberId;
  readonly face: MemberFace;
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

/** What a look-up found. */
export function seenOf(row: MemberFaceRow): MemberSeen {
  const face = JSON.parse(row.faceJson) as MemberFace; // written by the store
  return { memberId: row.memberId, face, hasPending: row.hasPending };
}

/** The face of a member, whichever way it was read. */
export function faceOfMember(member: MemberView | MemberSeen): MemberFace {
  return 'face' in member ? member.face : faceOf(member.state);
}

export function isRefused(result: MemberView | Refusal): result is Refusal {
  return 'code' in result;
}
