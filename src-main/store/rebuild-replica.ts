import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { columnNames, imageTables, listTables, rebaseMembers } from './carry-over.ts';
import { storeFailureOf } from './failure-words.ts';
import { lockFolder } from './folder-lock.ts';
import { makeReplicaFile } from './make-replica-file.ts';
import { lastAppliedMs, ownMigrationsFolder } from './migrate-till.ts';
import { nextFilePath, removeNextFile } from './snapshot-store.ts';
import { StoreFailure } from './store-failure.ts';
import { syncFolder } from './sync-folder.ts';
import { checkPages, hasReplica, openEncrypted, openToRead, tillFilePath } from './till-file.ts';
import { createTransactions } from './transaction.ts';

/** What became of a replica that was to be made anew. */
export type RebuiltReplica =
  /** It is sound, or there is none: nothing was changed. */
  | { readonly status: 'sound' }
  | {
      readonly status: 'rebuilt';
      /** The damaged file, as it was. */
      readonly keptPath: string;
      readonly operationCount: number;
      /** Of these, what head office has not acknowledged. */
      readonly pendingCount: number;
    };

/** What head office sends again: the members, the directory, the receipts of the store. */
const sentAgainTables: ReadonlySet<string> = new Set([
  ...imageTables,
  'directory',
  'directory_number',
  'store_receipt',
  'made_up_receipt',
  // The new file has its own.
  '__drizzle_migrations',
]);

/**
 * Makes the replica of a stopped till anew where pages of its file are damaged (D, "Snapshot: after damage"). Everything of the
 * till's own is copied to the last row: its identity, all operations with their chain, acts, settings. What head office sends
 * again is left to the next start. The damaged file is only read, and kept under another name. A second call does nothing; after
 * a crash it goes on. Fails with StoreFailure and changes nothing: `file_damaged` where a page of the till's own is among the
 * damaged ones, `file_newer` for a file of another version, and as `openTillStore` does.
 */
export function rebuildReplica(options: {
  readonly dataFolder: string;
  /** 32 bytes; see `readTillKey`. */
  readonly key: Buffer;
  /** Where the SQL of `migrations/till` lies, when this code is bundled elsewhere. */
  readonly migrationsFolder?: string;
}): RebuiltReplica {
  const { dataFolder, key, migrationsFolder = ownMigrationsFolder } = options;
  if (!hasReplica(dataFolder)) return { status: 'sound' };
  const filePath = tillFilePath(dataFolder);
  const lock = lockFolder(dataFolder);
  try {
    const damagedPath = existsSync(filePath) ? filePath : lastKeptPath(filePath);
    if (damagedPath === null) return { status: 'sound' };
    // A crash between the two names has left the WAL at its old one.
    if (damagedPath !== filePath) moveWal(filePath, damagedPath);
    if (damagedPath === filePath && isSound(filePath, key)) return { status: 'sound' };
    const nextPath = nextFilePath(dataFolder);
    removeNextFile(dataFolder);
    makeReplicaFile(nextPath, { key, migrationsFolder, isDurable: true });
    const counts = copyOwnOrRefuse({ damagedPath, nextPath, key });
    const keptPath = damagedPath === filePath ? freeKeptPath(filePath) : damagedPath;
    if (damagedPath === filePath) {
      renameSync(filePath, keptPath);
      moveWal(filePath, keptPath);
    }
    renameSync(nextPath, filePath);
    syncFolder(dataFolder);
    return { status: 'rebuilt', keptPath, ...counts };
  } catch (error) {
    throw storeFailureOf(error, filePath);
  } finally {
    lock.release();
  }
}

function isSound(filePath: string, key: Buffer): boolean {
  let db: Database | undefined;
  try {
    db = openToRead(filePath, key);
    checkPages(db, filePath);
    return true;
  } catch (error) {
    if (isDamage(error, filePath)) return false;
    throw error;
  } finally {
    db?.close();
  }
}

function isDamage(error: unknown, filePath: string): boolean {
  const failure = storeFailureOf(error, filePath);
  return failure instanceof StoreFailure && failure.code === 'file_damaged';
}

interface CopyWish {
  readonly damagedPath: string;
  readonly nextPath: string;
  readonly key: Buffer;
}

interface Counts {
  readonly operationCount: number;
  readonly pendingCount: number;
}

