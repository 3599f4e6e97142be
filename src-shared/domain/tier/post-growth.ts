import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { Growth, GrowthEntry } from './tier.ts';

/** The longest window is 24 months; a refund may come for a day at its far end. */
const keptDays = 800;

/**
 * Adds decided entries to what was counted towards tiers (TR-01). Amounts are signed; a day that comes to 0 is dropped, and
 * days that no window reaches any more are too. Total: whatever entries arrive it never throws.
 */
export function postGrowth(
  growth: Growth | undefined,
  entries: readonly GrowthEntry[],
  businessDate: BusinessDate,
): Growth {
  const firstDay = addDays(businessDate, -keptDays);
  const of = (measure: GrowthEntry['measure']): readonly GrowthEntry[] =>
    entries.filter((entry) => entry.measure === measure);
  const topUpFenByDay = addByDay(growth?.topUpFenByDay, of('top_up_fen'), firstDay);
  const taskPointsByDay = addByDay(growth?.taskPointsByDay, of('task_points'), firstDay);
  return {
    spendFenByDay: addByDay(growth?.spendFenByDay, of('spend_fen'), firstDay),
    ...(Object.keys(topUpFenByDay).length === 0 ? {} : { topUpFenByDay }),
    ...(Object.keys(taskPointsByDay).length === 0 ? {} : { taskPointsByDay }),
  };
}

type ByDay = Readonly<Record<BusinessDate, number>>;

function addByDay(
  byDay: ByDay | undefined,
  entries: readonly GrowthEntry[],
  firstDay: BusinessDate,
): ByDay {
  if (entries.length === 0) return byDay ?? {};
  const sums = new Map(Object.entries(byDay ?? {}) as [BusinessDate, number][]);
  for (const { onDay, amount } of entries) sums.set(onDay, (sums.get(onDay) ?? 0) + amount);
  return Object.fromEntries(
    [...sums]
      .filter(([onDay, amount]) => amount !== 0 && onDay >= firstDay)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
