import type { MemberState } from '../member/member-state.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Hold } from './office-operation.ts';

/**
 * Notes a hold whose entries were just posted (PL-08): `before` is the state without them. What was found to hold counts, not
 * what was asked for: points spent meanwhile cannot be held. A hold that is there already, or found nothing, adds nothing.
 */
export function postHold(
  before: MemberState,
  after: MemberState,
  hold: Hold,
  entries: readonly PointsEntry[],
): MemberState {
  const points = after.heldPoints - before.heldPoints;
  const holds = after.holds ?? [];
  if (points <= 0 || holds.some(({ holdId }) => holdId === hold.holdId)) return after;
  const lots = entries.flatMap((entry) => (entry.kind === 'hold' ? entry.lots : []));
  return { ...after, holds: [...holds, { ...hold, points, lots }] };
}

/** Takes a decided hold off a member. */
export function endHold(state: MemberState, holdId: string): MemberState {
  const { holds = [], ...rest } = state;
  const left = holds.filter((hold) => hold.holdId !== holdId);
  return left.length === 0 ? rest : { ...rest, holds: left };
}
