import { expect, test } from 'vitest';
import { createScanGate } from '../../src-shared/scan/scan-gate.ts';

const code = (text: string) => ({ source: 'code', text }) as const;

test('the same read again within 300 ms is one scan, however often it comes', () => {
  const gate = createScanGate();
  const heard = [0, 1, 299, 590, 891, 1_191].map((atMs) => gate.isRepeat(code('VIP000123'), atMs));
  // Each counts from the last delivery: a card that lies on a presentation scanner is scanned once.
  expect(heard).toEqual([false, true, true, true, false, true]);
});

test('another code, or the same number of another source, is another scan', () => {
  const gate = createScanGate();
  expect(gate.isRepeat(code('2900000000018'), 0)).toBe(false);
  expect(gate.isRepeat(code('2900000000032'), 10)).toBe(false);
  expect(gate.isRepeat({ source: 'stripe', text: '2900000000018' }, 20)).toBe(false);
  // In between there was another one: the first is still the same scan.
  expect(gate.isRepeat(code('2900000000018'), 30)).toBe(true);
});

test('frames dropped one after the other are one trouble, until something is read or two seconds are quiet', () => {
  const gate = createScanGate();
  expect([0, 1_200, 3_000, 5_001].map((atMs) => gate.isSameTrouble(atMs))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  gate.isRepeat(code('VIP000123'), 5_100);
  expect(gate.isSameTrouble(5_200)).toBe(false);
});
