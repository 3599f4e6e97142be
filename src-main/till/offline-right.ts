import {
  countFloorSpends,
  storeFloorMost,
} from '../../src-shared/domain/offline-rights/count-floor-spends.ts';
import { decideFloor } from '../../src-shared/domain/offline-rights/decide-floor.ts';
import {
  decideShare,
  shareHolding,
  type ShareMoment,
  sharePoints,
  shareValue,
} from '../../src-shared/domain/offline-rights/decide-share.ts';
import { findLenders } from '../../src-shared/domain/offline-rights/find-lenders.ts';
import {
  addHoldings,
  amountsOf,
  type Holding,
  type HoldingAmounts,
  noHolding,
  partsFen,
} from '../../src-shared/domain/offline-rights/holding.ts';
import { takenFromShare } from '../../src-shared/domain/offline-rights/taken-from-share.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { steppedPoints } from '../../src-shared/domain/redemption/stepped-points.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import type { CarriedGrant, StoredRedemption } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';
import type { MemberSeen, MemberView } from './find-member.ts';
import { ceilingPointsNow } from './offline-ceiling.ts';

/**
 * Whether this till has used the member's offline right and the spend has not come back in the office's state yet, or the tills
 * of the store have used it as often as they may, as far as this one heard (OF-05). A cancelled spend gave its points back, and
 * with them the right.
 */
export function isFloorUsed(till: ActiveTill, member: MemberView | MemberSeen): boolean {
  if (!member.hasPending) return false;
  const isUsedHere = listPendingSpends(till, member)
    .filter((spend) => spend.right === 'floor' && spend.cancelledSeq === null)
    .some((spend) => !till.store.operation.countsForNothing(spend.terminalSeq));
  if (isUsedHere) return true;
  return countFloorSpends(till.store.neighbour.listOfMember(member.memberId)) >= storeFloorMost;
}

/** Spends of this till that are not in the office's state of the member yet. */
function listPendingSpends(
  till: ActiveTill,
  { memberId, hasPending }: MemberView | MemberSeen,
): readonly StoredRedemption[] {
  if (!hasPending) return [];
  const appliedSeq = till.store.member.readAppliedSeq(memberId);
  return till.store.redemption.listOfMemberAfter(memberId, appliedSeq);
}

/** What points are spent by without the office and without a phone (OF-03). */
export type OfflineRight = 'grant' | 'floor';

/**
 * Decides as this till stands now whether so many points of a member are spent without the office: by the till's share of what
 * head office set aside for the store (OF-04), or by the floor rule where the member has none here (OF-05).
 */
export function decideOfflineNow(
  till: ActiveTill,
  { view, programme }: { readonly view: MemberView; readonly programme: Programme },
  points: number,
): Refusal | { readonly status: 'allowed'; readonly right: OfflineRight } {
  const stepped = (some: number): number => steppedPoints(some, programme);
  const byShare = decideShare(view.state, shareMoment(till, view), { points, stepped });
  if (byShare?.status === 'refused') return byShare;
  if (byShare !== null) return { status: 'allowed', right: 'grant' };
  const byFloor = decideFloor({
    programme,
    points,
    replicaAgeMs: till.reference.replicaAgeMs(),
    floorUsed: isFloorUsed(till, view),
    ceilingPoints: ceilingPointsNow(till, programme),
  });
  return byFloor.status === 'refused' ? byFloor : { status: 'allowed', right: 'floor' };
}

/** Which of the two it would be, whether it allows anything or not. */
export function offlineRightOf(till: ActiveTill, view: MemberView): OfflineRight {
  return sharePoints(view.state, shareMoment(till, view)) === null ? 'floor' : 'grant';
}

/** The most points that may be spent without the office now (OF-03), with what the phone carried; what there is bounds it too. */
export function offlinePointsNow(
  till: ActiveTill,
  member: MemberView | MemberSeen,
  programme: Programme,
  grant: Pick<CarriedGrant, 'points'> | null,
): number {
  const purse = 'face' in member ? member.face : member.state;
  if (purse.storeGrants !== undefined) {
    const byShare = sharePoints(purse, shareMoment(till, member));
    const borrowable = borrowableNow(till, member).points;
    if (byShare !== null || borrowable > 0) {
      return Math.max(grant?.points ?? 0, (byShare ?? 0) + borrowable);
    }
  }
  return Math.max(grant?.points ?? 0, floorPointsNow(till, member, programme));
}

/** The most stored value, in fen, that may be paid without the office now (OF-03): there is no other right to it than a share. */
export function offlineValueNow(till: ActiveTill, view: MemberView): number {
  if (view.state.storeGrants === undefined) return 0;
  const byShare = shareValue(view.state, shareMoment(till, view));
  return partsFen(byShare ?? []) + borrowableNow(till, view).valueFen;
}

/** What neighbours that are there may lend of their shares of a member (OF-04), as far as this till knows. */
export function borrowableNow(till: ActiveTill, member: MemberView | MemberSeen): HoldingAmounts {
  const purse = 'face' in member ? member.face : member.state;
  const { storeId } = till.terminal;
  const lenders = findLenders(purse, { storeId, installId: till.installId }).filter(
    ({ installId }) => till.lan.isMet(installId),
  );
  if (lenders.length === 0) return amountsOf(noHolding);
  const moment = shareMoment(till, member);
  const lendable = lenders.map(({ installId }) =>
    shareHolding(purse, { ...moment, installId, taken: noHolding }),
  );
  return amountsOf(lendable.reduce(addHoldings, noHolding));
}

/** Where and when this till looks at its share of a member. */
export function shareMoment(till: ActiveTill, member: MemberView | MemberSeen): ShareMoment {
  const { businessDate, atMs } = till.time.now();
  return {
    installId: till.installId,
    taken: takenSince(till, member),
    replicaAgeMs: till.reference.shareAgeMs(),
    businessDate,
    nowMs: atMs,
  };
}

/** What this till has taken of its share since the office's state of the member. */
function takenSince(till: ActiveTill, { memberId, hasPending }: MemberView | MemberSeen): Holding {
  if (!hasPending) return noHolding;
  const appliedSeq = till.store.member.readAppliedSeq(memberId);
  return till.store.operation
    .listOfMemberAfter(memberId, appliedSeq)
    .map(takenFromShare)
    .reduce(addHoldings, noHolding);
}

function floorPointsNow(
  till: ActiveTill,
  member: MemberView | MemberSeen,
  programme: Programme,
): number {
  const { floorPoints, floorMaxReplicaAgeMs } = programme.offline;
  const ageMs = till.reference.replicaAgeMs();
  if (ageMs === null || ageMs > floorMaxReplicaAgeMs || isFloorUsed(till, member)) return 0;
  return Math.min(floorPoints, ceilingPointsNow(till, programme));
}
