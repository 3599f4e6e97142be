import type { BusinessDate } from '../../values/business-date.ts';
import { floorDivide } from '../../values/rounding.ts';
import type { MemberState, Purse } from '../member/member-state.ts';
import { balanceOf } from '../points/balance.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { ageBandOf, ageTable } from './age-table.ts';
import { pointsForTills } from './store-grant.ts';

/** Where and when a till looks at its share of a member. */
export interface ShareMoment {
  readonly installId: string;
  /** What it has taken since the state that it has from head office: its share lacks that already. */
  readonly takenPoints: number;
  /** Since the last complete sync; null: there was none. */
  readonly replicaAgeMs: number | null;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
}

/**
 * What a till may take of a member without head office now (OF-02, OF-04): its share to 24 hours of age, half of it to 72,
 * nothing after; never more than the points leave that are there for nobody else. null where it was given none: then the floor
 * rule decides (OF-05).
 */
export function sharePoints(
  state: Purse & Pick<MemberState, 'status'>,
  at: ShareMoment,
): number | null {
  const own = (state.storeGrants ?? [])
    .flatMap(({ shares }) => shares)
    .find(({ installId }) => installId === at.installId);
  if (own === undefined || own.points + at.takenPoints === 0) return null;
  if (state.status === 'frozen') return 0;
  const forOthers = pointsForTills(state, (installId) => installId !== at.installId);
  const { availablePoints } = balanceOf(state, at);
  return Math.max(0, Math.min(partByAge(own.points, at), availablePoints - forOthers));
}

function partByAge(leftPoints: number, { takenPoints, replicaAgeMs }: ShareMoment): number {
  switch (ageTable.grants[ageBandOf(replicaAgeMs)]) {
    case 'full':
      return leftPoints;
    case 'half':
      return floorDivide(leftPoints + takenPoints, 2) - takenPoints;
    case 'none':
      return 0;
  }
}

/**
 * Decides whether a till takes so many points by its share (OF-04). Refuses in the order offline_replica_old,
 * offline_limit_used and offline_points_above_limit, with the most that would do; null where it has no share.
 */
export function decideShare(
  state: Parameters<typeof sharePoints>[0],
  at: ShareMoment,
  wish: { readonly points: number; readonly stepped: (points: number) => number },
): Refusal | { readonly status: 'allowed' } | null {
  const points = sharePoints(state, at);
  if (points === null) return null;
  if (wish.points <= points) return { status: 'allowed' };
  if (ageTable.grants[ageBandOf(at.replicaAgeMs)] === 'none') return refuse('offline_replica_old');
  const maxPoints = wish.stepped(points);
  return maxPoints === 0
    ? refuse('offline_limit_used')
    : refuse('offline_points_above_limit', { maxPoints });
}
