import { setTimeout as sleep } from 'node:timers/promises';

/** Work that is done again and again while the office runs. */
export interface Repeater {
  /** Begins at once; a second call changes nothing. */
  start(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** Makes a repeater that rests for so long after each time. The work sees to its own failures. */
export function makeRepeater(work: () => Promise<void>, restMs: number): Repeater {
  const ending = new AbortController();
  let working: Promise<void> | null = null;
  const workOn = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await work();
      await sleep(restMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  return {
    start: () => {
      working ??= workOn();
    },
    stop: async () => {
      ending.abort();
      await working;
    },
  };
}
