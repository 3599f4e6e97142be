import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyRead, classifyScan } from '../../src-shared/scan/classify-scan.ts';
import {
  memberCodePayload,
  memberCodeText,
  parseMemberCode,
} from '../../src-shared/scan/member-code.ts';
import type { ScannedCode } from '../../src-shared/scan/scanned-code.ts';
import { gtinCheckDigit } from '../../src-shared/values/ean13.ts';
import { formatMemberNo, INSTALL_NO_MAX } from '../../src-shared/values/member-no.ts';
import { sampleMemberId } from '../support/sample-domain.ts';

const options = { cardPrefixes: ['VIP', '8008', '13', '888#####', '131234############'] };

test.each([
  ['13812345678', '13812345678'],
  ['+86 138-1234-5678\r\n', '13812345678'],
  ['8613812345678', '13812345678'],
  ['１３８１２３４５６７８', '13812345678'],
  ['+852 9123 4567', '+85291234567'],
  ['0912345678', '+886912345678'],
  ['+886 912 345 678', '+886912345678'],
])('ID-01: reads %j as the phone %s', (text, phone) => {
  expect(classifyScan(text, options)).toEqual({ kind: 'phone', phone });
});

test('ID-01: mainland numbers with 86 that pass for an EAN-13 are phones all the same', () => {
  const body = '861381234567';
  const text = `${body}${gtinCheckDigit(body)}`;
  expect(classifyScan(text, options).kind).toBe('phone');
});

test.each([
  ['134512345678901234', 'wechat'],
  ['101234567890123456\r', 'wechat'],
  ['159999999999999999', 'wechat'],
  ['1312 3456 7890 1234 56', 'wechat'],
  [']Q1134512345678901234', 'wechat'],
  ['１３４５１２３４５６７８９０１２３４', 'wechat'],
  ['2512345678901234', 'alipay'],
  ['281234567890123456', 'alipay'],
  ['301234567890123456789012', 'alipay'],
  ['6212345678901234567', 'unionpay'],
])('ID-01: reads %j as a payment code of %s and keeps none of its digits', (text, network) => {
  expect(classifyScan(text, options)).toEqual({ kind: 'payment_code', network });
});

