import { expect, test } from 'vitest';
import {
  isAmountTooLarge,
  readAmountFen,
  tidyAmountText,
  writeAmountText,
} from '../../src-renderer/parts/amount-text.ts';
import { readBirthdayText } from '../../src-renderer/parts/birthday-text.ts';

test.each([
  ['89.4', 8940],
  ['89.40', 8940],
  ['.5', 50],
  ['0.07', 7],
  ['12.', 1200],
  ['999999.99', 99_999_999],
  ['', null],
  ['.', null],
  ['1.234', null],
  ['12a', null],
  ['2900000000018', null],
])('reads %j as %j fen', (text, amountFen) => {
  expect(readAmountFen(text)).toBe(amountFen);
});

test('keeps what can be an amount and leaves the rest out', () => {
  expect(tidyAmountText('８９。４', '')).toBe('89.4');
  expect(tidyAmountText('¥1,234.50', '')).toBe('1234.50');
  expect(tidyAmountText('007', '')).toBe('7');
  expect(tidyAmountText('1.234', '1.23')).toBe('1.23');
  expect(tidyAmountText('12a', '12')).toBe('12');
});

test('a code typed into the amount is seen whole and is no amount', () => {
  expect(tidyAmountText('2900000000018', '')).toBe('2900000000018');
  expect(isAmountTooLarge('2900000000018')).toBe(true);
  expect(isAmountTooLarge('')).toBe(false);
});

test('writes fen as one would type them', () => {
  expect(writeAmountText(8940)).toBe('89.40');
  expect(writeAmountText(7)).toBe('0.07');
});

test.each([
  ['0305', '03-05'],
  ['3/5', '03-05'],
  ['3月5日', '03-05'],
  ['19900305', '1990-03-05'],
  ['1990-3-5', '1990-03-05'],
  ['', ''],
  ['tomorrow', 'tomorrow'],
])('reads the birthday %j as %j', (text, birthday) => {
  expect(readBirthdayText(text)).toBe(birthday);
});
