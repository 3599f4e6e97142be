import { decideFloor } from '../../src-shared/domain/offline-rights/decide-floor.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { CarriedGrant } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';
import type { MemberSeen, MemberView } from './find-member.ts';
import { ceilingPointsNow } from './offline-ceiling.ts';

/**
 * Whether this till has used the member's offline right and the spend has not come back in the office's state yet (OF-05).
 * A cancelled spend gave its points back, and with them the right.
 */
export function isFloorUsed(
  till: ActiveTill,
  { memberId, hasPending }: MemberView | MemberSeen,
): boolean {
  if (!hasPending) return false;
  const appliedSeq = till.store.member.readAppliedSeq(memberId);
  return till.store.redemption
    .listOfMemberAfter(memberId, appliedSeq)
    .filter((spend) => spend.right === 'floor' && spend.cancelledSeq === null)
    .some((spend) => !till.store.operation.countsForNothing(spend.terminalSeq));
}

/** Decides by the floor rule (OF-05) as this till stands now: so many points of a member without the office. */
export function decideFloorNow(
  till: ActiveTill,
  { view, programme }: { readonly view: MemberView; readonly programme: Programme },
  points: number,
): ReturnType<typeof decideFloor> {
  const replicaAgeMs = till.reference.replicaAgeMs();
  return decideFloor({
    programme,
    points,
    replicaAgeMs,
    floorUsed: isFloorUsed(till, view),
    ceilingPoints: ceilingPointsNow(till, programme),
  });
}

/** The most points that may be spent without the office now (OF-03), with what the phone carried; what there is bounds it too. */
export function offlinePointsNow(
  till: ActiveTill,
  member: MemberView | MemberSeen,
  programme: Programme,
  grant: Pick<CarriedGrant, 'points'> | null,
): number {
  return Math.max(grant?.points ?? 0, floorPointsNow(till, member, programme));
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

/** Rounds down to what a redemption may be: whole steps, and nothing below the least. */
export function steppedPoints(points: number, { redeem }: Programme): number {
  const stepped = points - (points % redeem.stepPoints);
  return stepped < redeem.minPoints ? 0 : stepped;
}
