import type { Database, Queryable } from './database.ts';
import { freezeForReading } from './dump-store.ts';
import { type FeedPage, type FeedPosition, readFeedPage } from './feed-store.ts';
import type { MemberScope } from './scope-store.ts';

/** What all members of a partition come to. */
export interface PartitionSum {
  readonly partition: string;
  /** null: it is being written to, so that no feed has all of it. */
  readonly sum: number | null;
}

export interface MemberDigest {
  readonly memberId: string;
  /** As a till works it out from its own row (`memberHash`). */
  readonly hash: number;
}

/** More rows of changes than these are folded into the sums. */
const foldFromCount = 2_000;
// Any number but that of other locks of ours.
const foldLock = 7_205_805;

/**
 * The last page of the feed with the sums of what a till has that has taken it: both of one moment. null sums where the page is
 * full, since more is to come.
 */
export async function readPageWithSums(
  database: Database,
  after: FeedPosition,
  limit: number,
  scope: MemberScope,
): Promise<{ readonly page: FeedPage; readonly sums: readonly PartitionSum[] | null }> {
  const read = await database.transaction(async (transaction) => {
    await freezeForReading(transaction);
    const page = await readFeedPage(transaction, after, limit, scope);
    if (page.members.length === limit) return { page, sums: null, changeCount: 0 };
    if (scope !== null) {
      return { page, sums: await readSumsOfScope(transaction, scope), changeCount: 0 };
    }
    return { page, ...(await readSums(transaction)) };
  });
  if (read.changeCount > foldFromCount) await foldChanges(database);
  return read;
}

/** Sums as far as the feed shows members: below the oldest transaction still running. */
async function readSums(
  transaction: Queryable,
): Promise<{ readonly sums: readonly PartitionSum[]; readonly changeCount: number }> {
  const rows = await transaction.query<PartitionSum & { changeCount: number }>(
    `WITH horizon AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid),
          part AS (
            SELECT partition, sum AS amount, false AS is_open, 0 AS change FROM partition_sum
            UNION ALL
            SELECT partition, delta, changed_xid >= horizon.xid, 1 FROM partition_change, horizon)
     SELECT partition, CASE WHEN bool_or(is_open) THEN NULL ELSE (sum(amount) % (1::int8 << 48))::int8 END AS sum,
            sum(change)::int8 AS "changeCount"
       FROM part GROUP BY partition ORDER BY partition`,
  );
  return {
    sums: rows.map(({ partition, sum }) => ({ partition, sum })),
    changeCount: rows.reduce((count, row) => count + row.changeCount, 0),
  };
}

/** A scope is small enough to be added up from the hashes beside its rows, which follow every write of a member. */
function readSumsOfScope(transaction: Queryable, scope: string): Promise<readonly PartitionSum[]> {
  return transaction.query<PartitionSum>(
    `SELECT right(member_id, 2) AS partition,
            CASE WHEN bool_or(changed_xid >= pg_snapshot_xmin(pg_current_snapshot())) THEN NULL
                 ELSE (sum(hash) % (1::int8 << 48))::int8 END AS sum
       FROM member_scope WHERE scope = $1 GROUP BY 1 ORDER BY 1`,
    [scope],
  );
}

/** Adds what every reader sees by now to the sums, at one process at a time. */
async function foldChanges(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    const [lock] = await transaction.query<{ isOurs: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1) AS "isOurs"',
      [foldLock],
    );
    if (lock?.isOurs !== true) return;
    await transaction.query(
      `WITH gone AS (
         DELETE FROM partition_change WHERE changed_xid < pg_snapshot_xmin(pg_current_snapshot())
         RETURNING partition, delta)
       INSERT INTO partition_sum (partition, sum)
       SELECT partition, (sum(delta) % (1::int8 << 48))::int8 FROM gone GROUP BY partition
       ON CONFLICT (partition) DO UPDATE SET sum = (partition_sum.sum + excluded.sum) % (1::int8 << 48)`,
    );
  });
}

/** Members of a scope's partition in the order of their ids, each with its hash as the row stands. */
export function listDigests(
  queryable: Queryable,
  wish: {
    readonly scope: MemberScope;
    readonly partition: string;
    readonly after: string;
    readonly limit: number;
  },
): Promise<readonly MemberDigest[]> {
  const { scope, partition, after, limit } = wish;
  const from =
    scope === null
      ? 'member WHERE'
      : 'member JOIN member_scope USING (member_id) WHERE scope = $4 AND';
  return queryable.query<MemberDigest>(
    `SELECT member_id AS "memberId", member_hash(member_id, revision, state) AS hash
       FROM ${from} right(member_id, 2) = $1 AND member_id > $2 ORDER BY member_id LIMIT $3`,
    [partition, after, limit, ...(scope === null ? [] : [scope])],
  );
}
