import { faceOf, type MemberFace } from '../../src-shared/domain/member/member-face.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import {
  memberId as toMemberId,
  type MemberId,
  type StoreId,
} from '../../src-shared/values/ids.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { DirectoryMember, MemberFaceRow, MemberRow } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';

const longAgo = '2000-01-01' as BusinessDate; // a day that there was

/** A member's view as a handler works with it. */
export interface MemberView {
  readonly memberId: MemberId;
  readonly state: MemberState;
  /** This till's own operations are part of the view. */
  readonly hasPending: boolean;
  /** Of other stores (`readEarner`): everything but id, tier and status is made up. */
  readonly isElsewhere?: true;
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
  const isNobody = knowsEverybody(till) && till.store.directory.findById(id) === null;
  return refuse(isNobody ? 'member_not_found' : 'member_not_in_replica');
}

/** Whether two ids are one member's: the same, or of one that was merged into the other, as far as this till knows (PL-19). */
export function isSameMember(till: ActiveTill, id: string, otherId: string): boolean {
  if (id === otherId) return true;
  const [view, other] = [readMember(till, id), readMember(till, otherId)];
  return !isRefused(view) && !isRefused(other) && view.memberId === other.memberId;
}

/** Whether this till knows of everybody there is: whom it holds, and whom the directory tells of (OF-13). */
export function knowsEverybody(till: ActiveTill): boolean {
  if (!till.reference.isLoaded()) return false;
  const programme = till.reference.programmeAt(till.time.now().businessDate);
  return (programme?.scope ?? 'all') === 'all' || till.store.sync.read().directoryLoaded;
}

/** Who has a number and is not held here (OF-13); whoever is held here and does not have it, has passed it on (ID-09). */
export function findElsewhere(till: ActiveTill, number: string): DirectoryMember | null {
  const known = till.store.directory.findByNumber(number);
  return known === null || till.store.member.findById(known.memberId) !== null ? null : known;
}

/** A member whom head office found by a number of one that was merged into them, and who has not passed it on (ID-09). */
export function readSurvivor(till: ActiveTill, id: string): MemberView | null {
  const view = readMember(till, id);
  return isRefused(view) || view.state.phoneReleasedOnDay !== undefined ? null : view;
}

/**
 * As readMember, for what only adds to a member (OF-01): of one whom this till does not hold, but knows from the directory, the
 * view that `elsewhereView` makes. What is posted on it goes to head office and nowhere else.
 */
export function readEarner(till: ActiveTill, id: string): MemberView | Refusal {
  const view = readMember(till, id);
  if (!isRefused(view)) return view;
  const known = till.store.directory.findById(id);
  return known === null ? view : elsewhereView(till, known);
}

/**
 * A view of a member of other stores: who they are, their tier and whether they are frozen (OF-13). Nothing that they own, no
 * birthday, and no first purchase: what hangs on these, only a till that holds them gives.
 */
export function elsewhereView(till: ActiveTill, known: DirectoryMember): MemberView {
  const { memberId, tierCode, status } = known;
  const { businessDate } = till.time.now();
  const state: MemberState = {
    ...newMemberState({
      memberId,
      memberNo: '',
      profile: { phone: { value: '', setAtMs: 0 } },
      tierCode,
      enrolledOnDay: longAgo,
      enrolledAtStoreId: '' as StoreId, // another one's
    }),
    status,
    purchases: {
      firstOnDay: longAgo,
      lastOnDay: businessDate,
      lastDayReceiptCount: 0,
      lastDayPoints: 0,
    },
  };
  return { memberId, state, hasPending: false, isElsewhere: true };
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

/**
 * The ids under which this till may have kept what a member did: their own, and those of whoever was merged into them (PL-19).
 * Of two that were merged, undone and merged the other way round, one state may be older than the other: each is named once.
 */
export function listIdsOf(
  till: ActiveTill,
  member: Pick<MemberView, 'memberId' | 'state'>,
): readonly MemberId[] {
  const ids = new Set<MemberId>();
  const add = ({ memberId, state }: Pick<MemberView, 'memberId' | 'state'>): void => {
    ids.add(memberId);
    for (const { otherMemberId } of state.mergedFrom ?? []) {
      if (ids.has(otherMemberId)) continue;
      ids.add(otherMemberId);
      const row = till.store.member.findById(otherMemberId);
      if (row !== null) add(viewOf(row));
    }
  };
  add(member);
  return [...ids];
}

/** The face of a member, whichever way it was read. */
export function faceOfMember(member: MemberView | MemberSeen): MemberFace {
  return 'face' in member ? member.face : faceOf(member.state);
}

export function isRefused(result: MemberView | Refusal): result is Refusal {
  return 'code' in result;
}
