import { type BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Database, Queryable } from './database.ts';

// Any number but that of other locks of ours.
const monthLock = 7_205_804;
/** So long at most those who push wait behind a month that is to be made; it waits for whoever reads the whole table. */
const lockTimeoutMs = 500;

/**
 * Makes the months that the table of operations lacks, up to the next one, the first of them first, and moves what came before
 * they were there. Each is a transaction of its own, at one process at a time. Answers the first days of those it made; fails
 * where somebody reads the table for long, such as a backup: what comes meanwhile is kept elsewhere, and moved the next time.
 */
export async function makeOperationMonths(
  database: Database,
  nowMs: number,
): Promise<readonly BusinessDate[]> {
  const made: BusinessDate[] = [];
  for (;;) {
    if ((await findMissingMonth(database, nowMs)) === null) return made;
    const month = await database.transaction((transaction) => makeNextMonth(transaction, nowMs));
    if (month !== null) made.push(month);
  }
}

async function makeNextMonth(transaction: Queryable, nowMs: number): Promise<BusinessDate | null> {
  await transaction.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [monthLock]);
  // Another process may have made it meanwhile.
  const month = await findMissingMonth(transaction, nowMs);
  if (month !== null) await transaction.query('SELECT make_operation_month($1)', [month]);
  return month;
}

async function findMissingMonth(queryable: Queryable, nowMs: number): Promise<BusinessDate | null> {
  const rows = await queryable.query<{ month: BusinessDate }>(
    `SELECT month::text FROM missing_operation_months(
       (SELECT coalesce(min(received_at_ms), $1) FROM operation), $1) AS month LIMIT 1`,
    [nowMs],
  );
  return rows[0]?.month ?? null;
}
