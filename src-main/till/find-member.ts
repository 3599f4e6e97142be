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

/** Reads one member's view, or says why it is not here. A member that was merged away answers the survivor (PL-19). */
export function readMember(till: ActiveTill, id: string): MemberView | Refusal {
  const row = till.store.member.findById(toMemberId(id));
  const view = row === null ? null : followMerges(till, viewOf(row));
  if (view !== null) return view;
  return refuse(till.reference.isLoaded() ? 'member_not_found' : 'member_not_in_replica');
}

/** As readMember, for a member of whom this till keeps something: its view cannot be missing for good. */
function viewOf(row: MemberRow): MemberView {
  const state = JSON.parse(row.stateJson) as MemberState; // the store keeps what the office or applyOperation made
  return { memberId: row.memberId, state, hasPending: row.hasPending };
}

/** What a look-up found: of a member that was merged away, the survivor, as soon as this till has both (PL-19). */
export function seenOf(till: ActiveTill, row: MemberFaceRow): MemberSeen {
  const face = JSON.parse(row.faceJson) as MemberFace; // written by the store
  const seen = { memberId: row.memberId, face, hasPending: row.hasPending };
  if (face.mergedInto === undefined) return seen;
  const survivor = readMember(till, face.mergedInto);
  if (isRefused(survivor)) return seen;
  const { memberId, state, hasPending } = survivor;
  return { memberId, face: faceOf(state), hasPending };
}

/** Two pages of the feed may bring the two sides of a merge: until the second is here, the survivor is not. */
function followMerges(till: ActiveTill, found: MemberView): MemberView | null {
  let view = found;
  const passed = new Set<string>();
  for (;;) {
    const into = view.state.mergedInto?.otherMemberId;
    if (into === undefined) return view;
    passed.add(view.memberId);
    const row = passed.has(into) ? null : till.store.member.findById(into);
    if (row === null) return null;
    view = viewOf(row);
  }
}

/** The face of a member, whichever way it was read. */
export function faceOfMember(member: MemberView | MemberSeen): MemberFace {
  return 'face' in member ? member.face : faceOf(member.state);
}

export function isRefused(result: MemberView | Refusal): result is Refusal {
  return 'code' in result;
}
