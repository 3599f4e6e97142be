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

/** For how many months a plan is, by its days: as few as reach its last one, at least 1. */
export function planMonths({
  fromDay,
  untilDay,
}: {
  readonly fromDay: BusinessDate;
  readonly untilDay: BusinessDate;
}): number {
  const [from, until] = [calendarDay(fromDay), calendarDay(untilDay)];
  const months = Math.max(1, (until.year - from.year) * 12 + until.month - from.month);
  return planUntilDay(fromDay, months) >= untilDay ? months : months + 1;
}
