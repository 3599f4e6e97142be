import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { createCoreRestarts } from '../../src-main/electron/core-restarts.ts';
import { selfTest } from '../../src-main/electron/self-test.ts';

const kill = vi.hoisted(() => vi.fn<() => void>());

// A core that says nothing.
vi.mock('electron', () => ({
  utilityProcess: {
    fork: () => Object.assign(new EventEmitter(), { kill, postMessage: () => undefined }),
  },
}));

test('a core that crashes is back in half a second; one that goes on crashing is started later and later', () => {
  let nowMs = 0;
  const restarts = createCoreRestarts(() => nowMs);
  const crashAfter = (ms: number) => {
    restarts.started();
    nowMs += ms;
    return restarts.delayMs();
  };
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => crashAfter(1_000))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ]);
  expect(crashAfter(60_000)).toBe(500);
});

test('a self-test whose core says nothing fails in its time', async () => {
  const failed = await selfTest(import.meta.dirname, 20);
  expect(failed.at(-1)).toBe('core: no answer within 0.02 s.');
  expect(kill).toHaveBeenCalledOnce();
});
