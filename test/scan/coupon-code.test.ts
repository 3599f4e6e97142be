import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classifyScan } from '../../src-shared/scan/classify-scan.ts';
import {
  couponCodeText,
  parseCouponCode,
  type CouponCode,
} from '../../src-shared/scan/coupon-code.ts';
import { sampleDay } from '../support/sample-domain.ts';

const code: CouponCode = {
  keyId: 'k1',
  couponId: 'c-1',
  templateId: 'off10',
  memberId: '01928f6e-0000-7000-8000-000000000001',
  fromDay: sampleDay('2026-03-01'),
  toDay: sampleDay('2026-03-31'),
  flags: 'OT',
};
const signature = 'A'.repeat(86);
const text = `C1|k1|c-1|off10|01928f6e-0000-7000-8000-000000000001|20260301|20260331|OT|${signature}`;

it('reads what was written, and what was signed is all before the signature (CP-06)', () => {
  expect(`${couponCodeText(code)}|${signature}`).toBe(text);
  expect(parseCouponCode(text)).toEqual({
    ...code,
    signedText: couponCodeText(code),
    signature,
  });
});

it('reads a code without flags', () => {
  expect(parseCouponCode(text.replace('|OT|', '||'))).toMatchObject({ flags: '' });
});

it.each([
  ['a field too few', text.replace('|OT|', '|')],
  ['a field too many', `${text}|more`],
  ['another version', text.replace('C1', 'C2')],
  ['a day that is none', text.replace('20260301', '20260230')],
  ['a day in words', text.replace('20260301', '2026-3-1')],
  ['flags in another order', text.replace('|OT|', '|TO|')],
  ['a short signature', text.slice(0, -1)],
  ['a long one', `${text}A`],
  ['an empty id', text.replace('|c-1|', '||')],
  ['an id with a space', text.replace('c-1', 'c 1')],
])('reads no code with %s', (_, damaged) => {
  expect(parseCouponCode(damaged)).toBeNull();
});

it('is a coupon to whoever scans it, readable or not, whatever frames it', () => {
  const options = { cardPrefixes: ['C1', 'QH'] };
  expect(classifyScan(`]Q1${text}\r\n`, options)).toMatchObject({
    kind: 'coupon',
    code: { couponId: 'c-1' },
  });
  expect(classifyScan('C1|k1|half of it', options)).toEqual({ kind: 'coupon_unreadable' });
  expect(classifyScan('C100012345', options)).toEqual({
    kind: 'member_card',
    cardNo: 'C100012345',
  });
});

it('never throws, whatever is scanned', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 10 }), (fields) => {
      parseCouponCode(['C1', ...fields].join('|'));
    }),
  );
});
