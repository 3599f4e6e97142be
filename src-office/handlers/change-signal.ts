/** How often to look for what other office processes have committed, while a till waits. */
const pollEveryMs = 500;
/**
 * After so many were woken, the next wait as many times this long: each asks, and is answered in half of it. A few tills are
 * told at once; a thousand hear of a second's changes together instead of asking for each, which would leave no time for a push.
 */
const restPerTillMs = 1;

/** Wakes the tills that wait for news. It only saves them time: what is new, each reads from the database. */
export interface ChangeSignal {
  /** Something was committed here. Who waits hears of it at once, or after the rest that many of them need. */
  notify(): void;
  /** Counts what was noticed; taken before reading, so that nothing is missed between reading and waiting. */
  version(): number;
  /** Ends when the version is another one, the time is over, or the signal or the office ends. Never throws. */
  wait(
    version: number,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<void>;
  /** Ends every wait, now and later. */
  stop(): void;
  isStopped(): boolean;
}

/** `readNewest` is given where other processes may write: its answer changes with every commit of theirs. */
export function makeChangeSignal(readNewest: (() => Promise<string>) | null): ChangeSignal {
  const waiting = new Set<() => void>();
  let version = 0;
  let isStopped = false;
  let newest: string | null = null;
  let poll: NodeJS.Timeout | undefined;
  let restsUntilMs = 0;
  let rest: NodeJS.Timeout | undefined;

  const wakeAll = (): void => {
    rest = undefined;
    restsUntilMs = performance.now() + waiting.size * restPerTillMs;
    for (const wake of waiting) wake();
  };
  const notify = (): void => {
    version += 1;
    if (waiting.size === 0 || rest !== undefined) return;
    const leftMs = restsUntilMs - performance.now();
    if (leftMs <= 0) wakeAll();
    else rest = setTimeout(wakeAll, leftMs);
  };
  const look = async (): Promise<void> => {
    // A failure is not reported here: the tills that wait will meet it themselves.
    const found = await readNewest?.().catch(() => newest);
    if (found !== undefined && found !== newest) {
      newest = found;
      notify();
    }
    poll = undefined;
    if (waiting.size > 0) pollSoon();
  };
  const pollSoon = (): void => {
    if (readNewest === null || isStopped) return;
    poll ??= setTimeout(() => void look(), pollEveryMs);
  };

  return {
    notify,
    version: () => version,
    wait: async (seen, { timeoutMs, signal }) => {
      if (isStopped || seen !== version || signal?.aborted === true) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, timeoutMs);
      waiting.add(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      pollSoon();
      await promise;
      clearTimeout(timer);
      waiting.delete(resolve);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(poll);
      clearTimeout(rest);
      version += 1;
      wakeAll();
    },
    isStopped: () => isStopped,
  };
}
