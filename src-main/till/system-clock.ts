import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../store/clock.ts';

/** The machine's own clock and ids. */
export const systemClock: Clock = { nowMs: () => Date.now(), newId: () => randomUUIDv7() };
