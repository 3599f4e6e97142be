import { setTimeout as sleep } from 'node:timers/promises';
import type { BackOff } from './back-off.ts';

export interface Round {
  /** Somebody waits for it: no long-poll. */
  readonly onDemand: boolean;
  /** Aborted when the round is to be given up; nothing may be lost by it. */
  readonly signal: AbortSignal;
}

export interface LaneOptions {
  /** One piece of work; says how long to rest after it unless woken. */
  readonly round: (round: Round) => Promise<{ readonly restMs: number }>;
  /** Hears of a failed round; answers how long the office wants to be left alone, or null. */
  readonly onFailure: (error: unknown) => number | null;
  readonly backOff: BackOff;
}

/** One direction of the line: repeats its round until stopped, one at a time. */
export interface Lane {
  /** Ends a rest; a round under way is followed by another. Does not cut a back-off short. */
  wake(): void;
  /** Ends a rest or a back-off. */
  hurry(): void;
  /** Gives up the round under way or the back-off, and begins anew. */
  restart(): void;
  /** Does the same for a round on demand, and resolves when that has ended, well or badly. */
  runNow(): Promise<void>;
  /** Gives up the round under way; resolves when nothing runs any more. */
  stop(): Promise<void>;
}

type Rest = 'none' | 'resting' | 'backing_off';

export function startLane({ round, onFailure, backOff }: LaneOptions): Lane {
  let isStopped = false;
  let isWoken = false;
  let rest: Rest = 'none';
  let current = new AbortController();
  let demands: (() => void)[] = [];

  const loop = async (): Promise<void> => {
    while (!isStopped) {
      const served = demands;
      demands = [];
      isWoken = false;
      current = new AbortController();
      const { signal } = current;
      let restMs = 0;
      let nextRest: Rest = 'resting';
      try {
        ({ restMs } = await round({ onDemand: served.length > 0, signal }));
        backOff.reset();
      } catch (error) {
        if (!signal.aborted) {
          restMs = backOff.next(onFailure(error));
          nextRest = 'backing_off';
        }
      }
      for (const serve of served) serve();
      if (demands.length > 0 || isStopped || signal.aborted) continue;
      if (isWoken && nextRest === 'resting') continue;
      rest = nextRest;
      await sleep(restMs, undefined, { signal }).catch(() => {});
      rest = 'none';
    }
    for (const serve of demands) serve();
  };
  const ended = loop();

  const giveUp = (): void => current.abort(new Error('Given up for another round.'));
  return {
    wake: () => {
      isWoken = true;
      if (rest === 'resting') giveUp();
    },
    hurry: () => {
      if (rest !== 'none') giveUp();
    },
    restart: giveUp,
    runNow: () => {
      if (isStopped) return Promise.resolve();
      const done = new Promise<void>((resolve) => {
        demands.push(resolve);
      });
      giveUp();
      return done;
    },
    stop: async () => {
      isStopped = true;
      giveUp();
      await ended;
    },
  };
}
