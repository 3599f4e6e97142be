import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { actTable } from '../../src-shared/replica/act-table.ts';
import { countingOperations } from './operation-store.ts';
import type { ActStore, StoredAct } from './till-store.ts';

/** Keeps acts by the id their caller gave them; the same kind and id again is a bug and throws. */
export function createActStore(db: BetterSQLite3Database): ActStore {
  const columns = getTableColumns(actTable);
  const find = db
    .select(columns)
    .from(actTable)
    .where(
      and(eq(actTable.kind, sql.placeholder('kind')), eq(actTable.actId, sql.placeholder('actId'))),
    )
    .prepare();
  const ofMember = db
    .select(columns)
    .from(actTable)
    .where(
      and(
        eq(actTable.memberId, sql.placeholder('memberId')),
        eq(actTable.kind, sql.placeholder('kind')),
      ),
    )
    .prepare();
  const ofDay = db
    .select(columns)
    .from(actTable)
    .where(
      and(
        eq(actTable.kind, sql.placeholder('kind')),
        eq(actTable.businessDate, sql.placeholder('businessDate')),
      ),
    )
    .prepare();
  const waiting = db
    .select(columns)
    .from(actTable)
    .where(and(eq(actTable.kind, sql.placeholder('kind')), eq(actTable.state, 'waiting')))
    .orderBy(actTable.businessDate, actTable.actId)
    .prepare();
  // The state as a literal: by a bound one SQLite does not use the index of what is open.
  const unclosed = db
    .select({ ...columns, atMs: sql<number>`counting.at_ms` })
    .from(actTable)
    .innerJoin(
      sql`${sql.raw(countingOperations)} AS counting`,
      sql`counting.terminal_seq = ${actTable.terminalSeq}`,
    )
    .where(and(eq(actTable.kind, sql.placeholder('kind')), sql`${actTable.state} = 'open'`))
    .orderBy(actTable.terminalSeq)
    .limit(sql.placeholder('limit'))
    .prepare();

  return {
    insert: ({ record, ...act }) => {
      db.insert(actTable)
        .values({ ...act, record: JSON.stringify(record) })
        .run();
    },
    find: (kind, actId) => {
      const row = find.get({ kind, actId });
      return row === undefined ? null : toAct(row);
    },
    listOfMember: (memberId, kind) => ofMember.all({ memberId, kind }).map(toAct),
    listOfDay: (kind, businessDate) => ofDay.all({ kind, businessDate }).map(toAct),
    listWaiting: (kind) => waiting.all({ kind }).map(toAct),
    listUnclosed: (kind, limit) =>
      unclosed.all({ kind, limit }).map(({ atMs, ...act }) => ({ ...toAct(act), atMs })),
    forgetWaiting: (kind, actId) => {
      const { changes } = db
        .delete(actTable)
        .where(
          and(eq(actTable.kind, kind), eq(actTable.actId, actId), eq(actTable.state, 'waiting')),
        )
        .run();
      return changes > 0;
    },
    update: (kind, actId, { record, ...change }) => {
      const values = record === undefined ? change : { ...change, record: JSON.stringify(record) };
      db.update(actTable)
        .set(values)
        .where(and(eq(actTable.kind, kind), eq(actTable.actId, actId)))
        .run();
    },
  };
}

function toAct(row: typeof actTable.$inferSelect): StoredAct {
  return { ...row, record: JSON.parse(row.record) as unknown }; // written by `insert` and `update`
}
