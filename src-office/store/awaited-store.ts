import type { Queryable } from './database.ts';
import { silentMs } from './grant-store.ts';
import type { Install } from './terminal-store.ts';

/** A till that a restored head office waits for. */
export type AwaitedTill = Pick<Install, 'terminalId' | 'terminalName' | 'storeId' | 'lastSeenAtMs'>;

/** What became of the waiting since this database is what it is. */
export interface Awaiting {
  /** When head office began to wait; null where it never had to. */
  readonly sinceMs: number | null;
  readonly tills: readonly AwaitedTill[];
  /** Tills that were not heard of and nobody waits for any more. */
  readonly givenUpTillCount: number;
}

/**
 * Tills that worked when the database was last one that served: not revoked, and not silent for so long by then that nothing
 * was kept for them (OF-04 c). What it heard of last is the only clock that came with it.
 */
const workedThen = `
  status = 'active' AND coalesce(last_seen_at_ms, created_at_ms) >=
    (SELECT max(coalesce(last_seen_at_ms, created_at_ms)) FROM install JOIN terminal USING (terminal_id)) - ${silentMs}`;

/** Waits for all tills that worked, and for none of before; the waiting begins with `noteAwaiting`. */
export async function awaitInstalls(transaction: Queryable): Promise<void> {
  await transaction.query('DELETE FROM awaited_install');
  await transaction.query('DELETE FROM awaited_spend');
  await transaction.query(`DELETE FROM meta WHERE name = 'awaiting_since_ms'`);
  await transaction.query(
    `INSERT INTO awaited_install (install_id)
     SELECT install_id FROM install JOIN terminal USING (terminal_id) WHERE ${workedThen}`,
  );
}

/** Says when the waiting began, where there is any and nobody has said so. Safe to repeat. */
export async function noteAwaiting(queryable: Queryable, nowMs: number): Promise<void> {
  await queryable.query(
    `INSERT INTO meta (name, value)
     SELECT 'awaiting_since_ms', $1 WHERE EXISTS (SELECT 1 FROM awaited_install)
     ON CONFLICT (name) DO NOTHING`,
    [String(nowMs)],
  );
}

/** Tills that a start of this database would wait for. */
export async function listTillsToAwait(queryable: Queryable): Promise<readonly AwaitedTill[]> {
  return queryable.query<AwaitedTill>(
    `SELECT ${tillColumns} FROM install JOIN terminal USING (terminal_id)
      WHERE ${workedThen} ORDER BY store_id, terminal_name, terminal_id`,
  );
}

const tillColumns = `terminal_id AS "terminalId", terminal_name AS "terminalName",
  store_id AS "storeId", last_seen_at_ms AS "lastSeenAtMs"`;

/**
 * A till counts as heard of once every reader of the feed sees what it told before: a transaction that is older may still hold
 * the feed back.
 */
const isMissing = `NOT is_given_up
  AND (heard_xid IS NULL OR heard_xid >= pg_snapshot_xmin(pg_current_snapshot()))`;

