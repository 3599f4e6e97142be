import type { BusinessDate } from '../../values/business-date.ts';
import { floorDivide } from '../../values/rounding.ts';
import type { MemberState, Purse } from '../member/member-state.ts';
import { balanceOf } from '../points/balance.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { ageBandOf, ageTable } from './age-table.ts';
import { loansNotTaken, pointsForTills } from './store-grant.ts';

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
 * nothing after; of what it was lent only what it has noted; never more than the points leave that are there for nobody else.
 * null where it was given none: then the floor rule decides (OF-05).
 */
export function sharePoints(
  state: Purse & Pick<MemberState, 'status'>,
  at: ShareMoment,
): number | null {
  const leftPoints = ownPoints(state, at.installId);
  if (leftPoints === null || leftPoints + at.takenPoints === 0) return null;
  if (state.status === 'frozen') return 0;
  const forOthers = pointsForTills(state, (installId) => installId !== at.installId);
  const { availablePoints } = balanceOf(state, at);
  return Math.max(0, Math.min(partByAge(leftPoints, at), availablePoints - forOthers));
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

/**
 * How much of its share a till may lend (OF-04): no more than it may take itself, and only of what head office has given it. What
 * it has borrowed and head office has not heard of is not lent on, since the third till might tell of it first.
 */
export function lendablePoints(
  view: Parameters<typeof sharePoints>[0],
  base: Pick<MemberState, 'storeGrants'>,
  at: ShareMoment,
): number {
  const given = (ownPoints(base, at.installId) ?? 0) - at.takenPoints;
  return Math.max(0, Math.min(sharePoints(view, at) ?? 0, given));
}

/** A till's share as a state has it, without what it was lent and has not noted; null where it has none. */
function ownPoints(state: Pick<MemberState, 'storeGrants'>, installId: string): number | null {
  const own = (state.storeGrants ?? [])
    .flatMap(({ shares }) => shares)
    .find((share) => share.installId === installId);
  if (own === undefined) return null;
  const notTaken = loansNotTaken(state, installId).reduce((sum, { points }) => sum + points, 0);
  return Math.max(0, own.points - notTaken);
}
