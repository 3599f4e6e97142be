import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanPhone, phoneLast4, type PhoneRegion } from '../../src-shared/values/phone.ts';

test.each([
  ['+86 138-1234 5678', '13812345678', 'CN'],
  ['１３８１２３４５６７８', '13812345678', 'CN'],
  ['＋８６（138）1234－5678', '13812345678', 'CN'],
  ['0086 13812345678', '13812345678', 'CN'],
  ['8613812345678', '13812345678', 'CN'],
  [' 138 1234 5678\n', '13812345678', 'CN'],
  ['\u202d+8613812345678\u202c', '13812345678', 'CN'],
  ['138–1234—5678', '13812345678', 'CN'],
  ['138.1234.5678', '13812345678', 'CN'],
  ['17612345678', '17612345678', 'CN'],
  ['19988888888', '19988888888', 'CN'],
  ['+852 9123 4567', '+85291234567', 'HK'],
  ['85291234567', '+85291234567', 'HK'],
  ['00852-2345-6789', '+85223456789', 'HK'],
  ['+853 6612 3456', '+85366123456', 'MO'],
  ['0912-345-678', '+886912345678', 'TW'],
  ['+886 912 345 678', '+886912345678', 'TW'],
  ['+886 0912 345 678', '+886912345678', 'TW'],
  ['886912345678', '+886912345678', 'TW'],
])('ID-08: stores %j as %s', (text, phone, region) => {
  expect(cleanPhone(text)).toEqual({ status: 'ok', phone, region });
});

test.each([
  ['11 equal digits', '11111111111'],
  ['the keys in order', '12345678901'],
  ['a tail of zeros', '13800000000'],
  ['a tail of ones', '+86 15911111111'],
  ['the recharge line', '13800138000'],
  ['a virtual test number', '17012345678'],
  ['a second digit no mobile has', '12012345678'],
  ['a digit too few', '1381234567'],
  ['a digit too many', '138123456789'],
  ['86 when not 11 digits remain', '86138123456'],
  ['a letter', '1381234567O'],
  ['nothing', ''],
  ['a lone plus', '+'],
  ['a plus inside', '138+12345678'],
  ['a Macau fixed line', '+853 2855 1234'],
  ['a Hong Kong service number', '+852 1823 0000'],
  ['equal digits in Hong Kong', '+852 6666 6666'],
  ['a Taiwan fixed line', '+886 2 2345 6789'],
  ['another country', '+1 212 555 0123'],
  ['8 digits no region has', '01234567'],
  ['8 equal digits', '66666666'],
])('ID-08: refuses %s', (_, text) => {
  expect(cleanPhone(text)).toEqual({ status: 'refused', code: 'phone_invalid' });
});

test.each(['91234567', '6612 3456', '2345-6789', '５１２３４５６７'])(
  'ID-01: asks for the region of the bare 8 digits %s',
  (text) => {
    expect(cleanPhone(text)).toEqual({ status: 'refused', code: 'phone_region_needed' });
  },
);

const regional: readonly (readonly [string, PhoneRegion, string | null])[] = [
  ['91234567', 'HK', '+85291234567'],
  ['23456789', 'HK', '+85223456789'],
  ['66123456', 'HK', '+85266123456'],
  ['66123456', 'MO', '+85366123456'],
  ['91234567', 'MO', null],
  ['28551234', 'MO', null],
  ['912345678', 'TW', '+886912345678'],
  ['91234567', 'TW', null],
  ['62345678', 'CN', null],
  ['13812345678', 'HK', '13812345678'],
  ['+85366123456', 'HK', '+85366123456'],
];
test.each(regional)('ID-01: reads %s with the region %s as %s', (text, region, phone) => {
  const cleaned = cleanPhone(text, region);
  expect(cleaned.status === 'ok' ? cleaned.phone : null).toBe(phone);
});

test('gives the last four digits', () => {
  const cleaned = cleanPhone('13812345678');
  expect(cleaned.status === 'ok' && phoneLast4(cleaned.phone)).toBe('5678');
});

test('ID-08: cleaning a stored number again gives the same number', () => {
  const digits = fc.stringMatching(/^(1[3-9]\d{9}|\+852[2-9]\d{7}|\+8536\d{7}|09\d{8})$/);
  fc.assert(
    fc.property(digits, fc.stringMatching(/^[ \-()]{0,3}$/), (number, noise) => {
      const cleaned = cleanPhone(number.split('').join(noise));
      if (cleaned.status === 'ok') expect(cleanPhone(cleaned.phone)).toEqual(cleaned);
      else expect(cleaned.code).toBe('phone_invalid');
    }),
  );
});

test('answers any text without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(['ok', 'refused']).toContain(cleanPhone(text).status);
    }),
  );
});
