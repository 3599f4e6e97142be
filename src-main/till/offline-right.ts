import { decideFloor } from '../../src-shared/domain/offline-rights/decide-floor.ts';
import {
  decideShare,
  type ShareMoment,
  sharePoints,
} from '../../src-shared/domain/offline-rights/decide-share.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { steppedPoints } from '../../src-shared/domain/redemption/stepped-points.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import type { CarriedGrant, StoredRedemption } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';
import type { MemberSeen, MemberView } from './find-member.ts';
import { ceilingPointsNow } from './offline-ceiling.ts';

/**
 * Whether this till has used the member's offline right and the spend has not come back in the office's state yet (OF-05).
 * A cancelled spend gave its points back, and with them the right.
 */
export function isFloorUsed(till: ActiveTill, member: MemberView | MemberSeen): boolean {
  return listPendingSpends(till, member)
    .filter((spend) => spend.right === 'floor' && spend.cancelledSeq === null)
    .some((spend) => !till.store.operation.countsForNothing(spend.terminalSeq));
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
  const byShare =
    purse.storeGrants === undefined ? null : sharePoints(purse, shareMoment(till, member));
  return Math.max(grant?.points ?? 0, byShare ?? floorPointsNow(till, member, programme));
}

function shareMoment(till: ActiveTill, member: MemberView | MemberSeen): ShareMoment {
  const { businessDate, atMs } = till.reference.now();
  // Whatever gave the right, the share shrank with it; but not by what the phone brought (ID-04).
  const takenPoints = listPendingSpends(till, member)
    .filter(({ right }) => right !== 'carried')
    .reduce((sum, { redemption }) => sum + redemption.points, 0);
  return {
    installId: till.installId,
    takenPoints,
    replicaAgeMs: till.reference.replicaAgeMs(),
    businessDate,
    nowMs: atMs,
  };
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
