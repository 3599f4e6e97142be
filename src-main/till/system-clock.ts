import { randomUUIDv7 } from 'node:crypto';
import os from 'node:os';
import type { Clock } from '../store/clock.ts';

/** The machine's own clock and ids. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  uptimeMs: () => Math.round(os.uptime() * 1000),
  newId: () => randomUUIDv7(),
};
