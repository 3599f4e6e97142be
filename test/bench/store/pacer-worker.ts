import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** Asks for something every so many milliseconds, as a scanner or a cash register does: by a message, from outside. */
const { everyMs, count } = workerData as Pace;

export interface Pace {
  readonly everyMs: number;
  readonly count: number;
}

/** When it fell due, on the clock that all threads share. */
export interface Due {
  readonly atMs: number;
}

const startMs = performance.now();
for (let index = 0; index < count; index++) {
  const dueMs = startMs + index * everyMs;
  await sleep(Math.max(0, dueMs - performance.now()));
  const due: Due = { atMs: performance.timeOrigin + performance.now() };
  parentPort?.postMessage(due);
}
