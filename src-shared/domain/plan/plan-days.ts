import { addDays, addMonths, calendarDay, type BusinessDate } from '../../values/business-date.ts';

/**
 * The last day of a plan that begins on a day: the day before the same day so many months later. Where that month is too
 * short for it, the month's last day, so that a month is never less than one: 12 months from 29 February end on 28 February.
 */
export function planUntilDay(fromDay: BusinessDate, months: number): BusinessDate {
  const sameDay = addMonths(fromDay, months);
  const isClamped = calendarDay(sameDay).day !== calendarDay(fromDay).day;
  return isClamped ? sameDay : addDays(sameDay, -1);
}
