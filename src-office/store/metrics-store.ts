import type { Queryable } from './database.ts';

/** A working till, as its owner watches it. */
export interface TerminalLag {
  readonly terminalId: string;
  readonly storeId: string;
  readonly heldSeq: number;
  /** null: never since it was activated. */
  readonly lastSeenAtMs: number | null;
  /** When the office last had everything of it; 0: never, null: it does not say. */
  readonly wholeAtMs: number | null;
}

/** Installs of terminals that are not revoked. */
export function listTerminalLags(queryable: Queryable): Promise<readonly TerminalLag[]> {
  return queryable.query<TerminalLag>(
    `SELECT terminal.terminal_id AS "terminalId", store_id AS "storeId", head_seq AS "heldSeq",
            last_seen_at_ms AS "lastSeenAtMs", whole_at_ms AS "wholeAtMs"
       FROM install JOIN terminal ON terminal.terminal_id = install.terminal_id
      WHERE status <> 'revoked' ORDER BY install_no`,
  );
}

/** What waits for this office or for a person of it. */
export interface QueueLengths {
  /** Operations that the audit has not been through, counted up to a bound. */
  readonly unaudited: number;
  /** Refunds whose receipt has not come. */
  readonly waitingRefunds: number;
  readonly openCases: number;
  readonly runningJobs: number;
}

/** So that a look at a long queue stays a short one. */
export const countedMost = 10_000;

/** Counts each queue up to `countedMost`. */
export async function readQueueLengths(queryable: Queryable): Promise<QueueLengths> {
  const rows = await queryable.query<QueueLengths>(
    `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM operation
              WHERE arrived_xid > coalesce((SELECT (value::json ->> 'arrivedXid')::xid8 FROM meta
                                             WHERE name = 'audit_position'), '0'::xid8)
              LIMIT $1) AS later) AS unaudited,
            (SELECT count(*)::int FROM (SELECT 1 FROM waiting_refund WHERE refused IS NULL LIMIT $1) AS waiting)
              AS "waitingRefunds",
            (SELECT count(*)::int FROM (SELECT 1 FROM review_case WHERE state = 'open' LIMIT $1) AS open)
              AS "openCases",
            (SELECT count(*)::int FROM job WHERE status = 'running') AS "runningJobs"`,
    [countedMost],
  );
  return rows[0] ?? { unaudited: 0, waitingRefunds: 0, openCases: 0, runningJobs: 0 };
}

/**
 * For how long a transaction that is still open has kept what committed after it from the feed, in seconds; of any database of
 * the server, since ids of transactions are the server's.
 */
export async function readFeedAgeSeconds(queryable: Queryable): Promise<number> {
  const rows = await queryable.query<{ seconds: number }>(
    `SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::float8 AS seconds
       FROM pg_stat_activity WHERE backend_xid IS NOT NULL`,
  );
  return Math.max(0, rows[0]?.seconds ?? 0);
}
