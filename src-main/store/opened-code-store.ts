import { and, desc, eq, gte, isNull, lt, ne, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { openedCodeTable } from '../../src-shared/replica/till-tables.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { OpenedCodeStore } from './till-store.ts';

/** Keeps which member codes were opened here; opening one twice, or spending it twice, is a bug and throws. */
export function createOpenedCodeStore(db: BetterSQLite3Database): OpenedCodeStore {
  const { codeId, actId, openedAtMs, openedBy } = openedCodeTable;
  const find = db
    .select()
    .from(openedCodeTable)
    .where(eq(codeId, sql.placeholder('codeId')))
    .prepare();

  return {
    find: (id) => find.get({ codeId: id }) ?? null,
    insert(code) {
      db.insert(openedCodeTable).values(code).run();
    },
    listOwnSince: (sinceMs, limit) =>
      db
        .select()
        .from(openedCodeTable)
        .where(and(gte(openedAtMs, sinceMs), ne(openedBy, 'neighbour')))
        .orderBy(desc(openedAtMs))
        .limit(limit)
        .all(),
    markSpent(id, spentActId) {
      const { changes } = db
        .update(openedCodeTable)
        .set({ actId: spentActId })
        .where(and(eq(codeId, id), isNull(actId)))
        .run();
      assert(changes === 1, 'Only a code that was opened and proves nothing yet is spent.');
    },
    prune(beforeMs) {
      db.delete(openedCodeTable).where(lt(openedAtMs, beforeMs)).run();
    },
  };
}
