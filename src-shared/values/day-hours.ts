import { addDays, type BusinessDate } from './business-date.ts';

const minutesPerDay = 1440;

/** Minutes of the day by the store's clock; `toMinute` below `fromMinute` runs past midnight. */
export interface DayHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** A business day and how far the store's clock is in it. */
export interface DayMinute {
  readonly businessDate: BusinessDate;
  /** 0 to 1439; from 1440 on while the next day has begun by the clock and the business day goes on. */
  readonly minuteOfDay: number;
}

/** Whether a minute lies within hours: from the first minute to just before the last one. */
export function isWithinHours({ fromMinute, toMinute }: DayHours, minuteOfDay: number): boolean {
  const minute = minuteOfDay % minutesPerDay;
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

/**
 * The day that hours began on (R084): hours past midnight belong to the evening they began in, so that a Friday night of 22:00
 * to 02:00 is still Friday's at 01:00 on Saturday, whether the shop's business day has turned at midnight or not.
 */
export function dayHoursBeganOn(
  hours: DayHours | undefined,
  { businessDate, minuteOfDay }: DayMinute,
): BusinessDate {
  const isAfterMidnight =
    hours !== undefined && hours.toMinute < hours.fromMinute && minuteOfDay < hours.toMinute;
  return isAfterMidnight ? addDays(businessDate, -1) : businessDate;
}
