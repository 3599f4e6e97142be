import path from 'node:path';
import type { Database } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { refuseUnfinishedRestore } from './restoring-folder.ts';
import { renewEpoch } from './meta-store.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';
import { lockServer, type ServerLock } from './server-lock.ts';
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
  /**
   * Resolves with why, in words, once a database on a server is another one than was opened (restored, moved, changed over): its
   * epoch is another then, and what is answered by this one misleads tills.
   */
  readonly lost: Promise<StartRefusal>;
  close(): Promise<void>;
}

type OpenDatabase = Pick<Store, 'database' | 'close'> & {
  /** null: a folder, which nobody else gets. */
  readonly lock: ServerLock | null;
};

/**
 * Opens the store and brings its tables up to date. A folder serves one process at a time and says so (StartRefusal); on a
 * server several offices run side by side, and no restore beside them. `onFailure` hears of lost connections, and
 * `onSyncFailure` of a disk that fails, as the last that happens: the process ends then.
 */
export async function openStore(
  location: StoreLocation,
  onFailure: (error: Error) => void,
  onSyncFailure: (error: unknown) => void = () => undefined,
): Promise<Store> {
  if (location.kind === 'folder') refuseUnfinishedRestore(location.folder);
  const { database, lock, close } = await openDatabase(location, onFailure, onSyncFailure);
  try {
    await migrate(database);
    const epoch = await renewEpoch(database);
    const lost = lock?.watch(epoch) ?? Promise.withResolvers<StartRefusal>().promise;
    return { database, epoch, lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens the database as it is, and changes nothing in it. A folder serves one process at a time, and a server nobody while it is
 * restored (StartRefusal).
 */
export async function openDatabase(
  location: StoreLocation,
  onFailure: (error: Error) => void,
  onSyncFailure: (error: unknown) => void,
): Promise<OpenDatabase> {
  if (location.kind === 'server') {
    const lock = await reach(() => lockServer(location.url, onFailure));
    const database = openPostgres(location.url, onFailure);
    return {
      database,
      lock,
      close: async () => {
        await database.close();
        await lock.release();
      },
    };
  }
  const lock = lockFolder(location.folder);
  try {
    const database = await openPglite(path.join(location.folder, databaseFolder), onSyncFailure);
    return {
      database,
      lock: null,
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
async function reach<Reached>(connect: () => Promise<Reached>): Promise<Reached> {
  try {
    return await connect();
  } catch (error) {
    if (error instanceof StartRefusal) throw error;
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
