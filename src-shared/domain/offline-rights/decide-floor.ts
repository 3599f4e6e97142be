import type { Programme } from '../programme/programme.ts';
import { steppedPoints } from '../redemption/stepped-points.ts';
import { refuse, type Refusal } from '../refusal.ts';

/**
 * Decides whether points may be spent without the office (OF-05): few, once per member and till until that spend has come
 * back in the confirmed state (`floorUsed`), and only with a replica that is not too old. `replicaAgeMs` is the time since
 * the last complete sync, null when there was none. Refuses in the order offline_replica_old, offline_limit_used,
 * offline_ceiling_points and offline_points_above_limit, whichever leaves less, with the most that would do; 0 when the
 * programme switched it off.
 */
export function decideFloor(input: {
  readonly programme: Programme;
  readonly points: number;
  readonly replicaAgeMs: number | null;
  readonly floorUsed: boolean;
  /** The most that the ceiling of this till leaves (OF-06). */
  readonly ceilingPoints: number;
}): Refusal | { readonly status: 'allowed' } {
  const { offline } = input.programme;
  const { replicaAgeMs } = input;
  if (replicaAgeMs === null || replicaAgeMs > offline.floorMaxReplicaAgeMs)
    return refuse('offline_replica_old');
  if (input.floorUsed) return refuse('offline_limit_used');
  const { ceilingPoints } = input;
  if (input.points > ceilingPoints && ceilingPoints < offline.floorPoints) {
    return refuse('offline_ceiling_points', { maxPoints: ceilingPoints });
  }
  if (input.points <= offline.floorPoints) return { status: 'allowed' };
  const maxPoints = steppedPoints(offline.floorPoints, input.programme);
  return refuse('offline_points_above_limit', { maxPoints });
}
