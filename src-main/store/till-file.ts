import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { assert } from '../../src-shared/values/assert.ts';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import { addChainMac } from './chain-mac.ts';
import { fileDamaged, storeFailureOf } from './failure-words.ts';
import { StoreFailure } from './store-failure.ts';
import { writeDurably } from './write-durably.ts';

/** Where the replica of a data folder lies. */
export function tillFilePath(dataFolder: string): string {
  return path.join(dataFolder, 'till.db');
}

/** Tells whether a data folder holds a replica or what is left of one, so that it must not be begun anew. */
export function hasReplica(dataFolder: string): boolean {
  const filePath = tillFilePath(dataFolder);
  return existsSync(filePath) || isBegun(dataFolder) || existsSync(walPath(filePath));
}

/**
 * Marks a data folder as one that holds a replica, once it does. Written last in a first start: one that died before begins
 * anew, and from then on a folder without `till.db` has lost it. It tells the key of the replica from any other, which the
 * replica itself cannot once its beginning is damaged. A second call changes nothing.
 */
export function markBegun(dataFolder: string, key: Buffer): void {
  if (isBegun(dataFolder)) return;
  writeDurably(
    beginMarkPath(dataFolder),
    `The replica till.db was made in this folder.\n${keyLine(key)}\n`,
    { keepExisting: true },
  );
}

/** Whether the replica of a folder was made with this key; false too where the folder does not say. */
function isKeyOfFolder(dataFolder: string, key: Buffer): boolean {
  if (!isBegun(dataFolder)) return false;
  return readFileSync(beginMarkPath(dataFolder), 'utf8').split('\n').includes(keyLine(key));
}

/** Of a random key of 32 bytes this tells nothing. */
function keyLine(key: Buffer): string {
  return `key ${createHmac('sha256', key).update('the key of till.db').digest('hex')}`;
}

function isBegun(dataFolder: string): boolean {
  return existsSync(beginMarkPath(dataFolder));
}

function beginMarkPath(dataFolder: string): string {
  return path.join(dataFolder, 'till.begun');
}

function walPath(filePath: string): string {
  return `${filePath}-wal`;
}

// Above this size a whole check would be felt at every start; a page is authenticated whenever it is read.
const checkedFileBytesMax = 64 * 1024 * 1024;

const keyBytes = 32;

/**
 * Opens an encrypted file; the cipher has to be named before the key, and the key is used at the first read only. The key is
 * random already and goes in raw: stretched as a passphrase is, it would cost 40 ms at each opening and be no stronger.
 */
export function openEncrypted(
  filePath: string,
  key: Buffer,
  options: Database.Options,
): Database.Database {
  const db = new Database(filePath, options);
  db.pragma("cipher = 'aegis'");
  // The types are those of better-sqlite3, which has no keys.
  (db as Database.Database & { key(key: Buffer): number }).key(rawKey(key));
  addChainMac(db, key);
  return db;
}

/** Puts a second encrypted file beside the one of a connection, which need not be encrypted itself. */
export function attachEncrypted(
  db: Database.Database,
  filePath: string,
  { schema, key }: { readonly schema: string; readonly key: Buffer },
): void {
  db.pragma("cipher = 'aegis'");
  db.prepare(`ATTACH ? AS ${schema} KEY ?`).run(filePath, rawKey(key));
}

function rawKey(key: Buffer): Buffer {
  assert(key.length === keyBytes, 'Another length would be taken for a passphrase.');
  return Buffer.from(`raw:${key.toString('hex')}`);
}

/**
 * Refuses a file that is not to be opened: another key, damage, a size of nothing. It looks through
 * a connection that can only read, because even closing a writing one may move the WAL into the file.
 */
export function checkTillFile(filePath: string, key: Buffer): void {
  if (!existsSync(filePath)) {
    if (hasReplica(path.dirname(filePath))) throw fileMissing(filePath);
    return;
  }
  if (statSync(filePath).size === 0) throw fileDamaged(filePath, 'it is empty');
  let db: Database.Database | undefined;
  try {
    db = openToRead(filePath, key);
    if (statSync(filePath).size <= checkedFileBytesMax) checkPages(db, filePath);
  } catch (error) {
    throw storeFailureOf(error, filePath);
  } finally {
    db?.close();
  }
}

/** A connection that can only read, so that the file and its WAL stay as they are; `wrong_key` or `file_damaged`. */
export function openToRead(filePath: string, key: Buffer): Database.Database {
  const db = openEncrypted(filePath, key, { readonly: true });
  try {
    readFirstPage(db, filePath, key);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function fileMissing(filePath: string): StoreFailure {
  return new StoreFailure(
    'file_missing',
    inBothLanguages(
      `${filePath} 不见了，里面有还没上传的交易，未改动任何数据。请把文件放回原处；若要重新开始，先备份整个文件夹再清空，并向总部要新的激活码。`,
      `${filePath} is missing, and the last sales were in it. Nothing was changed. Put the file back where it was; to ` +
        'begin anew, keep a copy of this folder, empty it, and ask head office for a new activation code.',
    ),
  );
}

function readFirstPage(db: Database.Database, filePath: string, key: Buffer): void {
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_NOTADB') throw error;
    if (isKeyOfFolder(path.dirname(filePath), key)) {
      throw fileDamaged(filePath, 'its beginning cannot be read', error);
    }
    throw new StoreFailure(
      'wrong_key',
      inBothLanguages(
        `${filePath} 用本机的密钥打不开：密钥不是它的。未改动任何数据。请放回它的密钥，或以 --recover 启动并输入恢复表上的代码。`,
        `${filePath} cannot be opened with this till's key, which belongs to another file. Nothing was changed. ` +
          'Put back the key that belongs to it, or start with --recover and type the code of the recovery sheet.',
      ),
      { cause: error },
    );
  }
}

/** Looks through every page of a file; fails with `file_damaged`. */
export function checkPages(db: Database.Database, filePath: string): void {
  const findings = db.pragma('quick_check(1)', { simple: true });
  if (findings !== 'ok') throw fileDamaged(filePath, String(findings).replaceAll(/\s+/g, ' '));
}
