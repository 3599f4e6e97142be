import { businessDateAt, minuteOfDayAt } from './business-date.ts';

const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;

/** A moment (epoch milliseconds) as "14:05" in the time of the shop, whatever zone the computer has. */
export function clock(atMs: number): string {
  const minute = minuteOfDayAt(atMs);
  return `${two(Math.floor(minute / MINUTES_PER_HOUR))}:${two(minute % MINUTES_PER_HOUR)}`;
}

/** A moment as "14:05:09", where several may come within a minute. */
export function clockSeconds(atMs: number): string {
  return `${clock(atMs)}:${two(Math.floor(atMs / MS_PER_SECOND) % SECONDS_PER_MINUTE)}`;
}

/** A moment as "11-20 18:02". */
export function dayAndClock(atMs: number): string {
  return yearAndClock(atMs).slice('YYYY-'.length);
}

/** A moment as "2026-11-20 18:02", where it may be read in another year. */
export function yearAndClock(atMs: number): string {
  return `${businessDateAt(atMs)} ${clock(atMs)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
