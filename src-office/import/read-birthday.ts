import { birthdayYear, parseBirthday, type Birthday } from '../../src-shared/values/birthday.ts';
import { addDays, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';

const TIME_AT_END = /[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/u;
const FULL_DATE = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/u;
const MONTH_AND_DAY = /^(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/u;
const EIGHT_DIGITS = /^(\d{4})(\d{2})(\d{2})$/u;
/** A date that a spreadsheet shows as the number it keeps: days since the end of 1899, here of 1927 and later. */
const DAY_NUMBER = /^[1-5]\d{4}$/u;
const dayBefore1900 = parseBusinessDate('1899-12-30');
/** What systems keep for a date nobody entered; nobody alive was born on it. */
const placeholder = '1900-01-01';

/**
 * Reads a plain cell as a birthday: 1990/5/18, 1990-05-18, 1990年5月18日, 19900518, 5月18日, 05-18, with or without a time
 * of day. null when it is none, or lies after `today`.
 */
export function readBirthday(plain: string, today: BusinessDate): Birthday | null {
  const text = plain.replace(TIME_AT_END, '').trim();
  const birthday = parseBirthday(spell(text));
  if (birthday === null || birthday === placeholder) return null;
  // With a year both are YYYY-MM-DD and compare as text.
  const isToCome = birthdayYear(birthday) !== null && String(birthday) > String(today);
  return isToCome ? null : birthday;
}

function spell(text: string): string {
  const [, year, month = '', day = ''] = FULL_DATE.exec(text) ?? EIGHT_DIGITS.exec(text) ?? [];
  if (year !== undefined) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const [, onlyMonth, onlyDay = ''] = MONTH_AND_DAY.exec(text) ?? [];
  if (onlyMonth !== undefined) return `${onlyMonth.padStart(2, '0')}-${onlyDay.padStart(2, '0')}`;
  if (DAY_NUMBER.test(text) && dayBefore1900 !== null) return addDays(dayBefore1900, Number(text));
  return text;
}
