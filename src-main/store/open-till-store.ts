import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { createCarriedGrantStore } from './carried-grant-store.ts';
import { startCheckpointer } from './checkpointer.ts';
import { lockFolder } from './folder-lock.ts';
import { createCodeKeyStore } from './code-key-store.ts';
import { createGiftStore } from './gift-store.ts';
import { createInstallStore } from './install-store.ts';
import { createMemberRebase } from './member-rebase.ts';
import { createMemberStore } from './member-store.ts';
import { createMemberWriter } from './member-writer.ts';
import { migrateTill } from './migrate-till.ts';
import { createOperationStore } from './operation-store.ts';
import { createOfflineStretchStore } from './offline-stretch-store.ts';
import { createOpenedCodeStore } from './opened-code-store.ts';
import { createPinAttemptStore } from './pin-attempt-store.ts';
import { createProgrammeStore } from './programme-store.ts';
import { createReaderSettingStore } from './reader-setting-store.ts';
import { createReceiptStore } from './receipt-store.ts';
import { createRedemptionStore } from './redemption-store.ts';
import { createActStore } from './act-store.ts';
import { createRefundStore } from './refund-store.ts';
import { storeFailureOf, withStoreFailures } from './failure-words.ts';
import { createSetupStore } from './setup-store.ts';
import { createStaffStore } from './staff-store.ts';
import { syncFolder } from './sync-folder.ts';
import { createStoreReceiptStore } from './store-receipt-store.ts';
import { createSyncStore } from './sync-store.ts';
import { checkTillFile, markBegun, openEncrypted, tillFilePath } from './till-file.ts';
import type { TillStore } from './till-store.ts';
import { createTransactions } from './transaction.ts';

export interface TillStoreOptions {
  readonly dataFolder: string;
  /** 32 bytes; see `readTillKey`. */
  readonly key: Buffer;
  readonly log?: { warn(details: object, message: string): void };
  /** Where the SQL of `migrations/till` lies, when this code is bundled elsewhere. */
  readonly migrationsFolder?: string;
  /** Where the checkpoint thread's code lies, when this code is bundled elsewhere. */
  readonly checkpointWorkerUrl?: URL;
}

const cacheKibibytes = 64 * 1024;
// A net under the checkpoint thread: a WAL of so many pages (512 MB) is checkpointed by the writer.
const walPagesMax = 131_072;

/**
 * Opens the replica of a data folder, and makes it on the first start. Fails with StoreFailure:
 * `folder_in_use` for a second opening, `wrong_key`, `file_damaged`, `file_missing`, `file_newer`, `disk_full` or
 * `disk_error`; the file is then as it was.
 */
export function openTillStore(options: TillStoreOptions): TillStore {
  const { dataFolder, key } = options;
  const migrationsFolder =
    options.migrationsFolder ?? fileURLToPath(new URL('../../migrations/till', import.meta.url));
  const filePath = tillFilePath(dataFolder);
  makeFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  let db: Database | undefined;
  try {
    checkTillFile(filePath, key);
    if (!existsSync(filePath)) createTillFile({ dataFolder, key, migrationsFolder });
    db = openForWriting(filePath, key);
    migrateTill(db, { migrationsFolder });
    markBegun(dataFolder);
    const stores = createStores(db, filePath);
    const checkpointer = startCheckpointer({
      filePath,
      key,
      workerUrl: options.checkpointWorkerUrl ?? new URL('./checkpoint-worker.ts', import.meta.url),
      onFailure: (error) => options.log?.warn({ error }, 'The checkpoint thread has ended.'),
    });
    const opened = db;
    const close = (): void => {
      checkpointer.stop();
      opened.close();
      lock.release();
    };
    return { ...stores, close };
  } catch (error) {
    db?.close();
    lock.release();
    throw storeFailureOf(error, filePath);
  }
}

function makeFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw storeFailureOf(error, dataFolder);
  }
}

/** Makes all stores of one connection; statements are prepared here, once. */
export function createStores(db: Database, filePath: string): Omit<TillStore, 'close'> {
  const drizzled = drizzle(db);
  const transactions = createTransactions(db);
  const install = createInstallStore(drizzled);
  const writer = createMemberWriter(db);
  const rebase = createMemberRebase(db, writer);
  const guard = <Store extends object>(store: Store): Store => withStoreFailures(store, filePath);
  return {
    install: guard(install),
    member: guard(createMemberStore(db, { install, writer, rebase, transactions })),
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
    sync: guard(createSyncStore(drizzled)),
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
  for (const leftover of [newPath, `${newPath}-journal`]) rmSync(leftover, { force: true });
  const db = openEncrypted(newPath, options.key, {});
  try {
    db.pragma('synchronous = FULL');
    migrateTill(db, options);
  } finally {
    db.close();
  }
  renameSync(newPath, tillFilePath(options.dataFolder));
  syncFolder(options.dataFolder);
}

function openForWriting(filePath: string, key: Buffer): Database {
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
