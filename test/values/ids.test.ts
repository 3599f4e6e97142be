import { expect, test } from 'vitest';
import * as ids from '../../src-shared/values/ids.ts';

test.each([
  ['019a3b5c-7d8e-7f01-8a2b-3c4d5e6f7081', true],
  ['019A3B5C-7D8E-7F01-8A2B-3C4D5E6F7081', false],
  ['019a3b5c7d8e7f018a2b3c4d5e6f7081', false],
  [' 019a3b5c-7d8e-7f01-8a2b-3c4d5e6f7081', false],
  ['', false],
])('answers whether %j has the one spelling of a UUID: %s', (text, expected) => {
  expect(ids.isUuid(text)).toBe(expected);
});

test.each([
  ['member id', ids.memberId],
  ['operation id', ids.operationId],
  ['terminal id', ids.terminalId],
  ['install id', ids.installId],
  ['store id', ids.storeId],
  ['staff id', ids.staffId],
  ['receipt number', ids.receiptNo],
  ['redemption id', ids.redemptionId],
  ['refund number', ids.refundNo],
])('keeps the text of a %s and throws on an empty one', (what, make) => {
  expect(make('x-1')).toBe('x-1');
  expect(() => make('')).toThrow(`${what} is never empty`);
});
