import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { MemberState, Purse } from '../member/member-state.ts';
import { grantsElsewhere } from '../offline-rights/store-grant.ts';
import { sumPoints } from './lots.ts';
import { pendingPointsOfDay } from './pending-points.ts';
import type { Lot } from './points-entry.ts';
import { waitingOn, waitingPointsOfDay } from './waiting-lots.ts';

/** How far ahead a balance warns of points that expire (PL-20). */
const expiringSoonDays = 60;

/** A member's points as the counter shows them. */
export interface Balance {
  /** May be spent now: unexpired, neither pending nor waiting for their day, not kept for others. Never below 0. */
  readonly availablePoints: number;
  /** Earned but not yet acknowledged by the office, or not usable before a later day (PL-09). */
  readonly pendingPoints: number;
  readonly heldPoints: number;
  /** Kept by the office for redemptions about to be posted. */
  readonly reservedPoints: number;
  readonly debtPoints: number;
  /** The lot that expires next, if that is soon. */
  readonly expiringSoon: { readonly expiresOnDay: BusinessDate; readonly points: number } | null;
}

/**
 * Reads a balance as of a business date and a moment (epoch milliseconds). Lots past their day do not count (PL-20). With a
 * `storeId` it is what may be spent there: without what is set aside for other stores (OF-04).
 */
export function balanceOf(
  state: Purse,
  at: {
    readonly businessDate: BusinessDate;
    readonly nowMs: number;
    readonly storeId?: string;
  },
): Balance {
  const unexpired = unexpiredLots(state.lots, at.businessDate);
  const waiting = waitingOn(state.waitingLots, at.businessDate);
  const pendingPoints = sumPoints(
    unexpiredLots([...state.pendingLots, ...waiting], at.businessDate),
  );
  const reservedPoints = sumPoints(
    state.reservations.filter((reservation) => reservation.expiresAtMs > at.nowMs),
  );
  const grantedPoints =
    at.storeId === undefined ? 0 : sumPoints(grantsElsewhere(state, at.storeId));
  const keptPoints = reservedPoints + grantedPoints;
  return {
    availablePoints: Math.max(0, sumPoints(unexpired) - pendingPoints - keptPoints),
    pendingPoints,
    heldPoints: state.heldPoints,
    reservedPoints,
    debtPoints: state.debtPoints,
    expiringSoon: findExpiringSoon(unexpired, at.businessDate),
  };
}

/** The lots a redemption may name on a business date: unexpired, less what is pending or waits for its day (PL-02, PL-09). */
export function spendableLots(state: MemberState, businessDate: BusinessDate): readonly Lot[] {
  const lots: Lot[] = [];
  const waiting = waitingOn(state.waitingLots, businessDate);
  for (const lot of unexpiredLots(state.lots, businessDate)) {
    const { expiresOnDay } = lot;
    const points =
      lot.points -
      pendingPointsOfDay(state.pendingLots, expiresOnDay) -
      waitingPointsOfDay(waiting, expiresOnDay);
    if (points > 0) lots.push({ expiresOnDay, points });
  }
  return lots;
}

function unexpiredLots(lots: readonly Lot[], businessDate: BusinessDate): readonly Lot[] {
  return lots.filter((lot) => lot.expiresOnDay >= businessDate);
}

function findExpiringSoon(unexpired: readonly Lot[], businessDate: BusinessDate): Lot | null {
  const next = unexpired[0];
  if (next === undefined || next.expiresOnDay > addDays(businessDate, expiringSoonDays))
    return null;
  return { expiresOnDay: next.expiresOnDay, points: next.points };
}
