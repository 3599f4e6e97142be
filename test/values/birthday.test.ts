import { expect, test } from 'vitest';
import {
  birthdayMonthAndDay,
  birthdayYear,
  parseBirthday,
} from '../../src-shared/values/birthday.ts';

test.each([
  ['03-05', { month: 3, day: 5 }, null],
  ['02-29', { month: 2, day: 29 }, null],
  ['1988-02-29', { month: 2, day: 29 }, 1988],
  ['1900-01-01', { month: 1, day: 1 }, 1900],
  ['2012-12-31', { month: 12, day: 31 }, 2012],
])('reads the birthday %s, with or without its year', (text, parts, year) => {
  const birthday = parseBirthday(text);
  expect(birthday).toBe(text);
  if (birthday === null) return;
  expect(birthdayMonthAndDay(birthday)).toEqual(parts);
  expect(birthdayYear(birthday)).toBe(year);
});

test.each([
  '02-30',
  '13-01',
  '00-10',
  '04-00',
  '1990-02-29',
  '1899-12-31',
  '3-5',
  '',
  '1990/01/02',
])('reads %j as no birthday', (text) => {
  expect(parseBirthday(text)).toBeNull();
});
