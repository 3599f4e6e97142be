import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readUid,
  type UidFormat,
  type UidSettings,
} from '../../../src-shared/scan/decoders/chip-uid.ts';

const settings: UidSettings = {
  format: 'hex',
  byteOrder: 'as_sent',
  uidBytes: 4,
  writtenAs: 'hex',
};
const read = (text: string, change: Partial<UidSettings> = {}) => take(text, change)?.text ?? null;
const take = (text: string, change: Partial<UidSettings> = {}) =>
  readUid({ bytes: Buffer.from(text, 'latin1'), text }, { ...settings, ...change });

/** How a reader of each format sends four bytes. */
const senders: Readonly<Record<UidFormat, (bytes: Buffer) => string>> = {
  bytes: (bytes) => bytes.toString('latin1'),
  hex: (bytes) => bytes.toString('hex'),
  decimal: (bytes) => String(bytes.readUInt32BE()).padStart(10, '0'),
  decimal_1_2: (bytes) => `${bytes.readUInt8(1)},${bytes.readUInt16BE(2)}`,
  decimal_2_2: (bytes) => `${bytes.readUInt16BE()},${bytes.readUInt16BE(2)}`,
};

test('ID-01: a card has one number, whatever reader it is held to, in either byte order', () => {
  const uid = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const formats = fc.constantFrom<UidFormat>('bytes', 'hex', 'decimal', 'decimal_2_2');
  fc.assert(
    fc.property(uid, formats, fc.boolean(), (sent, format, isReversed) => {
      const bytes = Buffer.from(sent);
      const text = senders[format](isReversed ? Buffer.from(bytes.toReversed()) : bytes);
      const byteOrder = isReversed ? 'reversed' : 'as_sent';
      expect(read(text, { format, byteOrder })).toBe(bytes.toString('hex').toUpperCase());
      expect(read(text, { format, byteOrder, writtenAs: 'decimal' })).toBe(senders.decimal(bytes));
    }),
  );
});

test('three bytes of four are the same for a reader that gives three', () => {
  const short = { uidBytes: 3, writtenAs: 'decimal' } as const;
  expect(read('01026f6c3a', short)).toBe('07302202');
  expect(read('0040856634', { ...short, format: 'decimal' })).toBe('07302202');
  expect(read('07302202', { ...short, format: 'decimal' })).toBe('07302202');
  expect(read('111,27706', { ...short, format: 'decimal_1_2' })).toBe('07302202');
});

test('a reader that pads nothing is read as well', () => {
  expect(read('40856634', { format: 'decimal' })).toBe('026F6C3A');
  expect(read('58', { format: 'decimal' })).toBe('0000003A');
});

test('ISO/IEC 14443-3: four bytes that begin with 08 are made anew at each tap, and a number of one byte was not read', () => {
  const lasts = (text: string, change: Partial<UidSettings> = {}) => take(text, change)?.lasts;
  expect(lasts('08A1B2C3')).toBe('random');
  expect(lasts('C3B2A108', { byteOrder: 'reversed' })).toBe('random');
  expect(lasts('0144814787', { format: 'decimal', writtenAs: 'decimal' })).toBe('random');
  expect(lasts('08A1B2C3', { uidBytes: 3 })).toBe('random');
  expect(lasts('C3B2A108')).toBe('for_good');
  expect(lasts('04A1B2C3D4E5F6', { uidBytes: 7 })).toBe('for_good');
  expect(lasts('0008A1B2C3', { uidBytes: 5 })).toBe('for_good');
  expect(lasts('00000000')).toBe('empty');
  expect(lasts('FFFFFFFF')).toBe('empty');
  expect(lasts('0,0', { format: 'decimal_1_2', uidBytes: 3 })).toBe('empty');
});

test('seven and ten bytes of newer cards are kept whole', () => {
  expect(read('04:A1:B2:C3:D4:E5:F6', { uidBytes: 7 })).toBe('04A1B2C3D4E5F6');
  const ten = '04A1B2C3D4E5F6A7B8C9';
  expect(read(ten, { uidBytes: 10 })).toBe(ten);
  const written = read(ten, { uidBytes: 10, writtenAs: 'decimal' }) ?? '';
  expect(written).toHaveLength(25);
  expect(read(written, { uidBytes: 10, format: 'decimal' })).toBe(ten);
});

test.each<[string, string, Partial<UidSettings>]>([
  ['fewer bytes than count', '6f6c3a', {}],
  ['letters that are no hexadecimal', '026f6c3x', {}],
  ['half a byte', '026f6c3', {}],
  ['a decimal beyond ten bytes', '9'.repeat(25), { format: 'decimal' }],
  ['a pair whose second number is too large', '00623,99999', { format: 'decimal_2_2' }],
  ['a pair whose first number is too large', '623,27706', { format: 'decimal_1_2' }],
  ['an error of the reader', 'ERR 5', { format: 'decimal' }],
  ['nothing', '', {}],
])('%s is no number of a card', (_, text, change) => {
  expect(read(text, change)).toBeNull();
});
