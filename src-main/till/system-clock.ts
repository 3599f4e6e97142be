import { randomUUIDv7 } from 'node:crypto';
import os from 'node:os';
import type { Clock } from '../store/clock.ts';

/** Asking the system costs more than a scan may; in between its own count goes on, which only sleep stops. */
const uptimeReadEveryMs = 1000;

/** The machine's own clock and ids. */
export const systemClock: Clock = createSystemClock();

function createSystemClock(): Clock {
  let read = { uptimeMs: 0, at: Number.NEGATIVE_INFINITY };
  return {
    nowMs: () => Date.now(),
    uptimeMs: () => {
      const at = performance.now();
      if (at - read.at >= uptimeReadEveryMs) read = { uptimeMs: os.uptime() * 1000, at };
      return Math.round(read.uptimeMs + (at - read.at));
    },
    newId: () => randomUUIDv7(),
  };
}
