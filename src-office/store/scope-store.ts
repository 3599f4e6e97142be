import type { Queryable } from './database.ts';
import { keepDirectory } from './directory-store.ts';
import { readMeta, writeMeta } from './meta-store.ts';

/** Which members a till holds, as a programme says it (OF-13), where it is not all of them. */
export type PartialScope = 'store' | 'region';

/** Whom a till holds: the members of `member_scope` by that name; null: all there are. */
export type MemberScope = string | null;

/** The scope of a store's tills while the programme says this kind. One without a region has its own members only. */
export function scopeOfStore(
  kind: PartialScope | 'all',
  { storeId, region }: { readonly storeId: string; readonly region: string | null },
): MemberScope {
  if (kind === 'all') return null;
  return kind === 'region' && region !== null ? `region:${region}` : `store:${storeId}`;
}

/** Who was served or looked up at a store within so many days is in its scope (OF-13). */
export const scopeSeenDays = 180;
const dayMs = 86_400_000;

/**
 * Begins to keep scopes of a kind, and the directory of those outside, in the transaction that first publishes a programme with
 * it: with members of all stores as they are at home or were served in the last days. Nobody writes a member meanwhile, and
 * whoever does afterwards sees that the scopes are kept. A repeat changes nothing.
 */
export async function keepScopes(
  transaction: Queryable,
  kind: PartialScope,
  nowMs: number,
): Promise<void> {
  if ((await readMeta(transaction, `scope:${kind}`)) !== null) return;
  await lockAgainstWrites(transaction);
  await keepDirectory(transaction);
  await writeMeta(transaction, `scope:${kind}`, String(nowMs));
  await fillScopes(transaction, null, nowMs);
}

/** Fills the scopes of a store that is new, or has moved into another region; nothing where no scopes are kept. */
export async function fillScopesOfStore(
  transaction: Queryable,
  storeId: string,
  nowMs: number,
): Promise<void> {
  const scopes = await transaction.query('SELECT 1 FROM store_scope WHERE store_id = $1', [
    storeId,
  ]);
  if (scopes.length === 0) return;
  await lockAgainstWrites(transaction);
  await fillScopes(transaction, storeId, nowMs);
}

/** Members can still be read and locked; what would change them waits until the transaction ends. */
async function lockAgainstWrites(transaction: Queryable): Promise<void> {
  await transaction.query('LOCK TABLE member IN SHARE ROW EXCLUSIVE MODE');
}

async function fillScopes(
  transaction: Queryable,
  storeId: string | null,
  nowMs: number,
): Promise<void> {
  // Compiling it takes longer than running it for some thousand members.
  await transaction.query('SET LOCAL jit = off');
  await transaction.query(
    `WITH RECURSIVE seen AS (
       SELECT state::json ->> 'enrolledAtStoreId' AS store_id, member_id, NULL::int8 AS at_ms FROM member
       UNION ALL
       SELECT store_id, member_id, max(received_at_ms) FROM operation JOIN terminal USING (terminal_id)
        WHERE received_at_ms >= $2 AND verdict <> 'invalid' AND member_id IS NOT NULL
        GROUP BY store_id, member_id),
     here AS (
       SELECT scope, member_id, at_ms FROM seen JOIN store_scope USING (store_id)
        WHERE $1::text IS NULL OR store_id = $1
       UNION
       SELECT scope, state::json #>> '{mergedInto,otherMemberId}', at_ms FROM here JOIN member USING (member_id)
        WHERE strpos(state, '"mergedInto":{') > 0)
     INSERT INTO member_scope (scope, member_id, seen_at_ms, hash)
     SELECT scope, m.member_id, CASE WHEN bool_or(at_ms IS NULL) THEN NULL ELSE max(at_ms) END,
            member_hash(m.member_id, m.revision, m.state)
       FROM here JOIN member m ON m.member_id = here.member_id GROUP BY scope, m.member_id
     ON CONFLICT (scope, member_id) DO UPDATE
       SET seen_at_ms = CASE WHEN excluded.seen_at_ms IS NOT NULL
                             THEN greatest(member_scope.seen_at_ms, excluded.seen_at_ms) END
     WHERE member_scope.seen_at_ms IS NOT NULL`,
    [storeId, nowMs - scopeSeenDays * dayMs],
  );
}

/**
 * Notes that members were served or looked up at a store: from now on its tills are told of them. Their rows must be locked, so
 * that no other state is written before these are in the scope. Nothing where no scopes are kept.
 */
export async function noteSeenAt(
  transaction: Queryable,
  storeId: string,
  memberIds: readonly string[],
  nowMs: number,
): Promise<void> {
  if (memberIds.length === 0) return;
  // Asked apart: a chain that keeps no scopes reads no members for it.
  const scopes = await transaction.query<{ scope: string }>(
    'SELECT scope FROM store_scope WHERE store_id = $1',
    [storeId],
  );
  for (const { scope } of scopes) {
    await transaction.query(
      `INSERT INTO member_scope (scope, member_id, seen_at_ms, hash)
       SELECT $1, member_id, $3::int8, member_hash(member_id, revision, state)
         FROM member WHERE member_id = ANY($2)
       ON CONFLICT (scope, member_id) DO UPDATE SET seen_at_ms = excluded.seen_at_ms
       WHERE member_scope.seen_at_ms < excluded.seen_at_ms - ${dayMs}`,
      [scope, memberIds, nowMs],
    );
  }
}

const leaveCount = 1_000;

/**
 * Takes those out of scopes who were not seen there for `scopeSeenDays` and are not at home there (OF-13); answers how many rows
 * went. Their tills forget them as they forget any difference, and have them again as soon as they are seen. Those stay of whom
 * something is set aside for a store of the scope, since a till that is told of them no more would never hear that it was taken
 * back (OF-04), and those in whom others were merged, whose numbers lead to them (PL-19). Who is being written to stays until the
 * next time.
 */
export async function leaveScopes(queryable: Queryable, nowMs: number): Promise<number> {
  let leftCount = 0;
  let after: ScopeRow = { scope: '', memberId: '' };
  for (;;) {
    // Each row is locked and looked at again: whoever is seen meanwhile stays.
    const gone = await queryable.query<ScopeRow>(
      `WITH aged AS (
         SELECT s.scope, s.member_id FROM member_scope s JOIN member m ON m.member_id = s.member_id
          WHERE (s.scope, s.member_id) > ($1, $2) AND s.seen_at_ms < $3
            AND strpos(m.state, '"mergedFrom":[{') = 0
            AND NOT EXISTS (
              SELECT 1 FROM json_array_elements(m.state::json -> 'storeGrants') AS granted
                JOIN store_scope ON store_scope.store_id = granted ->> 'storeId' AND store_scope.scope = s.scope)
          ORDER BY s.scope, s.member_id LIMIT ${leaveCount} FOR UPDATE OF s, m SKIP LOCKED),
       gone AS (
         DELETE FROM member_scope USING aged
          WHERE member_scope.scope = aged.scope AND member_scope.member_id = aged.member_id
         RETURNING member_scope.scope, member_scope.member_id)
       SELECT scope, member_id AS "memberId" FROM gone ORDER BY scope, member_id`,
      [after.scope, after.memberId, nowMs - scopeSeenDays * dayMs],
    );
    leftCount += gone.length;
    const last = gone.at(-1);
    if (last === undefined || gone.length < leaveCount) return leftCount;
    after = last;
  }
}

interface ScopeRow {
  readonly scope: string;
  readonly memberId: string;
}
