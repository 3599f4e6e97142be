import { expect, test } from 'vitest';
import {
  clock,
  clockSeconds,
  dayAndClock,
  yearAndClock,
} from '../../src-shared/values/shop-time.ts';

test('a moment is told in the time of the shop, also where its day is another', () => {
  const lastOfYear = Date.UTC(2026, 11, 31, 16, 4, 9, 999);
  expect(clock(lastOfYear)).toBe('00:04');
  expect(clockSeconds(lastOfYear)).toBe('00:04:09');
  expect(dayAndClock(lastOfYear)).toBe('01-01 00:04');
  expect(yearAndClock(lastOfYear)).toBe('2027-01-01 00:04');
  expect(yearAndClock(Date.UTC(2026, 10, 20, 15, 59, 59))).toBe('2026-11-20 23:59');
});
