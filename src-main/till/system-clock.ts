import { randomUUIDv7 } from 'node:crypto';
import os from 'node:os';
import type { Clock } from '../store/clock.ts';

/** Asking the system costs more than a scan may; in between its own count goes on, which only sleep stops. */
const uptimeReadEveryMs = 1000;
/** By so much the clock leaves that count after a sleep, or when somebody sets it: the system is asked at once. */
const wokenFromMs = 1000;

/** The machine's own clock and ids. */
export const systemClock: Clock = createSystemClock();

function createSystemClock(): Clock {
  let read = { uptimeMs: 0, at: Number.NEGATIVE_INFINITY, wallAtMs: 0 };
  // Systems round it down, each time from somewhere else: a count never goes back.
  let toldMs = 0;
  return {
    nowMs: () => Date.now(),
    uptimeMs: () => {
      const [at, wallAtMs] = [performance.now(), Date.now()];
      const leftMs = Math.abs(wallAtMs - read.wallAtMs - (at - read.at));
      if (at - read.at >= uptimeReadEveryMs || leftMs >= wokenFromMs) {
        read = { uptimeMs: os.uptime() * 1000, at, wallAtMs };
      }
      toldMs = Math.max(toldMs, Math.round(read.uptimeMs + (at - read.at)));
      return toldMs;
    },
    newId: () => randomUUIDv7(),
  };
}
