import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  completeEan13,
  gtinCheckDigit,
  isEan13,
  isInStoreEan13,
} from '../../src-shared/values/ean13.ts';
import {
  formatMemberNo,
  INSTALL_NO_MAX,
  MEMBER_COUNTER_MAX,
  parseMemberNo,
} from '../../src-shared/values/member-no.ts';

test.each([
  ['6901234567892', true],
  ['4006381333931', true],
  ['6901234567890', false],
  ['690123456789', false],
  ['69012345678921', false],
  ['６９０１２３４５６７８９２', false],
])('answers whether %s is an EAN-13: %s', (text, expected) => {
  expect(isEan13(text)).toBe(expected);
});

test.each([
  ['7351353', '7'],
  ['03600029145', '2'],
  ['1061414100041', '5'],
])('computes the check digit of the GS1 number %s as %s', (body, digit) => {
  expect(gtinCheckDigit(body)).toBe(digit);
});

test('ID-01: takes 20 to 29 with a right check digit as in-store, and nothing else', () => {
  for (let prefix = 0; prefix < 100; prefix += 1) {
    const code = completeEan13(`${String(prefix).padStart(2, '0')}1234567890`);
    expect(isInStoreEan13(code)).toBe(prefix >= 20 && prefix <= 29);
  }
  expect(isInStoreEan13('2801234567890')).toBe(false);
});

test('throws when asked to complete anything but 12 digits', () => {
  expect(() => completeEan13('12345678901')).toThrow('12 digits');
  expect(() => gtinCheckDigit('12a')).toThrow('digits');
});

test('writes the member number of install 17, counter 5', () => {
  expect(formatMemberNo({ installNo: 17, counter: 5 })).toBe('2800017000059');
});

test('a member number is an in-store EAN-13 and comes apart into what it was made of', () => {
  const part = fc.record({
    installNo: fc.nat(INSTALL_NO_MAX),
    counter: fc.nat(MEMBER_COUNTER_MAX),
  });
  fc.assert(
    fc.property(part, fc.nat(12), fc.integer({ min: 1, max: 9 }), (parts, place, by) => {
      const memberNo = formatMemberNo(parts);
      expect(isInStoreEan13(memberNo)).toBe(true);
      expect(parseMemberNo(memberNo)).toEqual(parts);
      const digits = memberNo.split('');
      digits[place] = String((Number(digits[place]) + by) % 10);
      expect(parseMemberNo(digits.join(''))).toBeNull();
    }),
  );
});

test.each(['', '6901234567892', '2900017000056', '280001700005', 'VIP0017000059'])(
  'reads %j as no member number',
  (text) => {
    expect(parseMemberNo(text)).toBeNull();
  },
);

test('throws on parts beyond the limits', () => {
  expect(() => formatMemberNo({ installNo: INSTALL_NO_MAX + 1, counter: 0 })).toThrow('install');
  expect(() => formatMemberNo({ installNo: 0, counter: MEMBER_COUNTER_MAX + 1 })).toThrow(
    'counter',
  );
  expect(() => formatMemberNo({ installNo: 0.5, counter: -1 })).toThrow('install');
});
