import { expect, test } from 'vitest';
import { isPinShape, pinWeakness } from '../../src-shared/values/pin.ts';

test.each([
  ['738291', true],
  ['738291004512', true],
  ['73829', false],
  ['7382910045123', false],
  ['73829a', false],
  ['７３８２９１', false],
  ['', false],
])('answers whether %j has the shape of a PIN: %s', (text, expected) => {
  expect(isPinShape(text)).toBe(expected);
});

test.each([
  ['111111', 'repeated'],
  ['121212', 'repeated'],
  ['123123', 'repeated'],
  ['110000', 'repeated'],
  ['123456', 'sequence'],
  ['654321', 'sequence'],
  ['890123', 'sequence'],
  ['098765', 'sequence'],
  ['112233', 'sequence'],
  ['1234567890', 'sequence'],
  ['738291', null],
  ['520131', null],
  ['135790', null],
])('judges the PIN %s as %s', (pin, weakness) => {
  expect(pinWeakness(pin)).toBe(weakness);
});