function copyOwnOrRefuse(wish: CopyWish): Counts {
  try {
    return copyOwn(wish);
  } catch (error) {
    removeNextFile(path.dirname(wish.nextPath));
    if (isDamage(error, wish.damagedPath)) throw ownDamaged(wish.damagedPath, error);
    throw error;
  }
}

function copyOwn({ damagedPath, nextPath, key }: CopyWish): Counts {
  const old = openToRead(damagedPath, key);
  try {
    const db = openEncrypted(nextPath, key, { fileMustExist: true });
    try {
      db.pragma('synchronous = FULL');
      if (lastAppliedMs(old) !== lastAppliedMs(db)) throw otherVersion(damagedPath);
      return createTransactions(db).run(() => {
        for (const table of listTables(db, 'main')) {
          if (!sentAgainTables.has(table)) copyTable(old, db, table);
        }
        db.exec(
          'UPDATE sync SET cursor = NULL, loaded = 0, receipt_cursor = NULL, directory_cursor = NULL, directory_loaded = 0',
        );
        rebaseMembers(db, listEnrolledHere(db));
        return count(db);
      });
    } finally {
      db.close();
    }
  } finally {
    old.close();
  }
}

/** All rows or a failure: a table of the till's own that is not whole is nothing to go on with. */
function copyTable(old: Database, db: Database, table: string): void {
  const names = columnNames(db, table);
  const places = names.replaceAll(/"[^"]+"/g, '?');
  const insert = db.prepare(`INSERT INTO "${table}" (${names}) VALUES (${places})`);
  // The migrations themselves have written rows into some.
  db.exec(`DELETE FROM "${table}"`);
  const rows = old.prepare<[], readonly unknown[]>(`SELECT ${names} FROM "${table}" NOT INDEXED`);
  for (const row of rows.raw().safeIntegers().iterate()) insert.run(...row);
}

/** Members whom only this till knows: head office cannot send them before it has heard of them. */
function listEnrolledHere(db: Database): readonly MemberId[] {
  return db
    .prepare<[], MemberId>(
      "SELECT member_id FROM operation WHERE kind = 'enrol' AND outcome IS NOT 'invalid' " +
        'AND terminal_seq > (SELECT acked_seq FROM sync)',
    )
    .pluck()
    .all();
}

function count(db: Database): Counts {
  const row = db
    .prepare<[], Counts>(
      'SELECT count(*) AS operationCount, count(*) FILTER (WHERE terminal_seq > (SELECT acked_seq FROM sync)) ' +
        'AS pendingCount FROM operation',
    )
    .get();
  assert(row !== undefined, 'A count has a row.');
  return row;
}

function moveWal(fromPath: string, toPath: string): void {
  if (existsSync(`${fromPath}-wal`)) renameSync(`${fromPath}-wal`, `${toPath}-wal`);
}

/** `till.db.damaged`, `till.db.damaged-2` and so on: none is written over. */
function keptPathOf(filePath: string, number: number): string {
  return `${filePath}.damaged${number === 1 ? '' : `-${number}`}`;
}

function freeKeptPath(filePath: string): string {
  let number = 1;
  while (existsSync(keptPathOf(filePath, number))) number += 1;
  return keptPathOf(filePath, number);
}

/** What a crash left while the files were given their names; null where there is no such file. */
function lastKeptPath(filePath: string): string | null {
  let last: string | null = null;
  for (let number = 1; existsSync(keptPathOf(filePath, number)); number += 1) {
    last = keptPathOf(filePath, number);
  }
  return last;
}

function ownDamaged(filePath: string, cause: unknown): StoreFailure {
  return new StoreFailure(
    'file_damaged',
    inBothLanguages(
      `${filePath} 里本机自己的交易也有损坏，无法完整取出，未改动任何数据。请备份整个文件夹交技术支持；要马上收银，请换一个空文件夹并向总部要新的激活码。`,
      `In ${filePath} the till's own operations are damaged too and cannot all be read. Nothing was changed. Keep a copy ` +
        'of this folder for support; to go on at once, start with an empty folder and a new activation code.',
    ),
    { cause },
  );
}

function otherVersion(filePath: string): StoreFailure {
  return new StoreFailure(
    'file_newer',
    inBothLanguages(
      `${filePath} 是另一版本的收银机写的，未改动任何数据。请用写它的版本重建。`,
      `${filePath} was written by another version of this till. Nothing was changed. Rebuild it with that version.`,
    ),
  );
}
