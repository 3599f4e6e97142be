import { birthdayMonthAndDay, parseBirthday } from '../../src-shared/values/birthday.ts';
import {
  type BusinessDate,
  calendarDay,
  daysBetween,
  daysInMonth,
  parseBusinessDate,
} from '../../src-shared/values/business-date.ts';

/** A cashier may wish a happy birthday so many days before and after it. */
export const birthdayNearDays = 7;

/** Whether a birthday is not known, known, or near enough to mention. */
export function birthdayOf(
  text: string | undefined,
  businessDate: BusinessDate,
): 'none' | 'known' | 'near' {
  const birthday = text === undefined ? null : parseBirthday(text);
  if (birthday === null) return 'none';
  const { month, day } = birthdayMonthAndDay(birthday);
  const { year } = calendarDay(businessDate);
  const isNear = [year - 1, year, year + 1].some((each) => {
    const date = dayInYear(each, month, day);
    return date !== null && Math.abs(daysBetween(date, businessDate)) <= birthdayNearDays;
  });
  return isNear ? 'near' : 'known';
}

/** Somebody born on 29 February has it on the 28th in other years. */
function dayInYear(year: number, month: number, day: number): BusinessDate | null {
  const parts = [
    String(year).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(Math.min(day, daysInMonth(year, month))).padStart(2, '0'),
  ];
  return parseBusinessDate(parts.join('-'));
}
