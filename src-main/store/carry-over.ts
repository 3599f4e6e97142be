import { existsSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { appliedSeqKeptDays } from '../../src-shared/domain/operation/apply-operation.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { InstallId, MemberId } from '../../src-shared/values/ids.ts';
import { createMemberHashes } from './member-hashes.ts';
import { createMemberRebase } from './member-rebase.ts';
import { createMemberWriter } from './member-writer.ts';
import { attachEncrypted, openEncrypted } from './till-file.ts';
import { createTransactions } from './transaction.ts';

/** What head office's image brings, and what follows from it; every other table is the till's own. */
export const imageTables: ReadonlySet<string> = new Set([
  'member',
  'card',
  'search_token',
  // Made anew from the rows of the image.
  'member_hash',
  'partition_sum',
  'hash_scan',
]);

/**
 * Copies everything of the till's own into a replica that has only members: operations with their chain, acts, staff, lists,
 * settings. What head office has not acknowledged is posted on the members again (architecture, point 7), and the feed goes on
 * from the image's cursor. All or nothing, and on the disk when it returns; the replica in use is only read.
 */
export function carryOver(options: {
  readonly nextPath: string;
  readonly filePath: string;
  readonly key: Buffer;
  readonly cursor: string;
  /** The day the image was made: what was acknowledged long before it is in it. */
  readonly builtOnDay: BusinessDate;
}): void {
  const { nextPath, filePath, key, cursor, builtOnDay } = options;
  const db = openEncrypted(nextPath, key, { fileMustExist: true });
  try {
    db.pragma('synchronous = FULL');
    db.pragma('temp_store = MEMORY');
    attachEncrypted(db, filePath, { schema: 'old', key });
    createTransactions(db).run(() => {
      copyOwnTables(db);
      const { changes } = db.prepare('UPDATE sync SET cursor = ?, loaded = 0').run(cursor);
      assert(changes === 1, 'The first migration made the row.');
      rebasePending(db, addDays(builtOnDay, -appliedSeqKeptDays));
    });
  } finally {
    db.close();
  }
}

/** Tells whether a closed replica has anything beside its file; put in the place of another, it would be read into that one. */
export function hasOpenWal(filePath: string): boolean {
  const walPath = `${filePath}-wal`;
  return existsSync(walPath) && statSync(walPath).size > 0;
}

function copyOwnTables(db: Database): void {
  for (const table of listTables(db, 'old')) {
    if (imageTables.has(table)) continue;
    const names = columnNames(db, table);
    // The migrations themselves have written rows into some.
    db.exec(`DELETE FROM main."${table}"`);
    db.exec(`INSERT INTO main."${table}" (${names}) SELECT ${names} FROM old."${table}"`);
  }
}

/** All tables of one file of a connection. */
export function listTables(db: Database, schema: 'main' | 'old'): readonly string[] {
  return db
    .prepare<[], string>(
      `SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all();
}

/** The names of a table's columns, for a statement. */
export function columnNames(db: Database, table: string): string {
  return db
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
    .pluck()
    .all(table)
    .map((name) => `"${name}"`)
    .join(', ');
}

/** Only members whose base lacks something of this till or a neighbour; of all others the image has everything. */
function rebasePending(db: Database, fromDay: BusinessDate): void {
  const installId = db.prepare<[], InstallId>('SELECT install_id FROM main.install').pluck().get();
  if (installId === undefined) return;
  const lastOld = db
    .prepare<[string], number>(
      'SELECT terminal_seq FROM main.operation WHERE terminal_seq <= (SELECT acked_seq FROM main.sync) ' +
        "AND json_valid(json) AND json ->> '$.businessDate' < ? ORDER BY terminal_seq DESC LIMIT 1",
    )
    .pluck();
  const listPending = db
    .prepare<[{ readonly installId: InstallId; readonly afterSeq: number }], MemberId>(
      'SELECT operation.member_id FROM main.operation LEFT JOIN main.member USING (member_id) ' +
        "WHERE terminal_seq > @afterSeq AND outcome IS NOT 'invalid' GROUP BY operation.member_id " +
        "HAVING base IS NULL OR max(terminal_seq) > coalesce(base ->> ('$.appliedSeq.\"' || @installId || '\".seq'), 0)",
    )
    .pluck();
  const afterSeq = lastOld.get(fromDay) ?? 0;
  const listPassed = db
    .prepare<[], MemberId>('SELECT DISTINCT member_id FROM main.neighbour_operation')
    .pluck();
  rebaseMembers(db, [...listPending.all({ installId, afterSeq }), ...listPassed.all()]);
}

/** Posts what is pending of some members on their bases again, each once. */
export function rebaseMembers(db: Database, memberIds: readonly MemberId[]): void {
  const installId = db.prepare<[], InstallId>('SELECT install_id FROM main.install').pluck().get();
  if (installId === undefined) return;
  const rebase = createMemberRebase(db, createMemberWriter(db, createMemberHashes(db)));
  for (const memberId of new Set(memberIds)) rebase.rebase(memberId, installId);
}
