import { expect, test } from 'vitest';
import { birthdayNearDays, birthdayOf } from '../../src-main/till/birthday-near.ts';
import {
  addDays,
  parseBusinessDate,
  type BusinessDate,
} from '../../src-shared/values/business-date.ts';

const day = (text: string): BusinessDate => parseBusinessDate(text)!;

test('a birthday is near within a week before and after, across the turn of the year', () => {
  expect(birthdayOf(undefined, day('2026-11-21'))).toBe('none');
  expect(birthdayOf('nonsense', day('2026-11-21'))).toBe('none');
  expect(birthdayOf('01-03', day('2026-12-28'))).toBe('near');
  expect(birthdayOf('1988-12-28', day('2026-01-03'))).toBe('near');
  expect(birthdayOf('02-29', day('2026-02-28'))).toBe('near');
  expect(birthdayOf('06-15', day('2026-11-21'))).toBe('known');
});

test('holds for every day of two years', () => {
  for (let offset = 0; offset < 731; offset += 1) {
    const birthday = addDays(day('2027-01-01'), offset);
    for (let apart = -12; apart <= 12; apart += 1) {
      const expected = Math.abs(apart) <= birthdayNearDays ? 'near' : 'known';
      const today = addDays(birthday, apart);
      if (birthday.endsWith('02-29')) continue; // the 28th in other years, see above
      expect(birthdayOf(birthday.slice(5), today), `${birthday} on ${today}`).toBe(expected);
    }
  }
});
