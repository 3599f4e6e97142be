import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { createCarriedGrantStore } from './carried-grant-store.ts';
import { startCheckpointer } from './checkpointer.ts';
import { lockFolder } from './folder-lock.ts';
import { createDirectoryStore } from './directory-store.ts';
import { createCodeKeyStore } from './code-key-store.ts';
import { createGiftStore } from './gift-store.ts';
import { createInstallStore } from './install-store.ts';
import { createLanStore } from './lan-store.ts';
import { createMemberHashStore } from './member-hash-store.ts';
import { createMemberHashes } from './member-hashes.ts';
import { createMemberRebase } from './member-rebase.ts';
import { createMemberStore } from './member-store.ts';
import { createMemberWriter } from './member-writer.ts';
import { makeReplicaFile } from './make-replica-file.ts';
import { migrateTill, ownMigrationsFolder } from './migrate-till.ts';
import { createNeighbourStore } from './neighbour-store.ts';
import { createOperationStore } from './operation-store.ts';
import { createOfflineStretchStore } from './offline-stretch-store.ts';
import { createOpenedCodeStore } from './opened-code-store.ts';
import { createPinAttemptStore } from './pin-attempt-store.ts';
import { createProgrammeStore } from './programme-store.ts';
import { createReaderSettingStore } from './reader-setting-store.ts';
import { createReceiptStore } from './receipt-store.ts';
import { createRedemptionStore } from './redemption-store.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { carryOver, hasOpenWal } from './carry-over.ts';
import { createActStore } from './act-store.ts';
import { createBaseSlices } from './base-slices.ts';
import { createFeedThread } from './feed-thread.ts';
import { openForWriting } from './open-for-writing.ts';
import { alone, counterTurn, createTurnMemory, takeTurns, type WriteTurn } from './write-turn.ts';
import { createRefundStore } from './refund-store.ts';
import { diskFull, storeFailureOf, withStoreFailures } from './failure-words.ts';
import { createSnapshotStore, nextFilePath, removeNextFile } from './snapshot-store.ts';
import { createSetupStore } from './setup-store.ts';
import { createStaffStore } from './staff-store.ts';
import { syncFolder } from './sync-folder.ts';
import { createStoreReceiptStore } from './store-receipt-store.ts';
import { createSyncStore } from './sync-store.ts';
import { checkTillFile, markBegun, tillFilePath } from './till-file.ts';
import type { TillStore } from './till-store.ts';
import { createTransactions } from './transaction.ts';

export interface TillStoreOptions {
  readonly dataFolder: string;
  /** 32 bytes; see `readTillKey`. */
  readonly key: Buffer;
  readonly log?: { warn(details: object, message: string): void };
  /** Where the SQL of `migrations/till` lies, when this code is bundled elsewhere. */
  readonly migrationsFolder?: string;
  /** Where the code of the threads lies, when this code is bundled elsewhere. */
  readonly checkpointWorkerUrl?: URL;
  readonly snapshotWorkerUrl?: URL;
  readonly feedWorkerUrl?: URL;
}

/**
 * Opens the replica of a data folder, and makes it on the first start. Fails with StoreFailure:
 * `folder_in_use` for a second opening, `wrong_key`, `file_damaged`, `file_missing`, `file_newer`, `disk_full` or
 * `disk_error`; the file is then as it was.
 */
export function openTillStore(options: TillStoreOptions): TillStore {
  const { dataFolder, key } = options;
  const migrationsFolder = options.migrationsFolder ?? ownMigrationsFolder;
  const filePath = tillFilePath(dataFolder);
  makeFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  const open = (): OpenReplica =>
    openReplica({
      ...options,
      filePath,
      migrationsFolder,
      checkpointWorkerUrl:
        options.checkpointWorkerUrl ?? new URL('./checkpoint-worker.ts', import.meta.url),
      feedWorkerUrl: options.feedWorkerUrl ?? new URL('./feed-worker.ts', import.meta.url),
    });
  try {
    checkTillFile(filePath, key);
    if (!existsSync(filePath)) createTillFile({ dataFolder, key, migrationsFolder });
    markBegun(dataFolder, key);
    removeNextFile(dataFolder);
    let replica = open();
    const followed = followStores(replica.stores);
    const adopt: Parameters<typeof createSnapshotStore>[0]['adopt'] = (wish) => {
      assert(!replica.db.inTransaction, 'A replica is not changed in the middle of a transaction.');
      carryOver({ nextPath: nextFilePath(dataFolder), filePath, key, ...wish });
      replica.close();
      try {
        // What the WAL still held would be read into the other file; closing has emptied it, unless the disk was full.
        if (hasOpenWal(filePath)) throw diskFull(filePath);
        renameSync(nextFilePath(dataFolder), filePath);
        syncFolder(dataFolder);
      } finally {
        replica = open();
        followed.follow(replica.stores);
      }
    };
    const snapshot = createSnapshotStore({
      dataFolder,
      key,
      migrationsFolder,
      workerUrl: options.snapshotWorkerUrl ?? new URL('./snapshot-worker.ts', import.meta.url),
      adopt: (wish) => {
        try {
          adopt(wish);
        } catch (error) {
          throw storeFailureOf(error, filePath);
        }
      },
    });
    const close = (): void => {
      snapshot.close();
      replica.close();
      lock.release();
    };
    return { ...followed.stores, snapshot, close };
  } catch (error) {
    lock.release();
    throw storeFailureOf(error, filePath);
  }
}