/** Whether head office waits for any till: none that was revoked, and none for longer than `silentMs` (OF-04 c). */
export async function isAwaiting(queryable: Queryable, nowMs: number): Promise<boolean> {
  const rows = await queryable.query<{ isAwaiting: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'awaiting_since_ms' AND value::int8 > $1)
        AND EXISTS (SELECT 1 FROM awaited_install JOIN install USING (install_id)
                      JOIN terminal USING (terminal_id)
                     WHERE ${isMissing} AND status = 'active')
         AS "isAwaiting"`,
    [nowMs - silentMs],
  );
  return rows[0]?.isAwaiting === true;
}

export async function readAwaiting(queryable: Queryable, nowMs: number): Promise<Awaiting> {
  const [began] = await queryable.query<{ sinceMs: number }>(
    `SELECT value::int8 AS "sinceMs" FROM meta WHERE name = 'awaiting_since_ms'`,
  );
  if (began === undefined) return { sinceMs: null, tills: [], givenUpTillCount: 0 };
  const { sinceMs } = began;
  const missing = await queryable.query<AwaitedTill & { readonly isGivenUp: boolean }>(
    `SELECT ${tillColumns}, NOT (${isMissing}) AS "isGivenUp"
       FROM awaited_install JOIN install USING (install_id) JOIN terminal USING (terminal_id)
      WHERE status = 'active' AND (heard_xid IS NULL OR ${isMissing})
      ORDER BY store_id, terminal_name, terminal_id`,
  );
  const isOver = sinceMs <= nowMs - silentMs;
  const tills = missing
    .filter(({ isGivenUp }) => !isOver && !isGivenUp)
    .map(({ isGivenUp: _isGivenUp, ...till }) => till);
  return { sinceMs, tills, givenUpTillCount: missing.length - tills.length };
}

/** Those of some installs that were not heard of yet, whether anybody waits for them or not. */
export async function listUnheard(
  queryable: Queryable,
  installIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await queryable.query<{ installId: string }>(
    `SELECT install_id AS "installId" FROM awaited_install
      WHERE install_id = ANY($1) AND heard_xid IS NULL`,
    [installIds],
  );
  return new Set(rows.map(({ installId }) => installId));
}

/**
 * Notes that a till has told all it did and has the states of now, unless the waiting began after `sinceMs`: until then it may
 * yet spend what the office of before had kept for it. Whether it is noted now.
 */
export async function noteHeard(
  queryable: Queryable,
  installId: string,
  { sinceMs }: { readonly sinceMs: number },
): Promise<boolean> {
  const rows = await queryable.query(
    `UPDATE awaited_install SET heard_xid = pg_current_xact_id()
      WHERE install_id = $1 AND heard_xid IS NULL
        AND EXISTS (SELECT 1 FROM meta WHERE name = 'awaiting_since_ms' AND value::int8 <= $2)
      RETURNING install_id`,
    [installId, sinceMs],
  );
  return rows.length > 0;
}

/** Waits for a terminal no longer. Whether anybody did. */
export async function giveUp(queryable: Queryable, terminalId: string): Promise<boolean> {
  const rows = await queryable.query(
    `UPDATE awaited_install SET is_given_up = true
      WHERE heard_xid IS NULL AND NOT is_given_up
        AND install_id IN (SELECT install_id FROM install WHERE terminal_id = $1)
      RETURNING install_id`,
    [terminalId],
  );
  return rows.length > 0;
}

/** Points of a member that were given while tills are waited for, but for one redemption. The member must be locked. */
export async function readAwaitedSpend(
  transaction: Queryable,
  memberId: string,
  { butRedemptionId }: { readonly butRedemptionId: string },
): Promise<number> {
  const rows = await transaction.query<{ points: number }>(
    `SELECT coalesce(sum(points), 0)::int8 AS points FROM awaited_spend
      WHERE member_id = $1 AND redemption_id <> $2`,
    [memberId, butRedemptionId],
  );
  return rows[0]?.points ?? 0;
}

/**
 * Notes points that were given while tills are waited for, once for a redemption, and for the most that it was given: it may be
 * posted by any of the answers. The member must be locked.
 */
export async function noteAwaitedSpend(
  transaction: Queryable,
  spend: { readonly memberId: string; readonly redemptionId: string; readonly points: number },
): Promise<void> {
  await transaction.query(
    `INSERT INTO awaited_spend (member_id, redemption_id, points) VALUES ($1, $2, $3)
     ON CONFLICT (member_id, redemption_id) DO UPDATE SET points = greatest(awaited_spend.points, $3)`,
    [spend.memberId, spend.redemptionId, spend.points],
  );
}

/** Forgets points that were given for a redemption which its till gave back. The member must be locked. */
export async function forgetAwaitedSpend(
  transaction: Queryable,
  spend: { readonly memberId: string; readonly redemptionId: string },
): Promise<void> {
  await transaction.query('DELETE FROM awaited_spend WHERE member_id = $1 AND redemption_id = $2', [
    spend.memberId,
    spend.redemptionId,
  ]);
}

/** All points that were given while tills were waited for, and how many members it may come to. */
export async function sumAwaitedSpends(
  queryable: Queryable,
): Promise<{ readonly givenPoints: number; readonly memberCount: number }> {
  const [sums] = await queryable.query<{ givenPoints: number; memberCount: number }>(
    `SELECT (SELECT coalesce(sum(points), 0)::int8 FROM awaited_spend) AS "givenPoints",
            (SELECT count(*) FROM member) AS "memberCount"`,
  );
  return sums ?? { givenPoints: 0, memberCount: 0 };
}
