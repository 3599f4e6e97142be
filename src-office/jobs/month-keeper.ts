import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { makeOperationMonths } from '../store/operation-month-store.ts';

/** A month is there a month before its first operation: whoever keeps one from being made has all that time to end. */
const lookEveryMs = 3_600_000;

/** Sees to it that the table of operations has the months that are needed, whoever else does so beside it. */
export interface MonthKeeper {
  /** Looks once and makes what is missing; what keeps it from that is in the log, and it is tried again. */
  look(): Promise<void>;
  /** Looks again and again until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

export function makeMonthKeeper(services: {
  readonly database: Database;
  readonly log: Logger;
  nowMs(): number;
}): MonthKeeper {
  const { database, log } = services;
  const ending = new AbortController();
  let looking: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    try {
      const months = await makeOperationMonths(database, services.nowMs());
      if (months.length > 0) log.info({ months }, 'months of operations were made');
    } catch (error) {
      log.warn({ err: error }, 'a month of operations could not be made'); // the next look tries again
    }
  };
  const lookOn = async (): Promise<void> => {
    for (;;) {
      await sleep(lookEveryMs, undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) return;
      await look();
    }
  };

  return {
    look,
    start: () => {
      looking ??= lookOn();
    },
    stop: async () => {
      ending.abort();
      await looking;
    },
  };
}