type Stores = Omit<TillStore, 'close' | 'snapshot'>;

/** One file in use: its stores, and the threads that checkpoint it and apply the feed to it. */
interface OpenReplica {
  readonly db: Database;
  readonly stores: Stores;
  close(): void;
}

function openReplica(
  options: Pick<TillStoreOptions, 'key' | 'log'> & {
    readonly filePath: string;
    readonly migrationsFolder: string;
    readonly checkpointWorkerUrl: URL;
    readonly feedWorkerUrl: URL;
  },
): OpenReplica {
  const { filePath, key, migrationsFolder } = options;
  const db = openForWriting(filePath, key);
  try {
    migrateTill(db, { migrationsFolder });
    const turns = createTurnMemory();
    const turn = counterTurn(turns);
    takeTurns(db, turn);
    const feed = createFeedThread({ filePath, key, turns, workerUrl: options.feedWorkerUrl });
    const stores = { ...createStores(db, filePath, turn), feed: feed.store };
    const checkpointer = startCheckpointer({
      filePath,
      key,
      workerUrl: options.checkpointWorkerUrl,
      onFailure: (error) => options.log?.warn({ error }, 'The checkpoint thread has ended.'),
    });
    const close = (): void => {
      feed.stop();
      checkpointer.stop();
      db.close();
    };
    return { db, stores, close };
  } catch (error) {
    db.close();
    throw error;
  }
}

type StoreFunction = (...args: readonly unknown[]) => unknown;

/** The same stores for whoever holds them, while the file behind them may become another. */
function followStores(first: Stores): {
  readonly stores: Stores;
  follow(next: Stores): void;
} {
  const followers: ((next: Readonly<Record<string, unknown>>) => void)[] = [];
  const followAll = (source: object): object =>
    Object.fromEntries(
      Object.entries(source).map(([name, value]: [string, unknown]) => {
        if (typeof value !== 'function') {
          const inner = followers.length;
          const stores = followAll(value as object); // a store is functions and nothing else
          const ofStore = followers.splice(inner);
          followers.push((next) => {
            for (const each of ofStore) each(next[name] as Record<string, unknown>);
          });
          return [name, stores];
        }
        let work = value as StoreFunction;
        followers.push((next) => {
          work = next[name] as StoreFunction; // of the same shape
        });
        return [name, (...args: readonly unknown[]) => work(...args)];
      }),
    );
  const stores = followAll(first) as Stores; // the same names with functions of the same shape
  return {
    stores,
    follow: (next) => {
      for (const each of followers) each(next);
    },
  };
}

function makeFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw storeFailureOf(error, dataFolder);
  }
}

/** Makes all stores of one connection; statements are prepared here, once. */
export function createStores(
  db: Database,
  filePath: string,
  turn: WriteTurn = alone,
): Omit<TillStore, 'close' | 'snapshot' | 'feed'> {
  const drizzled = drizzle(db);
  const transactions = createTransactions(db, turn);
  const install = createInstallStore(drizzled);
  const sync = createSyncStore(drizzled);
  const hashes = createMemberHashes(db);
  const writer = createMemberWriter(db, hashes);
  const rebase = createMemberRebase(db, writer);
  const slices = createBaseSlices({ install, hashes, rebase });
  const guard = <Store extends object>(store: Store): Store => withStoreFailures(store, filePath);
  return {
    install: guard(install),
    member: guard(createMemberStore(db, { install, writer, rebase, slices, transactions })),
    memberHash: guard(createMemberHashStore(db, { hashes, install, rebase, transactions })),
    directory: guard(createDirectoryStore(db, sync, transactions)),
    operation: guard(createOperationStore(db, { rebase, transactions })),
    receipt: guard(createReceiptStore(db)),
    storeReceipt: guard(createStoreReceiptStore(db, transactions)),
    redemption: guard(createRedemptionStore(db, transactions)),
    refund: guard(createRefundStore(drizzled)),
    act: guard(createActStore(drizzled)),
    staff: guard(createStaffStore(drizzled, transactions)),
    programme: guard(createProgrammeStore(drizzled, transactions)),
    codeKey: guard(createCodeKeyStore(drizzled, transactions)),
    openedCode: guard(createOpenedCodeStore(drizzled)),
    carriedGrant: guard(createCarriedGrantStore(drizzled)),
    gift: guard(createGiftStore(drizzled, transactions)),
    readerSetting: guard(createReaderSettingStore(drizzled)),
    setup: guard(createSetupStore(drizzled)),
    pinAttempt: guard(createPinAttemptStore(drizzled)),
    offlineStretch: guard(createOfflineStretchStore(drizzled)),
    lan: guard(createLanStore(drizzled)),
    neighbour: guard(createNeighbourStore(db, { install, rebase, transactions })),
    sync: guard(sync),
    transaction(work) {
      try {
        return transactions.run(work);
      } catch (error) {
        throw storeFailureOf(error, filePath);
      }
    },
  };
}

/**
 * Makes the file under another name first: a till that dies in between starts anew, and an empty
 * `till.db` is therefore always damage, never a beginning.
 */
function createTillFile(options: {
  readonly dataFolder: string;
  readonly key: Buffer;
  readonly migrationsFolder: string;
}): void {
  const newPath = path.join(options.dataFolder, 'till.db.new');
  makeReplicaFile(newPath, { ...options, isDurable: true });
  renameSync(newPath, tillFilePath(options.dataFolder));
  syncFolder(options.dataFolder);
}
