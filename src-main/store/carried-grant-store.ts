import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { carriedGrantTable } from '../../src-shared/replica/till-tables.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { CarriedGrantStore } from './till-store.ts';

/**
 * Keeps what members' phones carried here; using one up twice is a bug and throws. Few members have any, and every scan
 * asks: who may have one is kept in memory, so that a scan of anybody else reads nothing.
 */
export function createCarriedGrantStore(db: BetterSQLite3Database): CarriedGrantStore {
  const { grantId, memberId, points, endsAtMs, redemptionId } = carriedGrantTable;
  const listUnused = db
    .select({ grantId, memberId, points, endsAtMs })
    .from(carriedGrantTable)
    .where(and(eq(memberId, sql.placeholder('memberId')), isNull(redemptionId)))
    .orderBy(desc(points), endsAtMs)
    .prepare();
  const findUnusedById = db
    .select({ grantId })
    .from(carriedGrantTable)
    .where(and(eq(grantId, sql.placeholder('grantId')), isNull(redemptionId)))
    .prepare();
  const mayHave = new Set(
    db
      .selectDistinct({ memberId })
      .from(carriedGrantTable)
      .where(isNull(redemptionId))
      .all()
      .map((row) => row.memberId),
  );

  return {
    keep(grant) {
      mayHave.add(grant.memberId);
      db.insert(carriedGrantTable).values(grant).onConflictDoNothing().run();
    },
    listUnused: (ofMemberId) =>
      mayHave.has(ofMemberId) ? listUnused.all({ memberId: ofMemberId }) : [],
    isUnused: (id) => findUnusedById.get({ grantId: id }) !== undefined,
    markUsed(id, usedBy) {
      const { changes } = db
        .update(carriedGrantTable)
        .set({ redemptionId: usedBy })
        .where(and(eq(grantId, id), isNull(redemptionId)))
        .run();
      assert(changes === 1, 'Only a grant that is here and unused is used up.');
    },
    prune(beforeMs) {
      db.delete(carriedGrantTable).where(lt(endsAtMs, beforeMs)).run();
    },
  };
}
