import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBytes, showBytes } from '../../src-renderer/screens/device/bytes-text.ts';
import {
  asSerialKind,
  type SerialKind,
  usualSerial,
} from '../../src-renderer/screens/device/usual-settings.ts';
import { readerSettingsSchema } from '../../src-shared/contract/till/reader-settings.ts';

test('bytes that are shown are read as the same bytes', () => {
  const bytes = fc
    .array(fc.integer({ min: 0, max: 255 }), { maxLength: 16 })
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(fc.property(bytes, (each) => readBytes(showBytes(each)) === each));
  expect(showBytes('\u0002M<')).toBe('<2>M<60>');
});

test.each(['<256>', '<', 'a<b', '中', '<0>'.repeat(17)])('%s is no text of bytes', (text) => {
  expect(readBytes(text)).toBeNull();
});

test.each<SerialKind>(['serial_scanner', 'serial_stripe', 'serial_uid'])(
  'a port that becomes a %s begins with the defaults of the contract',
  (kind) => {
    expect(asSerialKind(usualSerial, kind)).toEqual(readerSettingsSchema.parse({ kind }));
  },
);

test('raw bytes of chip cards are taken where nothing among them can be a mark, and refused elsewhere', () => {
  const isTaken = (framing: object, format = 'bytes') =>
    readerSettingsSchema.safeParse({ kind: 'serial_uid', framing, uid: { format } }).success;
  const length = {
    kind: 'length',
    start: '',
    lengthBytes: 1,
    lengthCounts: 'data',
    skipBytes: 0,
    endBytes: 0,
    check: 'none',
  };
  expect(
    [length, { kind: 'affixes', prefix: '', suffix: '' }].map((each) => isTaken(each)),
  ).toEqual([true, true]);
  const marked = [
    { kind: 'lines' },
    { kind: 'stx_etx' },
    { kind: 'affixes', prefix: '', suffix: '\r' },
    { kind: 'affixes', prefix: '\u0002', suffix: '' },
  ];
  for (const framing of marked) {
    expect(isTaken(framing)).toBe(false);
    expect(isTaken(framing, 'hex')).toBe(true);
  }
});
