import {
  birthdayMonthAndDay,
  daysFromBirthday,
  parseBirthday,
} from '../../src-shared/values/birthday.ts';
import { type BusinessDate, calendarDay } from '../../src-shared/values/business-date.ts';

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
  // Most are months away, which costs no calendar to see.
  const roughDays = Math.abs(roughDay({ month, day }) - roughDay(today));
  if (Math.min(roughDays, roughYearDays - roughDays) > birthdayNearDays + roughErrorDays) {
    return 'known';
  }
  const isNear = daysFromBirthday(birthday, businessDate) <= birthdayNearDays;
  return isNear ? 'near' : 'known';
}

const roughMonthDays = 31;
const roughYearDays = 12 * roughMonthDays;
// Every month shorter than 31 days adds its difference, at most so many within two weeks.
const roughErrorDays = 4;

function roughDay({ month, day }: { readonly month: number; readonly day: number }): number {
  return month * roughMonthDays + day;
}
