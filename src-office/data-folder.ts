import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { inBothLanguages } from '../src-shared/text/start-words.ts';
import {
  type IdentityKeys,
  makeIdentityKeyFile,
  readIdentityKeyFile,
} from './handlers/identity-keys.ts';
import { type KeyRing, makeKeyRing, readKeyRing } from './handlers/key-ring.ts';
import {
  areKnownKeys,
  type KeyFileName,
  type KeyFingerprint,
  learnKeys,
  readKnownKeys,
  renewKnownKeys,
} from './handlers/known-keys.ts';
import { makeKeyFile, type OfficeKeys, readKeyFile } from './handlers/office-keys.ts';
import type { Database } from './store/database.ts';
import { makeFolder } from './store/make-folder.ts';
import { databaseFolder } from './store/open-store.ts';
import { StartRefusal } from './store/start-refusal.ts';

const tokenBytes = 32;
const tokenShape = /^[\w-]{32,}$/;

/** The files of a data folder that a backup takes along. */
export const keyFileNames = [
  'admin-token',
  'metrics-token',
  'office-key',
  'coupon-keys',
  'member-code-keys',
  'identity-keys',
  'demo-key',
] as const;

/** What the office keeps beside its database: who may call it, and what it signs with. */
export interface DataFolder {
  readonly adminToken: string;
  /** Reads `/metrics` and nothing else. */
  readonly metricsToken: string;
  readonly keys: OfficeKeys;
  readonly couponKeys: KeyRing;
  readonly memberCodeKeys: KeyRing;
  readonly identityKeys: IdentityKeys;
}

/**
 * Opens a data folder beside its database. The first time it makes the admin token and the keys, readable for nobody else,
 * and the database learns which they are. From then on a key that is missing, damaged or another is a StartRefusal: with a
 * new one every till of the chain would be a stranger, and no coupon or buyer's document could be read again.
 */
export async function openDataFolder(folder: string, database: Database): Promise<DataFolder> {
  makeFolder(folder);
  const openKeys = makeKeyOpener(folder, database);
  return {
    adminToken: readToken(path.join(folder, 'admin-token')),
    metricsToken: readToken(path.join(folder, 'metrics-token')),
    keys: await openKeys('office-key', makeKeyFile, readKeyFile),
    couponKeys: await openKeys('coupon-keys', makeKeyRing, readKeyRing),
    memberCodeKeys: await openKeys('member-code-keys', makeKeyRing, readKeyRing),
    identityKeys: await openKeys('identity-keys', makeIdentityKeyFile, readIdentityKeyFile),
  };
}

/**
 * Refuses a folder with an office's keys and no database in it. The database comes before its keys: it was lost, or is on a
 * server. A new one beside old keys would be an office without members, and nobody would be told.
 */
export function refuseKeysWithoutDatabase(folder: string): void {
  const database = path.join(folder, databaseFolder);
  if (!existsSync(path.join(folder, 'office-key'))) return;
  if (existsSync(path.join(database, 'PG_VERSION'))) return;
  throw new StartRefusal(
    inBothLanguages(
      `${database} 里没有数据库，而密钥还在。未改动任何数据。请从备份放回数据库；若数据库在服务器上，请用 --database-url。`,
      `There is no database in ${database}, but the keys of an office are there. Nothing was changed. Put the database ` +
        'back from the backup; where it is on a server, call with --database-url.',
    ),
  );
}

/** The key of the demo page, made the first time it is asked for. Throws StartRefusal for a file that holds none. */
export function readDemoKey(folder: string): string {
  return readToken(path.join(folder, 'demo-key'));
}

/** A token that is lost is made anew: nothing depends on it but those who call, and they read the file. */
function readToken(file: string): string {
  const token = readOrCreate(file, makeToken).trim();
  if (tokenShape.test(token)) return token;
  throw new StartRefusal(
    inBothLanguages(
      `${file} 不是有效的令牌，删除后重启会生成新的。`,
      `${file} holds no token: delete it, and the next start makes a new one.`,
    ),
  );
}

function makeToken(): string {
  return `${randomBytes(tokenBytes).toString('base64url')}\n`;
}

function makeKeyOpener(folder: string, database: Database) {
  return async <Keys extends { fingerprints(): readonly KeyFingerprint[] }>(
    name: KeyFileName,
    make: () => string,
    read: (content: string, save: (content: string) => void) => Keys,
  ): Promise<Keys> => {
    const file = path.join(folder, name);
    const isKnown = (await readKnownKeys(database, name)) !== null;
    const content = isKnown ? readIfThere(file) : readOrCreate(file, make);
    if (content === null) throw keyRefusal(file, '不见了', 'is missing');
    const keys = readKeys(file, () => read(content, (next) => replaceFile(file, next)));
    if (!isKnown) await learnKeys(database, name, keys.fingerprints());
    const known = await readKnownKeys(database, name);
    if (known === null || !areKnownKeys(known, keys.fingerprints())) {
      throw keyRefusal(
        file,
        '不是这个数据库的密钥',
        'holds other keys than those of this database',
      );
    }
    await renewKnownKeys(database, name, keys.fingerprints());
    return keys;
  };
}

function readKeys<Keys>(file: string, read: () => Keys): Keys {
  try {
    return read();
  } catch (error) {
    throw keyRefusal(file, '已损坏', 'is damaged', { cause: error });
  }
}

function keyRefusal(
  file: string,
  chinese: string,
  english: string,
  options?: ErrorOptions,
): StartRefusal {
  return new StartRefusal(
    inBothLanguages(
      `密钥文件 ${file} ${chinese}，未改动任何数据。请从备份放回原来的文件再启动；换成新密钥，各店收银机都会连不上。`,
      `The key file ${file} ${english}. Nothing was changed. Put the file back from the backup, then start again: ` +
        'with a new key no till of the chain would be known any more.',
    ),
    options,
  );
}

/** Whole or not at all, even in a crash and when two offices start at once: written aside, synced, then linked. */
function readOrCreate(file: string, makeContent: () => string): string {
  const existing = readIfThere(file);
  if (existing !== null) return existing;
  const aside = writeAside(file, makeContent());
  try {
    linkSync(aside, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(aside);
  }
  syncFolder(path.dirname(file));
  return readFileSync(file, 'utf8');
}

/** Writes a file for its owner alone, in the place of one that is there, whole or not at all, and on the disk. */
export function replaceFile(file: string, content: string): void {
  renameSync(writeAside(file, content), file);
  syncFolder(path.dirname(file));
}

function writeAside(file: string, content: string): string {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const descriptor = openSync(aside, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return aside;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Makes what was created, renamed or removed in a folder last. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
