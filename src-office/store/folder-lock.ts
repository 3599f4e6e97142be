import { chmodSync, closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { folderInUseWords } from '../../src-shared/text/start-words.ts';
import { makeFolder } from './make-folder.ts';
import { StartRefusal } from './start-refusal.ts';

/**
 * Makes this process the only one in a folder until `release`, or until it ends in whatever way: the lock is the operating
 * system's, on an SQLite file, so that nothing is left behind after a kill. Throws StartRefusal.
 */
export function lockFolder(folder: string): { release(): void } {
  makeFolder(folder);
  const file = path.join(folder, 'lock');
  closeSync(openSync(file, 'a', 0o600)); // SQLite itself would make it readable for others
  chmodSync(file, 0o600);
  const lock = new DatabaseSync(file);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new StartRefusal(folderInUseWords(folder), { cause: error });
    throw error;
  }
  return { release: () => lock.close() };
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}
