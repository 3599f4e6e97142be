import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { makeFolder } from './store/make-folder.ts';
import { type KeyRing, makeKeyRing, readKeyRing } from './handlers/key-ring.ts';
import {
  type IdentityKeys,
  makeIdentityKeyFile,
  readIdentityKeyFile,
} from './handlers/identity-keys.ts';
import { makeKeyFile, type OfficeKeys, readKeyFile } from './handlers/office-keys.ts';

const tokenBytes = 32;

/** The files of a data folder that a backup takes along. */
export const keyFileNames = [
  'admin-token',
  'office-key',
  'coupon-keys',
  'member-code-keys',
  'identity-keys',
  'demo-key',
] as const;

/** What the office keeps beside its database: who may call it, and what it signs with. */
export interface DataFolder {
  readonly adminToken: string;
  readonly keys: OfficeKeys;
  readonly couponKeys: KeyRing;
  readonly memberCodeKeys: KeyRing;
  readonly identityKeys: IdentityKeys;
}

/** Opens a data folder; the first time it makes the admin token and the keys, readable for nobody else. */
export function openDataFolder(folder: string): DataFolder {
  makeFolder(folder);
  return {
    adminToken: readOrCreate(path.join(folder, 'admin-token'), makeToken).trim(),
    keys: readKeyFile(readOrCreate(path.join(folder, 'office-key'), makeKeyFile)),
    couponKeys: openKeyRing(path.join(folder, 'coupon-keys')),
    memberCodeKeys: openKeyRing(path.join(folder, 'member-code-keys')),
    identityKeys: readIdentityKeyFile(
      readOrCreate(path.join(folder, 'identity-keys'), makeIdentityKeyFile),
    ),
  };
}

/** The key of the demo page, made the first time it is asked for. */
export function readDemoKey(folder: string): string {
  return readOrCreate(path.join(folder, 'demo-key'), makeToken).trim();
}

function makeToken(): string {
  return `${randomBytes(tokenBytes).toString('base64url')}\n`;
}

function openKeyRing(file: string): KeyRing {
  return readKeyRing(readOrCreate(file, makeKeyRing), (content) => replaceFile(file, content));
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
