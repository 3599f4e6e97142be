import path from 'node:path';
import type { Database } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { renewEpoch } from './meta-store.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';

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
 * Opens the store and brings its tables up to date. A folder serves one process at a time (FolderInUseError); on a server
 * several offices run side by side. `onFailure` hears of lost connections, and `onSyncFailure` of a disk that fails, as the
 * last that happens: the process ends then.
 */
export async function openStore(
  location: StoreLocation,
  onFailure: (error: Error) => void,
  onSyncFailure: (error: unknown) => void = () => undefined,
): Promise<Store> {
  if (location.kind === 'server') {
    return prepare(openPostgres(location.url, onFailure), () => undefined);
  }
  const lock = lockFolder(location.folder);
  try {
    const database = await openPglite(path.join(location.folder, databaseFolder), onSyncFailure);
    return await prepare(database, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function prepare(database: Database, release: () => void): Promise<Store> {
  try {
    await migrate(database);
    const epoch = await renewEpoch(database);
    return {
      database,
      epoch,
      close: async () => {
        await database.close();
        release();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
