import type { BusinessDate } from '../../values/business-date.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { PendingLot } from '../member/member-state.ts';

/** The points of the lot that expires on a day which the office has not acknowledged, of whatever receipt (PL-09). */
export function pendingPointsOfDay(
  pendingLots: readonly PendingLot[],
  expiresOnDay: BusinessDate,
): number {
  return sumOf(pendingLots, (lot) => (lot.expiresOnDay === expiresOnDay ? lot.points : 0));
}
