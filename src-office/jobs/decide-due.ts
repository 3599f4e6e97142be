import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { floorDivide } from '../../src-shared/values/rounding.ts';

/** An office that was down for longer does not make up for more: what runs for the first of them finds all that was due. */
const catchUpDays = 7;
const minutesPerHour = 60;

/** When a job ran last, by its own name; a day it was run for by hand counts as well. */
export interface LastRun {
  readonly onDay: BusinessDate;
  readonly status: 'running' | 'done';
}

/**
 * The day a job is to be run for next: each day once, from its time of the day on, in their order, so that the notices of a
 * day on which the office was down are still made. null: nothing is due, or the run before is not done. One that has never
 * run begins with today.
 */
export function decideDue(
  minuteOfDay: number,
  last: LastRun | null,
  now: { readonly businessDate: BusinessDate; readonly minuteOfDay: number },
): BusinessDate | null {
  const isTime = now.minuteOfDay >= minuteOfDay;
  if (last === null) return isTime ? now.businessDate : null;
  if (last.status === 'running') return null;
  const readyDay = isTime ? now.businessDate : addDays(now.businessDate, -1);
  const earliest = addDays(readyDay, 1 - catchUpDays);
  const after = addDays(last.onDay, 1);
  const next = after < earliest ? earliest : after;
  return next <= readyDay ? next : null;
}

/** "00:10" of the minutes since midnight. */
export function timeOfDayText(minuteOfDay: number): string {
  const hours = floorDivide(minuteOfDay, minutesPerHour);
  const [hh, mm] = [hours, minuteOfDay - hours * minutesPerHour];
  return `${String(hh).padStart(2, '0')}:${String(mm).padStart(2, '0')}`;
}
