import { type BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Database, Queryable } from './database.ts';

// Any number but that of other locks of ours.
const monthLock = 7_205_804;
/** So long at most a month waits for whoever reads the whole table, and those behind it with it. */
const lockTimeoutMs = 500;
/** So long at most it takes in all, or is given up. */
const makeTimeoutMs = 1_000;
/** So many operations at most move into their month while all others wait. */
const movedMostCount = 5_000;

const dayMs = 86_400_000;
/** The office's clock is believed so far ahead of the database's. */
const clockToleranceMs = 31 * dayMs;
/** Before this there was no office: a clock that says so has lost its battery. */
const earliestMs = Date.UTC(2020, 0);

/**
 * Makes this month and the next in the table of operations, where it lacks them, and moves what came before they were there. Each
 * is a transaction of its own, at one process at a time, and keeps nobody waiting for longer than `makeTimeoutMs`. Answers the
 * first days of those it made. Fails where somebody reads the table for long, such as a backup, where more has come than is
 * moved at once, and where clocks say that it is long ago: what comes is kept elsewhere then, and found there as well.
 */
export async function makeOperationMonths(
  database: Database,
  nowMs: number,
): Promise<readonly BusinessDate[]> {
  const todayMs = await readTodayMs(database, nowMs);
  const made: BusinessDate[] = [];
  // The next one first: nothing has come for it that would be in its way.
  for (const month of (await listMissingMonths(database, todayMs)).toReversed()) {
    if (await database.transaction((transaction) => makeMonth(transaction, month))) {
      made.unshift(month);
    }
  }
  return made;
}

/** The database's day, or the office's where that is a little ahead: a clock that lies makes no months of another age. */
async function readTodayMs(database: Database, nowMs: number): Promise<number> {
  const rows = await database.query<{ clockMs: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8 AS "clockMs"',
  );
  const { clockMs = 0 } = rows[0] ?? {};
  const todayMs = Math.min(Math.max(nowMs, clockMs), clockMs + clockToleranceMs);
  if (todayMs >= earliestMs) return todayMs;
  throw new Error(
    `The clock of the database says ${new Date(clockMs).toISOString().slice(0, 10)}. Set it right.`,
  );
}

/** This month and the next, as far as they are missing. */
async function listMissingMonths(
  queryable: Queryable,
  todayMs: number,
): Promise<readonly BusinessDate[]> {
  const rows = await queryable.query<{ month: BusinessDate }>(
    'SELECT month::text FROM missing_operation_months($1, $1) AS month',
    [todayMs],
  );
  return rows.map(({ month }) => month);
}

/** false: another process has made it meanwhile. */
async function makeMonth(transaction: Queryable, month: BusinessDate): Promise<boolean> {
  await transaction.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [monthLock]);
  const rows = await transaction.query<{ isThere: boolean; movedCount: number }>(
    `SELECT to_regclass(to_char($1::date, '"operation_"YYYY_MM')) IS NOT NULL AS "isThere",
            (SELECT count(*) FROM (
               SELECT 1 FROM operation_elsewhen
                WHERE operation_id >= first_operation_id($1::date)
                  AND operation_id < first_operation_id(($1::date + interval '1 month')::date)
                LIMIT ${movedMostCount + 1}) AS moved) AS "movedCount"`,
    [month],
  );
  const { isThere = false, movedCount = 0 } = rows[0] ?? {};
  if (isThere) return false;
  if (movedCount > movedMostCount) {
    throw new Error(
      `More than ${movedMostCount} operations came before their month ${month} was there: they stay in operation_elsewhen.`,
    );
  }
  await transaction.query(`SET LOCAL statement_timeout = ${makeTimeoutMs}`);
  await transaction.query('SELECT make_operation_month($1)', [month]);
  return true;
}

/** What a till kept for longer before it came is found elsewhen; whoever could make up months that long ago could make many. */
const lateMostMs = 100 * dayMs;

/** Whether a database has months of operations: one of before they were invented has none. */
export async function hasOperationMonths(queryable: Queryable): Promise<boolean> {
  const rows = await queryable.query<{ hasThem: boolean }>(
    `SELECT to_regprocedure('make_operation_month(date)') IS NOT NULL AS "hasThem"`,
  );
  return rows[0]?.hasThem === true;
}

/**
 * Makes the months of operations that are to be loaded, as `readRows` gave them, so that none of them has to be moved later.
 * For a database that nobody works on yet.
 */
export async function makeMonthsOfRows(
  transaction: Queryable,
  rows: readonly string[],
): Promise<void> {
  const months = await transaction.query<{ month: BusinessDate }>(
    `SELECT DISTINCT date_trunc('month', timestamp 'epoch' + interval '1 ms' * (made_ms + 28800000))::date::text
                     AS month
       FROM (SELECT (read_row).received_at_ms,
                    CASE WHEN (read_row).operation_id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-'
                         THEN ('x0000' || replace(left((read_row).operation_id, 13), '-', ''))::bit(64)::int8 END AS made_ms
               FROM (SELECT each.row::operation AS read_row
                       FROM unnest($1::text[]) AS each(row) OFFSET 0) AS parsed) AS made
      WHERE received_at_ms - made_ms BETWEEN ${-dayMs} AND ${lateMostMs}
        AND made_ms BETWEEN ${earliestMs} AND extract(epoch FROM clock_timestamp()) * 1000 + ${clockToleranceMs}
      ORDER BY 1`,
    [transaction.textArray(rows)],
  );
  for (const { month } of months) {
    await transaction.query(
      `SELECT make_operation_month($1) WHERE to_regclass(to_char($1::date, '"operation_"YYYY_MM')) IS NULL`,
      [month],
    );
  }
}
