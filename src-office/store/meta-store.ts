import { randomBytes } from 'node:crypto';
import { awaitInstalls } from './awaited-store.ts';
import type { Database, Queryable } from './database.ts';

/** The lists that go down whole when they change. */
export type ListName = 'staff' | 'programme' | `gift:${string}` | `terminals:${string}`;

/** What a database's transaction ids belong to: this server, its line since the last recovery, and the database itself. */
const thisServer = `SELECT s.system_identifier || ':' || c.timeline_id || ':' || d.oid
   FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d
  WHERE d.datname = current_database()`;

/** The epoch that a database has here; null before it has one, and once it was restored, moved or recovered. */
export async function readEpoch(queryable: Pick<Queryable, 'query'>): Promise<string | null> {
  const rows = await queryable.query<{ epoch: string }>(
    `SELECT epoch.value AS epoch FROM meta AS epoch JOIN meta AS origin ON origin.name = 'epoch_origin'
      WHERE epoch.name = 'epoch' AND origin.value = (${thisServer})`,
  );
  return rows[0]?.epoch ?? null;
}

/**
 * Makes sure that the database has an epoch, and a new one when it was restored into another server, moved, or recovered to
 * an earlier moment: transaction ids then start anew, and a cursor of the old epoch would skip what follows.
 */
export async function renewEpoch(database: Database): Promise<string> {
  return database.transaction(async (transaction) => {
    await transaction.query('LOCK TABLE meta IN SHARE ROW EXCLUSIVE MODE');
    const epoch = await readEpoch(transaction);
    if (epoch !== null) return epoch;
    const next = randomBytes(9).toString('base64url');
    const rows = await transaction.query<{ origin: string }>(`SELECT (${thisServer}) AS origin`);
    await writeMeta(transaction, 'epoch', next);
    await writeMeta(transaction, 'epoch_origin', rows[0]?.origin ?? '');
    // Rows that carry an id from the old server's future would wait there, unseen.
    await transaction.query(
      'UPDATE member SET changed_xid = pg_current_xact_id() WHERE changed_xid > pg_current_xact_id()',
    );
    await transaction.query(
      'UPDATE member_scope SET changed_xid = pg_current_xact_id() WHERE changed_xid > pg_current_xact_id()',
    );
    await transaction.query(
      'UPDATE directory SET changed_xid = pg_current_xact_id() WHERE changed_xid > pg_current_xact_id()',
    );
    await transaction.query(
      'UPDATE grant_cut SET cut_xid = pg_current_xact_id() WHERE cut_xid > pg_current_xact_id()',
    );
    await transaction.query(
      'UPDATE operation SET arrived_xid = pg_current_xact_id() WHERE arrived_xid > pg_current_xact_id()',
    );
    await transaction.query(
      'UPDATE partition_change SET changed_xid = pg_current_xact_id() WHERE changed_xid > pg_current_xact_id()',
    );
    await awaitInstalls(transaction);
    // It begins again: what was found is found once.
    await transaction.query(`DELETE FROM meta WHERE name = 'audit_position'`);
    return next;
  });
}

/** Makes the next start take a new epoch, whatever server it finds itself on. */
export async function forgetEpoch(transaction: Queryable): Promise<void> {
  await transaction.query(`DELETE FROM meta WHERE name IN ('epoch', 'epoch_origin')`);
}

/** The number a list's revision has; 0 before the first change. */
export async function readListRevision(queryable: Queryable, list: ListName): Promise<number> {
  return (await readListRevisions(queryable, [list])).get(list) ?? 0;
}

/** The revisions of those of some lists that ever changed. */
export async function readListRevisions(
  queryable: Queryable,
  lists: readonly ListName[],
): Promise<ReadonlyMap<ListName, number>> {
  const rows = await queryable.query<{ list: ListName; revision: number }>(
    `SELECT list, value::int8 AS revision
       FROM unnest($1::text[]) AS list JOIN meta ON name = list || '_revision'`,
    [[...new Set(lists)]],
  );
  return new Map(rows.map(({ list, revision }) => [list, revision]));
}

/** Marks a list as changed, in the transaction that changes it. */
export async function raiseListRevision(queryable: Queryable, list: ListName): Promise<void> {
  await queryable.query(
    `INSERT INTO meta (name, value) VALUES ($1, '1')
     ON CONFLICT (name) DO UPDATE SET value = (meta.value::int8 + 1)::text`,
    [`${list}_revision`],
  );
}

/** One value of the office as a whole; null where there is none. */
export async function readMeta(queryable: Queryable, name: string): Promise<string | null> {
  const rows = await queryable.query<{ value: string }>('SELECT value FROM meta WHERE name = $1', [
    name,
  ]);
  return rows[0]?.value ?? null;
}

/** Keeps one value of the office as a whole, in the place of a former one. */
export async function writeMeta(queryable: Queryable, name: string, value: string): Promise<void> {
  await queryable.query(
    `INSERT INTO meta (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [name, value],
  );
}

/** Keeps one value of the office as a whole; one that is there stays. */
export async function writeMetaOnce(
  queryable: Queryable,
  name: string,
  value: string,
): Promise<void> {
  await queryable.query(
    'INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
    [name, value],
  );
}
