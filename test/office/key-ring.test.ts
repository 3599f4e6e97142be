import { expect, it } from 'vitest';
import { makeKeyRing, readKeyRing } from '../../src-office/handlers/key-ring.ts';

const idsOf = (ring: ReturnType<typeof readKeyRing>, nowMs: number) =>
  ring.publicKeys(nowMs).map(({ keyId }) => keyId);

it('keeps the former key for the overlap, and has the ring on the disk before it signs with it', () => {
  let file = makeKeyRing();
  const ring = readKeyRing(file, (content) => {
    file = content;
  });
  expect(idsOf(ring, 0)).toEqual(['k1', 'k2']);
  ring.rotate({ nowMs: 1000, overlapMs: 500 });
  expect(idsOf(ring, 1499)).toEqual(['k1', 'k2', 'k3']);
  expect(idsOf(ring, 1500)).toEqual(['k2', 'k3']);
  const reread = readKeyRing(file, () => {});
  expect(reread.publicKeys(1499)).toEqual(ring.publicKeys(1499));
});

it('signs with nothing new when the disk does not take the ring', () => {
  const ring = readKeyRing(makeKeyRing(), () => {
    throw new Error('disk full');
  });
  expect(() => ring.rotate({ nowMs: 0, overlapMs: 0 })).toThrow('disk full');
  expect(idsOf(ring, 0)).toEqual(['k1', 'k2']);
});

it('refuses a file that is no ring', () => {
  expect(() => readKeyRing('{}', () => {})).toThrow();
});
