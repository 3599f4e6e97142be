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

/** Who was active at a store for so long is in its scope from the start (OF-13). */
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
