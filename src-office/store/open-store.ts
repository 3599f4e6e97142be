import path from 'node:path';
import type { Database } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { refuseUnfinishedRestore } from './restoring-folder.ts';
import { renewEpoch } from './meta-store.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';
import { StartRefusal } from './start-refusal.ts';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';

/** The folder inside a data folder that PostgreSQL's files are in. */
export const databaseFolder = 'database';

/** Where the office keeps its members: a folder of its own, or a PostgreSQL server. */
export type StoreLocation =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'server'; readonly url: string };

export interface Store {
  readonly database: Database;
  /** What a feed cursor is good for: another epoch means that positions start anew. */
  readonly epoch: string;
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date. A folder serves one process at a time and says so (StartRefusal); on a
 * server several offices run side by side. `onFailure` hears of lost connections, and `onSyncFailure` of a disk that fails, as
 * the last that happens: the process ends then.
 */
export async function openStore(
  location: StoreLocation,
  onFailure: (error: Error) => void,
  onSyncFailure: (error: unknown) => void = () => undefined,
): Promise<Store> {
  if (location.kind === 'folder') refuseUnfinishedRestore(location.folder);
  const { database, close } = await openDatabase(location, onFailure, onSyncFailure);
  try {
    await migrate(database);
    const epoch = await renewEpoch(database);
    return { database, epoch, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the database as it is, and changes nothing in it. A folder serves one process at a time (StartRefusal). */
export async function openDatabase(
  location: StoreLocation,
  onFailure: (error: Error) => void,
  onSyncFailure: (error: unknown) => void,
): Promise<Omit<Store, 'epoch'>> {
  if (location.kind === 'server') {
    const database = await reach(openPostgres(location.url, onFailure));
    return { database, close: () => database.close() };
  }
  const lock = lockFolder(location.folder);
  try {
    const database = await openPglite(path.join(location.folder, databaseFolder), onSyncFailure);
    return {
      database,
      close: async () => {
        await database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A server that cannot be had is for whoever starts the office. Its address may hold a password and is not repeated. */
async function reach(database: Database): Promise<Database> {
  try {
    await database.query('SELECT 1');
    return database;
  } catch (error) {
    await database.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartRefusal(
      inBothLanguages(
        `连不上数据库（${reason}）。请检查 --database-url 和数据库服务器。`,
        `The database cannot be reached (${reason}). Check --database-url and the server.`,
      ),
      { cause: error },
    );
  }
}
