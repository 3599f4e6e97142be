import type { Database } from 'better-sqlite3';
import { openEncrypted } from './till-file.ts';

const cacheKibibytes = 64 * 1024;
// A net under the checkpoint thread: a WAL of so many pages (512 MB) is checkpointed by the writer.
const walPagesMax = 131_072;

/** Opens a replica to work with it. */
export function openForWriting(filePath: string, key: Buffer): Database {
  const db = openEncrypted(filePath, key, { fileMustExist: true });
  db.pragma('journal_mode = WAL');
  // better-sqlite3 opens a WAL with NORMAL, which loses the last sales in a power cut.
  db.pragma('synchronous = FULL');
  db.pragma(`wal_autocheckpoint = ${walPagesMax}`);
  db.pragma(`cache_size = -${cacheKibibytes}`);
  // SQLite's temporary files are not encrypted.
  db.pragma('temp_store = MEMORY');
  // With rows in it, SQLite compiles a prepared statement again at every run.
  db.exec('DROP TABLE IF EXISTS sqlite_stat4');
  return db;
}
