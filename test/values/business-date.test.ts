import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  businessDateAt,
  compareDates,
  daysBetween,
  endOfMonth,
  endOfYear,
  minuteOfBusinessDay,
  parseBusinessDate,
  type BusinessDate,
} from '../../src-shared/values/business-date.ts';

function day(text: string): BusinessDate {
  const date = parseBusinessDate(text);
  if (date === null) throw new Error(`${text} is not a day.`);
  return date;
}

test.each(['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00'])(
  'reads %s as null, because the calendar has no such day',
  (text) => {
    expect(parseBusinessDate(text)).toBeNull();
  },
);

test.each(['2026-1-2', '20260102', '2026-01-02 ', '0000-01-01', '', '２０２６-01-02'])(
  'reads %j as null, because it is not YYYY-MM-DD',
  (text) => {
    expect(parseBusinessDate(text)).toBeNull();
  },
);

test.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])(
  'reads %s as itself',
  (text) => {
    expect(parseBusinessDate(text)).toBe(text);
  },
);

test.each([
  ['one millisecond before midnight in Shanghai', '2026-03-01T15:59:59.999Z', {}, '2026-03-01'],
  ['midnight in Shanghai', '2026-03-01T16:00:00.000Z', {}, '2026-03-02'],
  ['New Year in Shanghai', '2025-12-31T16:00:00Z', {}, '2026-01-01'],
  ['another offset', '2026-03-01T16:00:00Z', { utcOffsetMinutes: 0 }, '2026-03-01'],
  ['before 1970', '1969-12-31T15:59:00Z', {}, '1969-12-31'],
])('dates %s', (_, moment, options, expected) => {
  expect(businessDateAt(Date.parse(moment), options)).toBe(expected);
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2024-02-29', 48, '2028-02-29'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2026-01-15', -1, '2025-12-15'],
  ['2026-05-31', 13, '2027-06-30'],
])('adds to %s %i months: %s', (from, monthCount, expected) => {
  expect(addMonths(day(from), monthCount)).toBe(expected);
});

test('finds the ends of month and year', () => {
  expect(endOfMonth(day('2024-02-10'))).toBe('2024-02-29');
  expect(endOfMonth(day('2026-11-30'))).toBe('2026-11-30');
  expect(endOfYear(day('2026-02-10'))).toBe('2026-12-31');
});

test('orders and measures days', () => {
  expect(compareDates(day('2026-01-31'), day('2026-02-01'))).toBe(-1);
  expect(compareDates(day('2026-02-01'), day('2026-02-01'))).toBe(0);
  expect(compareDates(day('2027-01-01'), day('2026-12-31'))).toBe(1);
  expect(daysBetween(day('2024-02-28'), day('2024-03-01'))).toBe(2);
  expect(daysBetween(day('2026-03-01'), day('2026-02-28'))).toBe(-1);
});

test('a business day goes on after midnight by the clock (R084)', () => {
  const halfPastMidnightMs = Date.UTC(2026, 10, 20, 16, 30);
  expect(minuteOfBusinessDay(halfPastMidnightMs, day('2026-11-21'))).toBe(30);
  expect(minuteOfBusinessDay(halfPastMidnightMs, day('2026-11-20'))).toBe(1470);
  expect(minuteOfBusinessDay(halfPastMidnightMs - 3_600_000, day('2026-11-20'))).toBe(1410);
});

test('throws outside the years 1 to 9999', () => {
  expect(() => addDays(day('9999-12-31'), 1)).toThrow('years 1 to 9999');
  expect(() => addMonths(day('0001-01-31'), -1)).toThrow('years 1 to 9999');
  expect(() => addDays(day('2026-01-01'), 1e15)).toThrow('years 1 to 9999');
  expect(() => businessDateAt(Number.NaN)).toThrow('number of milliseconds');
});

test('adding days and measuring them agree, and every result is a real day', () => {
  const offsets = fc.integer({ min: -300_000, max: 300_000 });
  fc.assert(
    fc.property(offsets, offsets, (first, second) => {
      const from = addDays(day('2026-01-01'), first);
      const to = addDays(from, second);
      expect(parseBusinessDate(to)).toBe(to);
      expect(daysBetween(from, to)).toBe(second);
      expect(Math.sign(compareDates(from, to))).toBe(-Math.sign(second) + 0);
    }),
  );
});

test('every day of the 400 years after which the calendar repeats is the day that the machine says', () => {
  let date = day('1900-01-01');
  const utc = new Date('1900-01-01T00:00:00Z');
  while (date !== '2300-01-01') {
    date = addDays(date, 1);
    utc.setUTCDate(utc.getUTCDate() + 1);
    if (date !== utc.toISOString().slice(0, 'YYYY-MM-DD'.length)) break;
  }
  expect(date).toBe('2300-01-01');
});
