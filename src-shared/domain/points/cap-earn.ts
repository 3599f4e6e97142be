import type { BusinessDate } from '../../values/business-date.ts';
import type { Purchases } from '../member/member-state.ts';
import type { Hold } from '../office/office-operation.ts';
import type { Programme } from '../programme/programme.ts';

/**
 * How many points of a receipt wait for review because the member is above a daily cap (PL-08), as far as is known here: all
 * of them once there were as many earning receipts as a day may have, else what goes beyond the points of a day. The counts
 * are of the day before this receipt. null where nothing waits. Nothing is dropped by it. What was earned in the 29 days
 * before and on this one counts only where it is said, as head office does (FR-14).
 */
export function capEarn(input: {
  readonly programme: Pick<Programme, 'earn'>;
  readonly dayReceiptCount: number;
  readonly dayEarnedPoints: number;
  readonly earnedPoints: number;
  readonly earned30DaysPoints?: number;
}): { readonly heldPoints: number; readonly reason: Hold['reason'] } | null {
  const { earnedPoints } = input;
  const { caps } = input.programme.earn;
  if (caps === null || earnedPoints <= 0) return null;
  const { receiptsPerDay, pointsPerDay, pointsPer30Days } = caps;
  if (input.dayReceiptCount >= receiptsPerDay) {
    return { heldPoints: earnedPoints, reason: 'daily_receipts' };
  }
  const freeTodayPoints = Math.max(0, pointsPerDay - input.dayEarnedPoints);
  const free30DaysPoints =
    pointsPer30Days === undefined || input.earned30DaysPoints === undefined
      ? freeTodayPoints
      : Math.max(0, pointsPer30Days - input.earned30DaysPoints);
  const freePoints = Math.min(freeTodayPoints, free30DaysPoints);
  if (earnedPoints <= freePoints) return null;
  const reason = free30DaysPoints < freeTodayPoints ? 'points_30_days' : 'daily_points';
  return { heldPoints: earnedPoints - freePoints, reason };
}

/** What a member has earned on a day, as far as is known here; of a day before the last one nothing is. */
export function dayPurchases(
  purchases: Purchases | undefined,
  businessDate: BusinessDate,
): { readonly dayReceiptCount: number; readonly dayEarnedPoints: number } {
  if (purchases?.lastOnDay !== businessDate) return { dayReceiptCount: 0, dayEarnedPoints: 0 };
  const { lastDayReceiptCount, lastDayPoints } = purchases;
  return { dayReceiptCount: lastDayReceiptCount, dayEarnedPoints: lastDayPoints };
}
