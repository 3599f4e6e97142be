import { assert } from './assert.ts';
import type { Brand } from './brand.ts';

/** A day of trade as 'YYYY-MM-DD', in the time of the shop. Two of them compare as text. */
export type BusinessDate = Brand<string, 'BusinessDate'>;

/** The parts of a day; month 1 to 12, day 1 to 31. */
export type CalendarDay = { readonly year: number; readonly month: number; readonly day: number };

const SHANGHAI_OFFSET_MINUTES = 480;
const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1440;
const MS_PER_DAY = 86_400_000;
const MONTHS_PER_YEAR = 12;
const YEAR_MAX = 9999;
const DAYS_PER_WEEK = 7;
const DAYS_PER_ERA = 146_097; // Four hundred years.
const EPOCH_FROM_MARCH_0 = 719_468; // 1970-01-01, counted from 1 March of the year 0.
const EPOCH = '1970-01-01' as BusinessDate; // A real day, written in the only spelling there is.
const WEEKDAY_OF_EPOCH = 4; // A Thursday.
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Reads 'YYYY-MM-DD' when it is a real day of the calendar, otherwise answers null: 2026-02-29 is
 * null.
 */
export function parseBusinessDate(text: string): BusinessDate | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (year < 1 || month < 1 || month > MONTHS_PER_YEAR) return null;
  if (day < 1 || day > daysInMonth(year, month)) return null;
  return text as BusinessDate; // Checked: the shape and the calendar both hold.
}

/**
 * The day of trade at a moment (epoch milliseconds), in Shanghai unless another offset in minutes
 * is given.
 */
export function businessDateAt(
  atMs: number,
  options: { readonly utcOffsetMinutes?: number } = {},
): BusinessDate {
  const { utcOffsetMinutes = SHANGHAI_OFFSET_MINUTES } = options;
  assert(Number.isFinite(atMs), `A moment is a number of milliseconds, not ${atMs}.`);
  assert(
    Number.isInteger(utcOffsetMinutes),
    `An offset is a whole number of minutes, not ${utcOffsetMinutes}.`,
  );
  return fromDayNumber(Math.floor((atMs + utcOffsetMinutes * MS_PER_MINUTE) / MS_PER_DAY));
}

/**
 * The day so many days later, or earlier for a negative count. Throws outside the years 1 to 9999.
 */
export function addDays(date: BusinessDate, dayCount: number): BusinessDate {
  assert(Number.isSafeInteger(dayCount), `Days are added whole, not ${dayCount}.`);
  return fromDayNumber(toDayNumber(date) + dayCount);
}

/**
 * The same day so many months later, or the last day of a month too short for it: 31 January and
 * one month is 28 February.
 */
export function addMonths(date: BusinessDate, monthCount: number): BusinessDate {
  assert(Number.isSafeInteger(monthCount), `Months are added whole, not ${monthCount}.`);
  const from = calendarDay(date);
  const monthNumber = from.year * MONTHS_PER_YEAR + (from.month - 1) + monthCount;
  const year = Math.floor(monthNumber / MONTHS_PER_YEAR);
  const month = monthNumber - year * MONTHS_PER_YEAR + 1;
  return fromParts({ year, month, day: Math.min(from.day, daysInMonth(year, month)) });
}

/** The last day of the date's month. */
export function endOfMonth(date: BusinessDate): BusinessDate {
  const { year, month } = calendarDay(date);
  return fromParts({ year, month, day: daysInMonth(year, month) });
}

/** 31 December of the date's year. */
export function endOfYear(date: BusinessDate): BusinessDate {
  return fromParts({ year: calendarDay(date).year, month: 12, day: 31 });
}

/**
 * Orders two days: below 0 when a is earlier, 0 when they are the same, above 0 when a is later.
 */
export function compareDates(a: BusinessDate, b: BusinessDate): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Days from one day to another: 1 for tomorrow, 0 for the same day, negative when `to` is earlier.
 */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return toDayNumber(to) - toDayNumber(from);
}

/** The year, month (1 to 12) and day (1 to 31) of a date. */
export function calendarDay(date: BusinessDate): CalendarDay {
  return {
    year: Number(date.slice(0, 4)),
    month: Number(date.slice(5, 7)),
    day: Number(date.slice(8, 10)),
  };
}

/** How many days a month (1 to 12) of a year has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

// Days since 1970-01-01 and back, in whole numbers only: a year begins in March here, so that its leap day is its last one.
// After "chrono-Compatible Low-Level Date Algorithms", Howard Hinnant, 2013.
function toDayNumber(date: BusinessDate): number {
  const { year, month, day } = calendarDay(date);
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = (month + 9) % MONTHS_PER_YEAR;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  return marchYear * 365 + leapDays + dayOfYear - EPOCH_FROM_MARCH_0;
}

function fromDayNumber(dayNumber: number): BusinessDate {
  const fromMarch0 = dayNumber + EPOCH_FROM_MARCH_0;
  const era = Math.floor(fromMarch0 / DAYS_PER_ERA);
  const dayOfEra = fromMarch0 - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / (DAYS_PER_ERA - 1))) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return fromParts({ year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day });
}

function fromParts({ year, month, day }: CalendarDay): BusinessDate {
  assert(year >= 1 && year <= YEAR_MAX, 'A business date lies in the years 1 to 9999.');
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return text as BusinessDate; // Every caller computed a real day.
}

function pad(number: number, digitCount: number): string {
  return String(number).padStart(digitCount, '0');
}

/** ISO weekday of a day, 1 (Monday) to 7 (Sunday). */
export function isoWeekday(date: BusinessDate): number {
  const days = daysBetween(EPOCH, date) + WEEKDAY_OF_EPOCH - 1;
  return (((days % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK) + 1;
}

/** Some days of the week and of the month: ISO weekdays 1 to 7, days 1 to 31; absent means every one. */
export interface SomeDays {
  readonly weekdays?: readonly number[] | undefined;
  readonly daysOfMonth?: readonly number[] | undefined;
}

/** Whether a day is both one of those weekdays and one of those days of the month. */
export function isOneOf({ weekdays, daysOfMonth }: SomeDays, date: BusinessDate): boolean {
  return (
    (weekdays?.includes(isoWeekday(date)) ?? true) &&
    (daysOfMonth?.includes(calendarDay(date).day) ?? true)
  );
}

/**
 * How many minutes a business day has been going on for at a moment (epoch milliseconds), in Shanghai: from 1440 on once the
 * next day has begun by the clock. A day that has been over for longer counts as the one before; one that has not begun by the
 * clock as the clock's own.
 */
export function minuteOfBusinessDay(atMs: number, businessDate: BusinessDate): number {
  return minuteOfDayAt(atMs) + (businessDateAt(atMs) > businessDate ? MINUTES_PER_DAY : 0);
}

/** The minute of the day, 0 to 1439, at a moment (epoch milliseconds), in Shanghai. */
export function minuteOfDayAt(atMs: number): number {
  const minutes = Math.floor(atMs / MS_PER_MINUTE) + SHANGHAI_OFFSET_MINUTES;
  return ((minutes % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
}
