import type { BusinessDate } from '../../values/business-date.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Purchases } from './member-state.ts';

/**
 * Notes a purchase for caps, first purchases and the life cycle. Receipts may arrive out of order: the last day stays the
 * latest, the first the earliest.
 */
export function postPurchase(
  purchases: Purchases | undefined,
  onDay: BusinessDate,
  {
    body,
  }: { readonly body: { readonly entries: readonly Pick<PointsEntry, 'kind' | 'points'>[] } },
): Purchases {
  const points = body.entries
    .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
    .reduce((sum, entry) => sum + entry.points, 0);
  const receiptCount = points > 0 ? 1 : 0;
  if (purchases === undefined) {
    return {
      firstOnDay: onDay,
      lastOnDay: onDay,
      lastDayReceiptCount: receiptCount,
      lastDayPoints: points,
    };
  }
  const { firstOnDay, lastOnDay, beforeLastOnDay } = purchases;
  if (onDay > lastOnDay) {
    return {
      firstOnDay,
      lastOnDay: onDay,
      beforeLastOnDay: lastOnDay,
      lastDayReceiptCount: receiptCount,
      lastDayPoints: points,
    };
  }
  if (onDay === lastOnDay) {
    return {
      ...purchases,
      lastDayReceiptCount: purchases.lastDayReceiptCount + receiptCount,
      lastDayPoints: purchases.lastDayPoints + points,
    };
  }
  const isBetween = beforeLastOnDay === undefined || onDay > beforeLastOnDay;
  return {
    ...purchases,
    firstOnDay: onDay < firstOnDay ? onDay : firstOnDay,
    ...(isBetween ? { beforeLastOnDay: onDay } : {}),
  };
}
