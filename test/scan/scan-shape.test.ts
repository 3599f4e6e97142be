import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import { maskScan, shapeOf } from '../../src-shared/scan/scan-shape.ts';

const options = { cardPrefixes: ['VIP'] };
const shown = (text: string) => maskScan(classifyScan(text, options));

test.each([
  ['VIP000123', 'A{3}9{6}'],
  ['~K2900000000018#\r', '~A9{13}#<13>'],
  ['会员 m1', '字字 a9'],
  ['M2:6BFOXN*TS0BI$ZD4N9:9S6RCVN5', 'M2'],
  ['c1|m1|abc', 'C1'],
  ['', ''],
])('%j is written as %j', (text, shape) => {
  expect(shapeOf(text)).toBe(shape);
});

test('a shape is short and says nothing of what was read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const shape = shapeOf(text);
      expect(shape.length).toBeLessThanOrEqual(61);
      // Runs of three and more are counted; a digit is always a 9.
      expect(shape.replaceAll(/\{\d+\}|<\d+>/g, '')).not.toMatch(/[0-8B-Zb-z]/);
    }),
  );
});

test.each([
  ['2900000000018', '****0018'],
  ['M1:VIP000123', '****0123'],
  ['13812341234', '138****1234'],
  ['91234567', '****4567'],
  ['S1:cashier-1', '****er-1'],
  ['6901234567892', '6901234567892'],
  ['134567890123456789', ''],
  [';4111111111111111=2512?', ''],
  ['11010519491231002X', ''],
  ['https://example.com/1', ''],
])('ID-11: of %s the log shows %j', (text, masked) => {
  expect(shown(text)).toBe(masked);
});
