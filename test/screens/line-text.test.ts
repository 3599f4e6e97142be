import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLineTooLarge, readLineText, tidyLineText } from '../../src-renderer/parts/line-text.ts';
import { writeAmountText } from '../../src-renderer/parts/amount-text.ts';

test.each([
  ['89.4', 8940, 1],
  ['12.5*3', 3750, 3],
  ['12.5*', 1250, 1],
  // Weighed goods, half a fen up.
  ['12.8*1.284', 1644, 1.284],
  ['0.01*0.5', 1, 0.5],
])('"%s" is a line of %i fen', (text, amountFen, quantity) => {
  expect(readLineText(text)).toEqual({ amountFen, quantity });
});

test.each(['', '.', '0', '0.00', '*3', '12*0', '0.01*0.001', '1000000', '999999*2'])(
  '"%s" is no line',
  (text) => {
    expect(readLineText(text)).toBeNull();
  },
);

test('a price by a whole number is that many times the price, to the fen', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99_999 }),
      fc.integer({ min: 1, max: 999 }),
      (fen, count) => {
        const line = readLineText(`${writeAmountText(fen)}*${count}`);
        expect(line).toEqual({ amountFen: fen * count, quantity: count });
      },
    ),
  );
});

test('what cannot be a line leaves the text as it was; full-width and times signs are read', () => {
  expect(tidyLineText('１２．５×3', '')).toBe('12.5*3');
  expect(tidyLineText('¥1,200', '')).toBe('1200');
  expect(tidyLineText('12a', '12')).toBe('12');
  expect(tidyLineText('12*3*', '12*3')).toBe('12*3');
});

test('only what is above every amount is called too large', () => {
  expect(isLineTooLarge('1000000')).toBe(true);
  expect(isLineTooLarge('999999*2')).toBe(true);
  expect(isLineTooLarge('12*0')).toBe(false);
  expect(isLineTooLarge('0.00')).toBe(false);
  expect(isLineTooLarge('')).toBe(false);
});
