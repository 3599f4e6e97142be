import type { Brand } from './brand.ts';
import {
  calendarDay,
  daysBetween,
  daysInMonth,
  parseBusinessDate,
  type BusinessDate,
} from './business-date.ts';

/** A birthday as 'MM-DD', or as 'YYYY-MM-DD' when the member gave the year. */
export type Birthday = Brand<string, 'Birthday'>;

const YEAR_MIN = 1900;
const WITHOUT_YEAR = /^(\d{2})-(\d{2})$/;
const MONTH_AND_DAY_LENGTH = 'MM-DD'.length;
// Someone born on 29 February may leave out the year, so the months of a leap year decide.
const A_LEAP_YEAR = 2000;
const MONTHS_PER_YEAR = 12;

/**
 * Reads 'MM-DD' or 'YYYY-MM-DD' when it is a real day, otherwise answers null. 02-29 is a birthday
 * without a year, and with one only in a leap year. A year before 1900 is a typing error. Whether a
 * day lies in the future is for the caller, who has a clock.
 */
export function parseBirthday(text: string): Birthday | null {
  // Checked: a real day.
  return isMonthAndDay(text) || isFullDate(text) ? (text as Birthday) : null;
}

/** Month (1 to 12) and day (1 to 31) of a birthday, which is all that a birthday campaign needs. */
export function birthdayMonthAndDay(birthday: Birthday): { month: number; day: number } {
  const monthAndDay = birthday.slice(-MONTH_AND_DAY_LENGTH);
  return { month: Number(monthAndDay.slice(0, 2)), day: Number(monthAndDay.slice(3)) };
}

/** The year of birth, or null when the member did not give it. */
export function birthdayYear(birthday: Birthday): number | null {
  return birthday.length > MONTH_AND_DAY_LENGTH ? Number(birthday.slice(0, 4)) : null;
}

/**
 * Whole years on a date, or null when the member did not give the year. Someone born on 29 February is a year older on
 * 1 March of other years.
 */
export function ageOn(birthday: Birthday, date: BusinessDate): number | null {
  const born = birthdayYear(birthday);
  if (born === null) return null;
  const isBefore = date.slice(-MONTH_AND_DAY_LENGTH) < birthday.slice(-MONTH_AND_DAY_LENGTH);
  return calendarDay(date).year - born - (isBefore ? 1 : 0);
}

/**
 * Days from the nearest birthday ('MM-DD' or 'YYYY-MM-DD'), before or after, across the turn of the year. 29 February is
 * the 28th in other years.
 */
export function daysFromBirthday(birthday: string, date: BusinessDate): number {
  const { year } = calendarDay(date);
  const distances = [year - 1, year, year + 1].map((each) => {
    const day = birthdayInYear(birthday, each);
    return day === null ? Number.POSITIVE_INFINITY : Math.abs(daysBetween(day, date));
  });
  return Math.min(...distances);
}

function birthdayInYear(birthday: string, year: number): BusinessDate | null {
  const monthAndDay = birthday.slice(-MONTH_AND_DAY_LENGTH);
  const isLeapDay = monthAndDay === '02-29' && daysInMonth(year, 2) === 28;
  return parseBusinessDate(`${String(year).padStart(4, '0')}-${isLeapDay ? '02-28' : monthAndDay}`);
}

function isMonthAndDay(text: string): boolean {
  const match = WITHOUT_YEAR.exec(text);
  if (match === null) return false;
  const month = Number(match[1]);
  const day = Number(match[2]);
  if (month < 1 || month > MONTHS_PER_YEAR) return false;
  return day >= 1 && day <= daysInMonth(A_LEAP_YEAR, month);
}

function isFullDate(text: string): boolean {
  return parseBusinessDate(text) !== null && Number(text.slice(0, 4)) >= YEAR_MIN;
}
