import { addDays, addMonths, endOfMonth, endOfYear } from '../../values/business-date.ts';
import type { BusinessDate } from '../../values/business-date.ts';
import { tierWindow, type TierWindow } from './measure-growth.ts';
import type { TierPolicy } from './tier.ts';

const periodMonths = 12;

/**
 * The last day of a tier reached on a day (TR-02): 12 months later, to the end of that month. Where the calendar year is
 * what counts, to the end of that year: its last day is the only one on which a whole year can be looked at.
 */
export function periodEnd(
  policy: Pick<TierPolicy, 'window'>,
  sinceDay: BusinessDate,
): BusinessDate {
  const later = addMonths(sinceDay, periodMonths);
  return policy.window.kind === 'calendar_year' ? endOfYear(later) : endOfMonth(later);
}

/** The last day on which the gap of a missed evaluation can still be filled (TR-04). */
export function graceEnd(
  policy: Pick<TierPolicy, 'graceDays'>,
  untilDay: BusinessDate,
): BusinessDate {
  return addDays(untilDay, policy.graceDays);
}

/**
 * The days that decide whether a tier that ends on `untilDay` is kept, as far as they are over: the window of its last day,
 * and the days of grace on top (TR-04).
 */
export function keepWindow(
  policy: Pick<TierPolicy, 'window' | 'graceDays'>,
  untilDay: BusinessDate,
  onDay: BusinessDate,
): TierWindow {
  const lastDay = graceEnd(policy, untilDay);
  return { ...tierWindow(policy, untilDay), lastDay: onDay < lastDay ? onDay : lastDay };
}
