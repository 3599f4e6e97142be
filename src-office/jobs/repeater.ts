import { setTimeout as sleep } from 'node:timers/promises';

/** Work that is done again and again while the office runs. */
export interface Repeater {
  /** Begins at once, and resolves once the work was done for the first time. To be called once. */
  start(): Promise<void>;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** Makes a repeater that rests for so long after each time. The work sees to its own failures. */
export function makeRepeater(work: () => Promise<void>, restMs: number): Repeater {
  const ending = new AbortController();
  let working: Promise<void> | null = null;
  const workOn = async (first: Promise<void>): Promise<void> => {
    await first;
    for (;;) {
      await sleep(restMs, undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) return;
      await work();
    }
  };
  return {
    start: () => {
      const first = work();
      working = workOn(first);
      return first;
    },
    stop: async () => {
      ending.abort();
      await working;
    },
  };
}
