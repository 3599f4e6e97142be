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
