const shortestMs = 500;
const longestMs = 30_000;
/** A core that has run so long has started well, whatever ended it. */
const goodRunMs = 60_000;

/**
 * How long to wait before the core is started again. A crash is over in half a second; a core that ends again and again, as on
 * a disk that fails, is tried twice as late each time, up to half a minute, so that the machine has time for whoever looks
 * after it. `monotonicMs` is a clock that nobody sets.
 */
export function createCoreRestarts(monotonicMs: () => number): {
  readonly started: () => void;
  readonly delayMs: () => number;
} {
  let startedAtMs = monotonicMs();
  let nextMs = shortestMs;
  return {
    started() {
      startedAtMs = monotonicMs();
    },
    delayMs() {
      if (monotonicMs() - startedAtMs >= goodRunMs) nextMs = shortestMs;
      const delayMs = nextMs;
      nextMs = Math.min(2 * nextMs, longestMs);
      return delayMs;
    },
  };
}
