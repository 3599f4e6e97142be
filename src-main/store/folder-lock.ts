import path from 'node:path';
import Database from 'better-sqlite3';
import { folderInUseWords } from '../../src-shared/text/start-words.ts';
import { storeFailureOf } from './failure-words.ts';
import { StoreFailure } from './store-failure.ts';

/** A data folder taken for this process. */
export interface FolderLock {
  /** A second call does nothing. */
  release(): void;
}

/**
 * Takes a data folder for this process, or fails with `folder_in_use`. The lock is the operating
 * system's, held by an open transaction on an empty SQLite file: it ends with the process however
 * that ends, so there is no stale lock to clear up. Nobody else in this process may open
 * `till.lock`, because closing any handle to a file drops all POSIX locks a process has on it.
 */
export function lockFolder(dataFolder: string): FolderLock {
  const lockPath = path.join(dataFolder, 'till.lock');
  let db: Database.Database | undefined;
  try {
    db = new Database(lockPath, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') {
      throw new StoreFailure('folder_in_use', folderInUseWords(dataFolder), { cause: error });
    }
    throw storeFailureOf(error, lockPath);
  }
  const held = db;
  return { release: () => held.close() };
}
