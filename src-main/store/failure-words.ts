import { statfsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { folderInUseWords, inBothLanguages } from '../../src-shared/text/start-words.ts';
import { StoreFailure } from './store-failure.ts';

const systemErrors = /^(?:EACCES|EEXIST|EIO|EMFILE|ENOTDIR|EPERM|EROFS)$/;

/**
 * Puts an error of SQLite or of the file system into words for a person, where it is the disk or the
 * file that did not work. Anything else, such as a broken CHECK, is a bug and comes back as it is.
 */
export function storeFailureOf(error: unknown, filePath: string): unknown {
  if (error instanceof Database.SqliteError) return failureOfSqlite(error, filePath);
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return diskFull(filePath, error);
  return systemErrors.test(String(error.code)) ? diskError(filePath, error) : error;
}

function failureOfSqlite(
  error: InstanceType<typeof Database.SqliteError>,
  filePath: string,
): unknown {
  const { code } = error;
  if (code === 'SQLITE_FULL') return diskFull(filePath, error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return fileDamaged(filePath, error.message, error);
  }
  if (code === 'SQLITE_BUSY') {
    return new StoreFailure('folder_in_use', folderInUseWords(path.dirname(filePath)), {
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_IOERR')) {
    // A full disk shows itself in more than one way: the index of the WAL cannot grow either.
    if (hasNoSpace(filePath)) return diskFull(filePath, error);
    return diskError(filePath, error);
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) {
    return diskError(filePath, error);
  }
  return error;
}

/** The failure of a file whose content is not what was written. */
export function fileDamaged(filePath: string, detail: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'file_damaged',
    inBothLanguages(
      `${filePath} 里的数据已损坏（${detail}），未改动任何数据。请停下收银机，备份整个文件夹并检查磁盘，再以 --rebuild 启动：保留本机未上传的交易，会员资料向总部重取。`,
      `The till's data in ${filePath} is damaged (${detail}). Nothing was changed. Stop the till, keep a copy of this ` +
        'folder, have the disk checked, then start with --rebuild: it keeps what was not yet sent to head office and ' +
        'fetches the members again.',
    ),
    { cause },
  );
}

/** Gives every function of a store the words of `storeFailureOf`. */
export function withStoreFailures<Store extends object>(store: Store, filePath: string): Store {
  const guarded = Object.entries(store).map(([name, work]: [string, StoreFunction]) => [
    name,
    guard(work, filePath),
  ]);
  // The same names with functions of the same shape.
  return Object.fromEntries(guarded) as Store;
}

/** A store is functions and nothing else. */
type StoreFunction = (...args: unknown[]) => unknown;

function guard(work: StoreFunction, filePath: string): StoreFunction {
  return (...args) => {
    try {
      return work(...args);
    } catch (error) {
      throw storeFailureOf(error, filePath);
    }
  };
}

/** The failure of a disk without room. */
export function diskFull(filePath: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'disk_full',
    inBothLanguages(
      `${filePath} 所在的磁盘已满，未记账。请腾出空间后重试。`,
      `The disk that holds ${filePath} is full. Nothing was posted. Make room on it, then try again.`,
    ),
    { cause },
  );
}

function diskError(filePath: string, cause: Error): StoreFailure {
  return new StoreFailure(
    'disk_error',
    inBothLanguages(
      `${filePath} 无法读写（${cause.message}）。请检查磁盘和文件夹权限，再启动收银机。`,
      `${filePath} cannot be read or written (${cause.message}). Check the disk and the rights of ` +
        'the folder, then start the till again.',
    ),
    { cause },
  );
}

function hasNoSpace(filePath: string): boolean {
  try {
    return statfsSync(path.dirname(filePath)).bavail === 0;
  } catch {
    return false; // A folder that cannot even be asked is not known to be full.
  }
}
