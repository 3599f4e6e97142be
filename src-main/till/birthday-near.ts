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
  const today = calendarDay(businessDate);
  const { year } = today;
  // Most are months away, which costs no calendar to see.
  const roughDays = Math.abs(roughDay({ month, day }) - roughDay(today));
  if (Math.min(roughDays, roughYearDays - roughDays) > birthdayNearDays + roughErrorDays) {
    return 'known';
  }
  const isNear = [year - 1, year, year + 1].some((each) => {
    const date = dayInYear(each, month, day);
    return date !== null && Math.abs(daysBetween(date, businessDate)) <= birthdayNearDays;
  });
  return isNear ? 'near' : 'known';
}

const roughMonthDays = 31;
const roughYearDays = 12 * roughMonthDays;
// Every month shorter than 31 days adds its difference, at most so many within two weeks.
const roughErrorDays = 4;

function roughDay({ month, day }: { readonly month: number; readonly day: number }): number {
  return month * roughMonthDays + day;
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