test('ID-01: no payment code leaves a digit behind, whatever prefixes are configured', () => {
  const paymentCode = fc.stringMatching(/^(1[0-5]\d{16}|(2[5-9]|30)\d{14,22}|62\d{17})$/);
  const prefixes = fc.array(fc.stringMatching(/^\d{1,6}$/), { maxLength: 3 });
  fc.assert(
    fc.property(paymentCode, prefixes, (text, cardPrefixes) => {
      const code = classifyScan(text, { cardPrefixes });
      expect(['payment_code', 'unknown']).toContain(code.kind);
      expect(JSON.stringify(code)).not.toMatch(/\d/);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['an identity number like a WeChat code', '110105194912310021', 'payment_code'],
  ['the same with its right check character', '11010519491231002X', 'unknown'],
  ['the same in lower case', '11010519491231002x', 'unknown'],
  ['one of digits only', '110101199003070134', 'unknown'],
  ['one with a birthday in the 13th month', '110101199013070134', 'payment_code'],
])('ID-01: tells %s', (_, text, kind) => {
  expect(classifyScan(text, options).kind).toBe(kind);
});

test.each([
  ['2800017000059', '2800017000059'],
  [']E02800017000059\r\n', '2800017000059'],
  ['\u00022800017000059\u0003', '2800017000059'],
  ['VIP000123', 'VIP000123'],
  ['vip000123\t', 'VIP000123'],
  [']C0VIP-000-123', 'VIP-000-123'],
  ['8008123456', '8008123456'],
  ['88812345', '88812345'],
  ['131234123456789012', '131234123456789012'],
  ['123456', '123456'],
  ['0040856634', '0040856634'],
  [';8008123456=2512?', '8008123456'],
  [';123456?', '123456'],
  [';131234123456789012=00?', '131234123456789012'],
  ['%B8008123456^ZHANG/SAN^2512?;8008123456=2512?', '8008123456'],
  [';4111111111111112=2512?', '4111111111111112'],
])('ID-01: reads %j as the member card %s', (text, cardNo) => {
  expect(classifyScan(text, options)).toEqual({ kind: 'member_card', cardNo });
});

test('ID-01: every member number of ours is a member card', () => {
  fc.assert(
    fc.property(fc.nat(INSTALL_NO_MAX), fc.nat(INSTALL_NO_MAX), (installNo, counter) => {
      const cardNo = formatMemberNo({ installNo, counter });
      expect(classifyScan(cardNo, { cardPrefixes: [] })).toEqual({ kind: 'member_card', cardNo });
    }),
  );
});

test.each([
  ['EAN-13', '6901234567892'],
  ['UPC-A', '036000291452'],
  ['EAN-8', '73513537'],
  ['EAN-8 with 69', '69012340'],
  ['UPC-E', '04252614'],
  ['GTIN-14', '10614141000415'],
])('ID-01: reads the %s %s as goods, never as a member', (_, code) => {
  const text = code === '69012340' ? `6901234${gtinCheckDigit('6901234')}` : code;
  expect(classifyScan(text, options)).toEqual({ kind: 'goods', code: text });
});

test('ID-01: a mobile behind the 0 of a long-distance call is a telephone, and no card to offer', () => {
  expect(classifyScan('013912345678', options)).toEqual({ kind: 'phone', phone: '13912345678' });
});

test.each([
  ['nothing', ''],
  ['control characters only', '\r\n'],
  ['a misread EAN-13', '6901234567890'],
  ['a misread in-store EAN-13', '2800017000058'],
  ['the track of an identity number', ';110101199003070134=00?'],
  ['half a swipe', ';8008123456=25'],
  ['the track of a misread in-store EAN-13', ';2900000000098?'],
  ['a bad swipe', ';E?'],
  ['a placeholder phone', '13800000000'],
  ['a card without our prefix', 'ABC000123'],
  ['a card too long', 'VIP0000000000000000000001'],
  ['four digits, which search takes', '1234'],
  ['a name', '张三'],
  ['an address of the web', 'https://example.com/1'],
])('ID-01: reads %s as unknown and keeps nothing of it', (_, text) => {
  expect(classifyScan(text, options)).toEqual({ kind: 'unknown' });
});

test.each([
  ['by its printed number', '4111111111111111'],
  ['with spaces', '4111 1111 1111 1111'],
  ['of American Express', '378282246310005'],
  ['of the 2 series of Mastercard', '2223003122003222'],
  ['of UnionPay', '6222020200112233'],
  ['track 2', ';4111111111111111=25121010000000000000?'],
  ['UnionPay', ';6222020200112233445=2512?'],
  ['track 1 alone', '%B4111111111111111^ZHANG/SAN^2512?'],
  ['both tracks', '%B378282246310005^ZHANG/SAN^2512?;378282246310005=2512?'],
  ['format code B and a number no bank would give', '%B9999999999999999^ZHANG/SAN^2512?'],
  ['of 13 digits of the in-store range that fail its check', ';2900000000019=99121010000000?'],
  ['of 16 digits that begin like a member number', ';2900000000018003=99121010000000?'],
  ['of 13 digits of an old Visa', ';4222222222222=99121010000000?'],
])('ID-01: names a bank card (%s) and keeps nothing of it', (_, text) => {
  expect(classifyScan(text, options)).toEqual({ kind: 'bank_card' });
});

test.each([
  [';2900000000018=99121010000000000?'],
  ['%B2900000000018^ZHANG/SAN^99121010000000000?'],
  ['%B2900000000018^ZHANG/SAN^9912101?;2900000000018=99121010000000000?'],
])('ID-01: a member number in the layout of ISO/IEC 7813 is a card, %s', (text) => {
  expect(classifyScan(text, options)).toEqual({ kind: 'member_card', cardNo: '2900000000018' });
});

const memberCode = { keyByte: 1, memberId: sampleMemberId(1), issuedAtS: 1, nonce: 2, grant: null };
const signed = memberCodeText(memberCodePayload(memberCode), new Uint8Array(64));

test.each<[string, string, ScannedCode]>([
  ['M1, as good as a card', 'M1:2900000000018', { kind: 'static_code', cardNo: '2900000000018' }],
  [
    'M1 of a scanner that types small',
    'm1:vip000123',
    { kind: 'static_code', cardNo: 'VIP000123' },
  ],
  [
    'M2, not yet verified',
    `]Q1${signed}\r`,
    { kind: 'signed_code', code: parseMemberCode(signed)! },
  ],
  [
    'M2 in small letters',
    signed.toLowerCase(),
    { kind: 'signed_code', code: parseMemberCode(signed)! },
  ],
  ['M2 that lost its end', signed.slice(0, -1), { kind: 'own_code_unreadable' }],
  [
    'M2 with a letter that base45 has not',
    `${signed.slice(0, -1)}#`,
    { kind: 'own_code_unreadable' },
  ],
  ['M1 of a number that was misread', 'M1:2900000000019', { kind: 'own_code_unreadable' }],
  ['M1 with nothing in it', 'M1:', { kind: 'own_code_unreadable' }],
  ['a staff badge', 'S1:cashier-1', { kind: 'staff_badge', staffId: 'cashier-1' }],
  ['a staff badge that lost its end', 'S1:', { kind: 'staff_badge_unreadable' }],
  ['a staff badge with a sign that none has', 'S1:cashier#1', { kind: 'staff_badge_unreadable' }],
  ['a boarding pass, which begins like M1', 'M1GATHERGOOD/MICHAEL YABCDEF', { kind: 'unknown' }],
])("ID-01: tells the chain's own codes by their beginning: %s", (_, text, code) => {
  expect(classifyScan(text, options)).toEqual(code);
});

test.each(['04A1B2C3', '01026f6c3a', '04a1b2c3d4e5f6'])(
  'ID-01: reads the number of a chip card in hexadecimal, %s, as a card',
  (text) => {
    expect(classifyScan(text, options)).toEqual({
      kind: 'member_card',
      cardNo: text.toUpperCase(),
    });
  },
);

test('ID-01: what the reader says to be an EAN or UPC is goods or an in-store card and nothing else', () => {
  const ean = (text: string) =>
    classifyRead({ source: 'code', text, symbology: ']E0' }, options).kind;
  expect(ean('2900000000018')).toBe('member_card');
  expect(ean('6901234567892')).toBe('goods');
  expect(ean('036000291452')).toBe('goods');
  expect(ean('73513537')).toBe('goods');
  // 86 and a telephone that pass for an EAN-13 are a telephone where nobody says what was read.
  const body = '861381234567';
  expect(ean(`${body}${gtinCheckDigit(body)}`)).toBe('goods');
  expect(ean('13812345678')).toBe('unknown');
});

test('ID-01: the number of a chip card is a card, even where it looks like something else', () => {
  const read = { source: 'uid', text: '0912345678', lasts: 'for_good' } as const;
  expect(classifyRead(read, options)).toEqual({ kind: 'member_card', cardNo: '0912345678' });
});

test('ID-01: a number that a chip makes anew at each tap, or that was not read, is no card', () => {
  const uid = (text: string, lasts: 'random' | 'empty', cardPrefixes = options.cardPrefixes) =>
    classifyRead({ source: 'uid', text, lasts }, { cardPrefixes }).kind;
  expect(uid('08A1B2C3', 'random')).toBe('chip_random');
  expect(uid('0144814787', 'random')).toBe('chip_random');
  expect(uid('00000000', 'empty')).toBe('chip_empty');
  // The chain says that its own begin so, as chips of other makers may.
  expect(uid('08A1B2C3', 'random', ['08A1'])).toBe('member_card');
  expect(uid('00000000', 'empty', ['00'])).toBe('chip_empty');
});

test.each([
  ['08a1b2c3', 'chip_random'],
  ['18A1B2C3', 'member_card'],
  ['08A1B2C3D4', 'member_card'],
  ['00000000', 'chip_empty'],
  ['0000000000', 'chip_empty'],
  ['0000000000000', 'chip_empty'],
  ['FFFFFFFF', 'chip_empty'],
  ['ffffffffffffff', 'chip_empty'],
  ['4294967295', 'chip_empty'],
])('ID-01: a chip reader that types %s has typed %s', (text, kind) => {
  expect(classifyScan(text, options).kind).toBe(kind);
});

test.each([
  ['91234567', { kind: 'phone_region_needed', digits: '91234567' }],
  ['6612-3456', { kind: 'phone_region_needed', digits: '66123456' }],
])('ID-01: asks for the region of %s', (text, code) => {
  expect(classifyScan(text, options)).toEqual(code);
});

test('ID-01: among typed digits 8 that pass for an EAN-8 are a phone, when scanned goods', () => {
  const text = `9123456${gtinCheckDigit('9123456')}`;
  expect(classifyScan(text, options)).toEqual({ kind: 'goods', code: text });
  expect(classifyScan(text, { ...options, origin: 'typed' })).toEqual({
    kind: 'phone_region_needed',
    digits: text,
  });
});

test('a chain on the mainland alone reads 8 and 10 digits as cards', () => {
  const mainland = { cardPrefixes: [], phoneRegions: ['CN'] as const };
  expect(classifyScan('91234567', mainland)).toEqual({ kind: 'member_card', cardNo: '91234567' });
  expect(classifyScan('0912345678', mainland).kind).toBe('member_card');
  expect(classifyScan('+85291234567', mainland).kind).toBe('phone');
});

test('a chain with one region of 8 digits needs not ask for it', () => {
  const hongKong = { cardPrefixes: [], phoneRegions: ['CN', 'HK'] as const };
  expect(classifyScan('91234567', hongKong)).toEqual({ kind: 'phone', phone: '+85291234567' });
});

test('answers any text without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(classifyScan(text, options).kind).toBeTypeOf('string');
    }),
  );
});
