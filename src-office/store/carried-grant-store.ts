import { inArray } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { carriedGrantTable } from './tables.ts';

/** Points that a member's phone carries to a store (ID-04), to be told of by its tills. */
export type CarriedGrant = typeof carriedGrantTable.$inferSelect;

/** How many are released at once; the rest with the next sign of a till. */
const releasedAtOnce = 100;

export async function insertCarriedGrant(queryable: Queryable, grant: CarriedGrant): Promise<void> {
  await queryable.drizzle.insert(carriedGrantTable).values(grant);
}

/**
 * Grants of a store that nobody can have spent without head office knowing of it (OF-04): they ended, and since then every till
 * that may know of them has told all it did. Tills that have been silent since `silentSinceMs` are not waited for.
 */
export async function listReleasable(
  queryable: Queryable,
  at: { readonly storeId: string; readonly endedBeforeMs: number; readonly silentSinceMs: number },
  afterEndMs: number,
): Promise<readonly Pick<CarriedGrant, 'grantId' | 'memberId'>[]> {
  return queryable.query<Pick<CarriedGrant, 'grantId' | 'memberId'>>(
    `SELECT grant_id AS "grantId", member_id AS "memberId" FROM carried_grant
      WHERE store_id = $1 AND ends_at_ms <= $2
        AND NOT EXISTS (SELECT 1 FROM install JOIN terminal USING (terminal_id)
                         WHERE terminal.store_id = $1 AND terminal.status = 'active'
                           AND install.last_seen_at_ms >= $3
                           AND install.whole_at_ms < carried_grant.ends_at_ms + $4)
      ORDER BY ends_at_ms LIMIT ${releasedAtOnce}`,
    [at.storeId, at.endedBeforeMs, at.silentSinceMs, afterEndMs],
  );
}

export async function deleteCarriedGrants(
  queryable: Queryable,
  grantIds: readonly string[],
): Promise<void> {
  await queryable.drizzle
    .delete(carriedGrantTable)
    .where(inArray(carriedGrantTable.grantId, [...grantIds]));
}
