import type { BusinessDate } from '../../values/business-date.ts';
import { canonicalJson } from '../../values/canonical-json.ts';
import type { Purchases } from '../member/member-state.ts';
import { postPurchase } from '../member/post-purchase.ts';
import type { PointsEntry } from '../points/points-entry.ts';

interface Sale {
  readonly entries: readonly PointsEntry[];
  readonly businessDate: BusinessDate;
}

/** Notes sales of goods that go home with the undo of a merge for whom they were made to (PL-08, PL-19). */
export function addSales(
  purchases: Purchases | undefined,
  sales: readonly Sale[],
): Purchases | undefined {
  return sales.reduce<Purchases | undefined>(
    (all, { entries, businessDate }) => postPurchase(all, businessDate, { body: { entries } }),
    purchases,
  );
}

/**
 * What is remembered of a survivor's purchases once a merge is undone: `now` without what the merge brought (`after` more than
 * `before`) and without `sales` that go home, so that the caps of the day count the survivor's own receipts (PL-08, PL-19).
 * Where nothing of the last day is left, it is as before the merge; days between are not known one by one.
 */
export function undoPurchases(
  now: Purchases | null,
  { before, after }: { readonly before: Purchases | null; readonly after: Purchases | null },
  sales: readonly Sale[],
): Purchases | null {
  if (now === null || canonicalJson(now) === canonicalJson(after)) return before;
  const { lastOnDay } = now;
  const sold = addSales(
    undefined,
    sales.filter(({ businessDate }) => businessDate === lastOnDay),
  );
  const on = (purchases: Purchases | null | undefined) => ({
    count: purchases?.lastOnDay === lastOnDay ? purchases.lastDayReceiptCount : 0,
    points: purchases?.lastOnDay === lastOnDay ? purchases.lastDayPoints : 0,
  });
  const lastDayReceiptCount =
    now.lastDayReceiptCount - on(after).count + on(before).count - on(sold).count;
  const lastDayPoints = now.lastDayPoints - on(after).points + on(before).points - on(sold).points;
  if (lastDayReceiptCount <= 0) return before;
  const isBrought =
    now.beforeLastOnDay === after?.lastOnDay && before?.lastOnDay !== after?.lastOnDay;
  const beforeLastOnDay = isBrought ? before?.lastOnDay : now.beforeLastOnDay;
  return {
    firstOnDay: before?.firstOnDay ?? lastOnDay,
    lastOnDay,
    ...(beforeLastOnDay === undefined ? {} : { beforeLastOnDay }),
    lastDayReceiptCount,
    lastDayPoints: Math.max(0, lastDayPoints),
  };
}
