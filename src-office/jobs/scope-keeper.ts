import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { leaveScopes } from '../store/scope-store.ts';
import { makeRepeater, type Repeater } from './repeater.ts';

/** Half a year ends on some day: a few hours do not matter. */
const lookEveryMs = 6 * 3_600_000;

/**
 * Takes out of the scopes of stores who was not seen there for long (OF-13), whoever else does so beside it. What keeps it from
 * that is in the log, and it is tried again.
 */
export function makeScopeKeeper(services: {
  readonly database: Database;
  readonly log: Logger;
  nowMs(): number;
}): Repeater {
  const { database, log } = services;

  const look = async (): Promise<void> => {
    try {
      const leftCount = await leaveScopes(database, services.nowMs());
      if (leftCount > 0) log.info({ leftCount }, 'members left the scopes of stores by age');
    } catch (error) {
      log.warn({ err: error }, 'members could not leave the scopes of stores');
    }
  };

  return makeRepeater(look, lookEveryMs);
}
