import type { BusinessDate } from '../../values/business-date.ts';
import { floorDivide } from '../../values/rounding.ts';
import type { MemberState, Purse } from '../member/member-state.ts';
import { balanceOf } from '../points/balance.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { allocatePayment } from '../stored-value/allocate-payment.ts';
import type { ValueEntry, ValueRules } from '../stored-value/stored-value.ts';
import { ageBandOf, ageTable } from './age-table.ts';
import {
  addHoldings,
  commonHolding,
  type Holding,
  type HoldingAmounts,
  noHolding,
  subtractHoldings,
  takeOfHolding,
  type ValuePart,
} from './holding.ts';
import { heldBy, holdingForOthers, loansNotTaken } from './store-grant.ts';

/** Where and when a till looks at its share of a member. */
export interface ShareMoment {
  readonly installId: string;
  /** What it has taken since the state that it has from head office: its share lacks that already. */
  readonly taken: Holding;
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
  const left = ownHolding(state, at.installId);
  if (left === null || left.points + at.taken.points === 0) return null;
  if (state.status === 'frozen') return 0;
  const forOthers = holdingForOthers(state, at.installId);
  const { availablePoints } = balanceOf(state, at);
  return Math.max(0, Math.min(partByAge(left.points, at), availablePoints - forOthers.points));
}

function partByAge(leftPoints: number, { taken, replicaAgeMs }: ShareMoment): number {
  const takenPoints = taken.points;
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
 * What stored value a till may take of a member without head office now (OF-02, OF-04): its share to 24 hours of age, nothing
 * after. null where it was given none: then there is nothing, since no floor rule is for value (OF-05).
 */
export function shareValue(
  state: Pick<MemberState, 'status' | 'storeGrants'>,
  at: ShareMoment,
): readonly ValuePart[] | null {
  const left = ownHolding(state, at.installId);
  if (left === null || left.value.length + at.taken.value.length === 0) return null;
  const isOld = ageTable.valueGrants[ageBandOf(at.replicaAgeMs)] === 'none';
  return state.status === 'frozen' || isOld ? [] : left.value;
}

/**
 * Decides what a payment takes of a till's share (OF-04, SV-13), paid and given in proportion as anywhere (SV-02); amounts in
 * fen. Refuses in the order value_offline, value_offline_stale and value_above_grant with the most that would do.
 */
export function decideValueShare(
  state: Pick<MemberState, 'status' | 'storeGrants' | 'value'>,
  at: ShareMoment,
  wish: {
    readonly amountFen: number;
    readonly listFen: number;
    readonly spendOrder: ValueRules['spendOrder'];
  },
): Refusal | { readonly status: 'allowed'; readonly entries: readonly ValueEntry[] } {
  const within = shareValue(state, at);
  if (within === null) return refuse('value_offline');
  if (ageTable.valueGrants[ageBandOf(at.replicaAgeMs)] === 'none') {
    return refuse('value_offline_stale');
  }
  // What is kept for payments is kept beside the shares: it is not in their way.
  const contracts = (state.value?.contracts ?? []).filter((each) => each.isPending === undefined);
  const { entries, shortFen } = allocatePayment(contracts, { ...wish, within });
  if (shortFen === 0) return { status: 'allowed', entries };
  return refuse('value_above_grant', { maxFen: wish.amountFen - shortFen });
}

/** What a till may take of a member by its share now, points and stored value. */
export function shareHolding(state: Parameters<typeof sharePoints>[0], at: ShareMoment): Holding {
  return { points: sharePoints(state, at) ?? 0, value: shareValue(state, at) ?? [] };
}

/**
 * What of its share a till lends where so much is wanted (OF-04): no more than it may take itself, and only of what head office
 * has given it. What it has borrowed and head office has not heard of is not lent on: the third till might tell of it first.
 */
export function decideLoan(
  {
    view,
    base,
  }: {
    readonly view: Parameters<typeof sharePoints>[0];
    readonly base: Pick<MemberState, 'storeGrants'>;
  },
  at: ShareMoment,
  wanted: HoldingAmounts,
): Holding {
  const given = subtractHoldings(ownHolding(base, at.installId) ?? noHolding, at.taken);
  return takeOfHolding(commonHolding(shareHolding(view, at), given), wanted);
}

/** A till's share as a state has it, without what it was lent and has not noted; null where it has none. */
function ownHolding(state: Pick<MemberState, 'storeGrants'>, installId: string): Holding | null {
  const own = (state.storeGrants ?? [])
    .flatMap(({ shares }) => shares)
    .find((share) => share.installId === installId);
  if (own === undefined) return null;
  const notTaken = loansNotTaken(state, installId).map(heldBy).reduce(addHoldings, noHolding);
  return subtractHoldings(heldBy(own), notTaken);
}
