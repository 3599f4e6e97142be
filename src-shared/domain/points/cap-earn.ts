import type { BusinessDate } from '../../values/business-date.ts';
import type { Purchases } from '../member/member-state.ts';
import type { Hold } from '../office/office-operation.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptKey } from '../receipt/receipt.ts';

/**
 * How many points of a receipt wait for review because the member is above a daily cap (PL-08), as far as is known here: all
 * of them once there were as many earning receipts as a day may have, else what goes beyond the points of a day. The counts
 * are of the day before this receipt. null where nothing waits. Nothing is dropped by it.
 */
export function capEarn(input: {
  readonly programme: Pick<Programme, 'earn'>;
  readonly dayReceiptCount: number;
  readonly dayEarnedPoints: number;
  readonly earnedPoints: number;
}): { readonly heldPoints: number; readonly reason: Hold['reason'] } | null {
  const { earnedPoints } = input;
  const { caps } = input.programme.earn;
  if (caps === null || earnedPoints <= 0) return null;
  const { receiptsPerDay, pointsPerDay } = caps;
  if (input.dayReceiptCount >= receiptsPerDay) {
    return { heldPoints: earnedPoints, reason: 'daily_receipts' };
  }
  const freePoints = Math.max(0, pointsPerDay - input.dayEarnedPoints);
  if (earnedPoints <= freePoints) return null;
  return { heldPoints: earnedPoints - freePoints, reason: 'daily_points' };
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

/** The id of the hold on what a receipt earned: one per receipt, so that its refund finds it. */
export function receiptHoldId({ storeId, businessDate, receiptNo }: ReceiptKey): string {
  return `receipt:${storeId}:${businessDate}:${receiptNo}`;
}
