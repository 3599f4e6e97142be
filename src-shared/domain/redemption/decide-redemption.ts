import type { BusinessDate } from '../../values/business-date.ts';
import { floorRate } from '../../values/rounding.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf } from '../operation/operation.ts';
import {
  grantOf,
  reservedForOthers,
  type SpendingRight,
} from '../offline-rights/spending-right.ts';
import { balanceOf, spendableLots } from '../points/balance.ts';
import { allocateEarliestExpiry } from '../points/lots.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { steppedPoints } from './stepped-points.ts';

/**
 * The most points a receipt takes now (PL-21): bounded by the share of the eligible net, the fixed cap, what must stay
 * payable in money and the points there are, rounded down to the step; 0 where not even the minimum fits. Amounts in fen.
 * `alreadyOffsetFen` is what earlier redemptions of the same receipt paid: the caps are per receipt.
 */
export function maxRedeemPoints(input: {
  readonly programme: Programme;
  readonly eligibleFen: number;
  readonly alreadyOffsetFen: number;
  readonly availablePoints: number;
}): number {
  const { fenPerPoint } = input.programme.redeem;
  const openFen = Math.max(
    0,
    pointsCapFen(input.programme, input.eligibleFen) - input.alreadyOffsetFen,
  );
  const payingPoints = floorRate(openFen, {
    numerator: fenPerPoint.denominator,
    denominator: fenPerPoint.numerator,
  });
  return steppedPoints(Math.min(payingPoints, input.availablePoints), input.programme);
}

/** The most that points may pay of a receipt, whatever points there are (PL-21). Fen. */
function pointsCapFen({ redeem }: Programme, eligibleFen: number): number {
  const { capShare, capFen, keepPayableFen } = redeem;
  return Math.max(
    0,
    Math.min(
      floorRate(eligibleFen, capShare),
      capFen ?? Number.MAX_SAFE_INTEGER,
      eligibleFen - keepPayableFen,
    ),
  );
}

/**
 * Nobody burns more points than a receipt takes (PL-21): goods may have been taken out since they were spent, or the register
 * may have told another sum. Refuses with points_overused and the most that fits; then the redemption is cancelled first and
 * asked for anew. `redemptions` are those of the receipt that stand, `eligibleFen` is what of it earns.
 */
export function checkOverused(input: {
  readonly programme: Programme;
  readonly redemptions: readonly { readonly points: number; readonly offsetFen: number }[];
  readonly eligibleFen: number;
}): Refusal | null {
  const { programme, redemptions, eligibleFen } = input;
  const offsetFen = sumOf(redemptions, (each) => each.offsetFen);
  if (offsetFen <= pointsCapFen(programme, eligibleFen)) return null;
  const availablePoints = sumOf(redemptions, (each) => each.points);
  const { minPoints, stepPoints } = programme.redeem;
  const maxPoints = maxRedeemPoints({
    programme,
    eligibleFen,
    alreadyOffsetFen: 0,
    availablePoints,
  });
  return refuse('points_overused', { maxPoints, minPoints, stepPoints });
}

/**
 * Decides one redemption against a receipt (PL-02, PL-21): points become an offset in fen, taken from the lots that expire
 * first. The right to spend and the member's identification were checked before. With `authorisedBeyondView` the office
 * vouches for points this till does not know of: the entry then names what the till has, and posting finds the rest.
 * Refuses in the order invalid_value, member_frozen, points_below_minimum, points_not_a_step, points_above_limit.
 */
export function decideRedemption(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  /** Where it is spent; absent: what is set aside for stores does not count. */
  readonly storeId?: string;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
  readonly redemptionId: string;
  readonly receiptNo: string;
  readonly eligibleFen: number;
  readonly points: number;
  readonly alreadyOffsetFen: number;
  readonly right: SpendingRight;
  readonly grantId?: string;
  readonly authorisedBeyondView?: boolean;
}):
  | Refusal
  | {
      readonly status: 'decided';
      readonly draft: DraftOf<'redeem'>;
      /** What the points pay of the receipt. */
      readonly offsetFen: number;
    } {
  const { programme, state, points, eligibleFen } = input;
  const { minPoints, stepPoints, fenPerPoint } = programme.redeem;
  if (!Number.isSafeInteger(points) || points <= 0)
    return refuse('invalid_value', { field: 'points' });
  if (!Number.isSafeInteger(eligibleFen) || eligibleFen < 0) {
    return refuse('invalid_value', { field: 'eligibleFen' });
  }
  if (state.status === 'frozen') return refuse('member_frozen');
  if (points < minPoints) return refuse('points_below_minimum', { minPoints, stepPoints });
  if (points % stepPoints !== 0) return refuse('points_not_a_step', { minPoints, stepPoints });
  const maxPoints = maxRedeemPoints({
    programme,
    eligibleFen,
    alreadyOffsetFen: input.alreadyOffsetFen,
    availablePoints: pointsAtHand(input),
  });
  if (points > maxPoints) return refuse('points_above_limit', { maxPoints, minPoints, stepPoints });

  const offsetFen = floorRate(points, fenPerPoint);
  const entry: PointsEntry = {
    kind: 'redeem',
    points: -points,
    ruleId: 'redeem',
    lots: allocateEarliestExpiry(spendableLots(state, input.businessDate), points),
  };
  const body = {
    redemptionId: input.redemptionId,
    receiptNo: input.receiptNo,
    eligibleFen,
    offsetFen,
    points,
    right: input.right,
    ...grantOf(input),
    entries: [entry],
  };
  return {
    status: 'decided',
    draft: { kind: 'redeem', body, memberId: state.memberId },
    offsetFen,
  };
}

/** What is kept for the redemption itself, or for the phone that carried its right, is not in its way. */
function pointsAtHand(input: {
  readonly state: MemberState;
  readonly storeId?: string;
  readonly businessDate: BusinessDate;
  readonly nowMs: number;
  readonly redemptionId: string;
  readonly grantId?: string;
  readonly points: number;
  readonly authorisedBeyondView?: boolean;
}): number {
  const reservations = reservedForOthers(input.state.reservations, input);
  const { availablePoints } = balanceOf({ ...input.state, reservations }, input);
  return input.authorisedBeyondView === true
    ? Math.max(availablePoints, input.points)
    : availablePoints;
}
