import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInputFields } from '../../../src-shared/scan/decoders/hid-descriptor.ts';
import {
  hidScannerLayouts,
  scannerLayoutOf,
} from '../../../src-shared/scan/decoders/hid-scanner.ts';
import { hidStripeLayouts, stripeLayoutOf } from '../../../src-shared/scan/decoders/hid-stripe.ts';
import {
  keyboardDescriptor,
  scannerDescriptor,
  stripeDescriptor,
} from '../../devices/descriptors.ts';

const fieldsOf = (descriptor: readonly number[]) =>
  readInputFields(Uint8Array.from(descriptor)) ?? [];

test('a scanner that states its report has the layout that manuals print', () => {
  expect(scannerLayoutOf(fieldsOf(scannerDescriptor))).toEqual(hidScannerLayouts.aim_first);
});

test('so has a stripe reader', () => {
  const layout = stripeLayoutOf(fieldsOf(stripeDescriptor));
  expect(layout).toEqual(hidStripeLayouts.plain);
});

test('a keyboard is neither, and its keys are one field', () => {
  const fields = fieldsOf(keyboardDescriptor);
  expect(scannerLayoutOf(fields)).toBeNull();
  expect(stripeLayoutOf(fields)).toBeNull();
  expect(fields.at(-1)).toMatchObject({ usagePage: 7, bitOffset: 16, bitSize: 8 });
  expect(fields.filter(({ bitSize }) => bitSize === 1)).toHaveLength(8);
});

test('usages of four bytes name their page themselves, and pages come back from the stack', () => {
  // Usage 0x008c00fe as one item; push, another page, pop.
  const page = [0x05, 0x01, 0xa4, 0x05, 0x0c, 0xb4];
  const data = [0x75, 8, 0x95, 2, 0x0b, 0xfe, 0x00, 0x8c, 0x00, 0x81, 2];
  const length = [0x09, 0x3b, 0x95, 1, 0x81, 2];
  const fields = fieldsOf([...page, ...data, ...length]);
  expect(fields).toEqual([
    { reportId: null, usagePage: 0x8c, usage: 0xfe, bitOffset: 0, bitSize: 8, valueCount: 2 },
    { reportId: null, usagePage: 1, usage: 0x3b, bitOffset: 16, bitSize: 8, valueCount: 1 },
  ]);
});

test('any bytes are fields or no descriptor, at once', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const fields = readInputFields(bytes);
      if (fields === null) return;
      expect(fields.length).toBeLessThanOrEqual(2048);
      scannerLayoutOf(fields);
      stripeLayoutOf(fields);
    }),
    { numRuns: 2_000 },
  );
});
