import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { keyFileNames } from '../data-folder.ts';
import type { Queryable } from '../store/database.ts';
import {
  findOwner,
  freezeForReading,
  listAppliedMigrations,
  listDumpedTables,
  listSequences,
  readRows,
} from '../store/dump-store.ts';
import { databaseFolder, openDatabase, type StoreLocation } from '../store/open-store.ts';
import { refuseUnfinishedRestore } from '../store/restoring-folder.ts';
import { BackupFailure } from './backup-failure.ts';
import { writeBackupFile } from './backup-file.ts';
import type { BackupRecord } from './backup-record.ts';

export interface BackupSummary {
  readonly file: string;
  readonly bytes: number;
  readonly createdAtMs: number;
  readonly rowCount: number;
  /** The file says nothing without its passphrase. */
  readonly isSealed: boolean;
}

/**
 * Writes the office's database and keys into one file, as they were at one moment. On PostgreSQL the offices go on meanwhile;
 * a folder with PGlite must not be in use (StartRefusal). Fails with BackupFailure; the database is only read.
 */
export async function backUp(options: {
  readonly file: string;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  readonly passphrase: string | null;
  readonly log: Logger;
  readonly nowMs: () => number;
}): Promise<BackupSummary> {
  const { file, dataFolder, databaseUrl, passphrase, log } = options;
  refuseUnfinishedRestore(dataFolder);
  const location = locate(dataFolder, databaseUrl);
  const { database, close } = await openDatabase(
    location,
    (error) => log.error({ err: error }, 'database lost'),
    (error) => log.fatal({ err: error }, 'the disk did not take what was written'),
  );
  try {
    const createdAtMs = options.nowMs();
    let rowCount = 0;
    const { bytes } = await database.transaction(async (transaction) => {
      await freezeForReading(transaction);
      if ((await findOwner(transaction)) !== 'office') throw nothingThere();
      const records = async function* (): AsyncGenerator<BackupRecord> {
        for await (const record of readOffice(transaction, dataFolder)) {
          if (record.kind === 'end') ({ rowCount } = record);
          yield record;
        }
      };
      return writeBackupFile(file, { records, passphrase, createdAtMs });
    });
    return { file, bytes, createdAtMs, rowCount, isSealed: passphrase !== null };
  } finally {
    await close();
  }
}

function locate(dataFolder: string, databaseUrl: string | undefined): StoreLocation {
  if (!existsSync(path.join(dataFolder, 'office-key'))) throw nothingThere();
  if (databaseUrl !== undefined) return { kind: 'server', url: databaseUrl };
  if (!existsSync(path.join(dataFolder, databaseFolder))) throw nothingThere();
  return { kind: 'folder', folder: dataFolder };
}

async function* readOffice(
  transaction: Queryable,
  dataFolder: string,
): AsyncGenerator<BackupRecord> {
  yield { kind: 'migrations', migrations: [...(await listAppliedMigrations(transaction))] };
  for (const name of keyFileNames) {
    const keyFile = path.join(dataFolder, name);
    if (!existsSync(keyFile)) continue; // the demo's key, where there is no demo
    yield { kind: 'key_file', name, content: readFileSync(keyFile, 'utf8') };
  }
  let rowCount = 0;
  for (const { table, columns } of await listDumpedTables(transaction)) {
    yield { kind: 'table', table, columns: [...columns] };
    for await (const rows of readRows(transaction, { table })) {
      rowCount += rows.length;
      yield { kind: 'rows', rows: [...rows] };
    }
  }
  for (const sequence of await listSequences(transaction)) yield { kind: 'sequence', ...sequence };
  yield { kind: 'end', rowCount };
}

function nothingThere(): BackupFailure {
  return new BackupFailure(
    'nothing_there',
    'There is no office to back up: --data is the folder with its keys, --database-url its database if that is on a server.',
  );
}
