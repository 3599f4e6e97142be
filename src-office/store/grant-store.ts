import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { GrantStore } from '../../src-shared/domain/offline-rights/renew-grants.ts';
import { isCut } from '../../src-shared/domain/offline-rights/store-grant.ts';
import type { Queryable } from './database.ts';
import type { FeedPosition } from './feed-store.ts';
import { textColumns } from './row-text.ts';

/** A till for which something of a member is kept until it has seen the newest state (OF-04). */
export interface GrantCut {
  readonly installId: string;
  readonly memberId: string;
}

/** What a till that says nothing for so long may have taken becomes a debt when it comes back (OF-04 c). */
export const silentMs = 7 * 86_400_000;
/** How many members are settled at once; the rest with the next sign of the till. */
const settledAtOnce = 200;

/**
 * Stores with their tills that may work: not revoked, and heard of since `silentSinceMs`, since nothing is kept for another
 * (OF-04 c). A till that was never heard of has just been activated. Stores without any are left out.
 */
export async function listGrantStores(
  queryable: Queryable,
  storeIds: readonly string[],
  silentSinceMs: number,
): Promise<readonly GrantStore[]> {
  if (storeIds.length === 0) return [];
  const rows = await queryable.query<{ storeId: string; storeName: string; installId: string }>(
    `SELECT store_id AS "storeId", store_name AS "storeName", install_id AS "installId"
       FROM install JOIN terminal USING (terminal_id) JOIN store USING (store_id)
      WHERE store_id = ANY($1) AND status = 'active' AND coalesce(last_seen_at_ms, created_at_ms) >= $2
      ORDER BY store_id, install_id`,
    [[...new Set(storeIds)], silentSinceMs],
  );
  const stores = new Map<string, { storeId: string; storeName: string; installIds: string[] }>();
  for (const { storeId, storeName, installId } of rows) {
    const store = stores.get(storeId) ?? { storeId, storeName, installIds: [] };
    store.installIds.push(installId);
    stores.set(storeId, store);
  }
  return [...stores.values()];
}

/** Of these tills, those that may work, with when they were heard of last. */
export async function listWorking(
  queryable: Queryable,
  installIds: readonly string[],
  silentSinceMs: number,
): Promise<ReadonlyMap<string, number>> {
  if (installIds.length === 0) return new Map();
  const rows = await queryable.query<{ installId: string; seenAtMs: number }>(
    `SELECT install_id AS "installId", coalesce(last_seen_at_ms, created_at_ms) AS "seenAtMs"
       FROM install JOIN terminal USING (terminal_id)
      WHERE install_id = ANY($1) AND status = 'active'
        AND coalesce(last_seen_at_ms, created_at_ms) >= $2`,
    [installIds, silentSinceMs],
  );
  return new Map(rows.map(({ installId, seenAtMs }) => [installId, seenAtMs]));
}

/**
 * Notes of written states what their tills must see first. Called with every write of members, so that none is forgotten; a
 * state in which nothing is kept costs nothing.
 */
export async function noteCuts(
  queryable: Queryable,
  states: readonly Pick<MemberState, 'memberId' | 'storeGrants'>[],
): Promise<void> {
  const cuts = states.flatMap(({ memberId, storeGrants = [] }): GrantCut[] =>
    storeGrants
      .flatMap(({ shares }) => shares)
      .filter(isCut)
      .map(({ installId }) => ({ installId, memberId })),
  );
  if (cuts.length === 0) return;
  await queryable.query(
    `INSERT INTO grant_cut (install_id, member_id)
     SELECT i, m FROM unnest($1::text[], $2::text[]) AS row(i, m)
     ON CONFLICT (install_id, member_id) DO UPDATE SET cut_xid = excluded.cut_xid`,
    textColumns(queryable, cuts, [({ installId }) => installId, ({ memberId }) => memberId]),
  );
}

/** What tills have not told to have seen yet, of some members. */
export async function listCuts(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<readonly GrantCut[]> {
  if (memberIds.length === 0) return [];
  return queryable.query<GrantCut>(
    `SELECT install_id AS "installId", member_id AS "memberId" FROM grant_cut
      WHERE member_id = ANY($1)`,
    [memberIds],
  );
}

/** Those of some installs that have yet to see that a share of theirs became smaller. */
export async function listInstallsWithCuts(
  queryable: Queryable,
  installIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await queryable.query<{ installId: string }>(
    `SELECT install_id AS "installId" FROM unnest($1::text[]) AS asked (install_id)
      WHERE EXISTS (SELECT 1 FROM grant_cut WHERE grant_cut.install_id = asked.install_id)`,
    [installIds],
  );
  return new Set(rows.map(({ installId }) => installId));
}

/** Members whose newest state a till has seen that told its place in the feed, of those that wait for it. */
export async function listSeenCuts(
  queryable: Queryable,
  installId: string,
  position: FeedPosition,
): Promise<readonly string[]> {
  const rows = await queryable.query<{ memberId: string }>(
    `SELECT member_id AS "memberId" FROM grant_cut
      WHERE install_id = $1 AND (cut_xid, member_id) <= ($2::xid8, $3)
      ORDER BY member_id LIMIT ${settledAtOnce}`,
    [installId, position.changedXid, position.memberId],
  );
  return rows.map(({ memberId }) => memberId);
}

/** Forgets that a till has to see these members. The members must be locked, so that no newer cut comes in between. */
export async function deleteSeenCuts(
  queryable: Queryable,
  installId: string,
  position: FeedPosition,
  memberIds: readonly string[],
): Promise<void> {
  await queryable.query(
    `DELETE FROM grant_cut
      WHERE install_id = $1 AND (cut_xid, member_id) <= ($2::xid8, $3) AND member_id = ANY($4)`,
    [installId, position.changedXid, position.memberId, memberIds],
  );
}
