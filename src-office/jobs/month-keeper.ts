import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { makeOperationMonths } from '../store/operation-month-store.ts';
import { makeRepeater, type Repeater } from './repeater.ts';

/** A month is there a month before its first operation: whoever keeps one from being made has all that time to end. */
const lookEveryMs = 3_600_000;

/** Sees to it that the table of operations has the months that are needed, whoever else does so beside it. */
export interface MonthKeeper extends Repeater {
  /** Looks once and makes what is missing; what keeps it from that is in the log, once, and it is tried again. */
  look(): Promise<void>;
}

export function makeMonthKeeper(services: {
  readonly database: Database;
  readonly log: Logger;
  nowMs(): number;
}): MonthKeeper {
  const { database, log } = services;
  let lastHindrance = '';

  const look = async (): Promise<void> => {
    try {
      const months = await makeOperationMonths(database, services.nowMs());
      if (months.length > 0) log.info({ months }, 'months of operations were made');
      lastHindrance = '';
    } catch (error) {
      const hindrance = String(error);
      if (hindrance === lastHindrance) return; // a clock that is wrong stays so for a while
      lastHindrance = hindrance;
      log.warn({ err: error }, 'a month of operations could not be made');
    }
  };

  return { look, ...makeRepeater(look, lookEveryMs) };
}
