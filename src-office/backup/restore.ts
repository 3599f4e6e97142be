import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { assert } from '../../src-shared/values/assert.ts';
import { keyFileNames, replaceFile, syncFolder } from '../data-folder.ts';
import { type AwaitedTill, listTillsToAwait } from '../store/awaited-store.ts';
import type { Database, Queryable } from '../store/database.ts';
import {
  emptyTable,
  findOwner,
  listDumpedTables,
  listLoadedColumns,
  loadRows,
  restoreSequence,
  setSchemaAside,
} from '../store/dump-store.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { makeFolder } from '../store/make-folder.ts';
import { forgetEpoch } from '../store/meta-store.ts';
import { migrateUpTo } from '../store/migrate.ts';
import { hasOperationMonths, makeMonthsOfRows } from '../store/operation-month-store.ts';
import { databaseFolder } from '../store/open-store.ts';
import { openPglite } from '../store/pglite-database.ts';
import { openPostgres } from '../store/postgres-database.ts';
import { restoringFolder } from '../store/restoring-folder.ts';
import { lockServerAlone } from '../store/server-lock.ts';
import { BackupFailure } from './backup-failure.ts';
import { type BackupFile, openBackupFile } from './backup-file.ts';
import { listLost, type LostList } from './list-lost.ts';
import { type BackupRecord, backupRecordSchema } from './backup-record.ts';

export interface RestoreSummary {
  /** When the backup was made: what head office itself did later is not in it. */
  readonly backupAtMs: number;
  readonly rowCount: number;
  /** Until each of these was heard of or given up, points are given up to the floor alone, and no stored value (OF-05). */
  readonly awaitedTills: readonly AwaitedTill[];
  /** Where what was there before is kept, or null. */
  readonly keptFolder: string | null;
  readonly keptSchema: string | null;
  /** What head office did since the backup, as far as it was put aside and can be read; else null. */
  readonly lost: LostList | null;
}

interface RestoreOptions {
  readonly file: string;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  readonly passphrase: string | null;
  /** An office that is there already is put aside; nothing of it is deleted. */
  readonly replace: boolean;
  readonly log: Logger;
  readonly nowMs: () => number;
}

/**
 * Brings back an office from a backup. All of the file is checked first; everything is made ready beside what is there, and
 * takes its place at the end. An office that is there already is only put aside, and only with `replace`. The restored
 * database has a new epoch: tills start over with its states, and send again what it does not have. Fails with BackupFailure,
 * or StartRefusal; after a crash no office starts there until the same call came to its end.
 */
export async function restore(options: RestoreOptions): Promise<RestoreSummary> {
  const { dataFolder, databaseUrl, nowMs } = options;
  const backup = await openBackupFile(options.file, options.passphrase);
  const stamp = new Date(nowMs()).toISOString().replaceAll(/\D/g, '');
  makeFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  try {
    const keys = await readKeyFiles(backup);
    refuseOtherOffice(options, keys);
    const ready = path.join(dataFolder, restoringFolder);
    rmSync(ready, { recursive: true, force: true });
    mkdirSync(ready, { mode: 0o700 });
    syncFolder(dataFolder);
    for (const { name, content } of keys) replaceFile(path.join(ready, name), content);
    const loaded =
      databaseUrl === undefined
        ? await loadFolder(options, backup, path.join(ready, databaseFolder))
        : await loadServer(options, backup, { databaseUrl, aside: `before_${stamp}` });
    const keptFolder = takePlace(dataFolder, `before-${stamp}`);
    const kept = { backupAtMs: backup.createdAtMs, keptFolder, keptSchema: loaded.keptSchema };
    const lost = await listLost({ ...options, ...kept });
    const { rowCount, awaitedTills } = loaded;
    return { ...kept, rowCount, awaitedTills, lost };
  } finally {
    lock.release();
  }
}

interface KeyFile {
  readonly name: string;
  readonly content: string;
}

interface Loaded {
  readonly rowCount: number;
  readonly awaitedTills: readonly AwaitedTill[];
  readonly keptSchema: string | null;
}

function isKeyFileName(name: string): boolean {
  return keyFileNames.some((each) => each === name);
}

async function readKeyFiles(backup: BackupFile): Promise<readonly KeyFile[]> {
  const keys: KeyFile[] = [];
  for await (const record of readRecords(backup)) {
    if (record.kind === 'table') break;
    if (record.kind === 'key_file' && isKeyFileName(record.name)) keys.push(record);
  }
  return keys;
}

async function* readRecords(backup: BackupFile): AsyncGenerator<BackupRecord> {
  for await (const record of backup.records()) yield backupRecordSchema.parse(record);
}

function refuseOtherOffice(options: RestoreOptions, keys: readonly KeyFile[]): void {
  const { dataFolder, databaseUrl, replace } = options;
  if (replace) return;
  const hasDatabase =
    databaseUrl === undefined && existsSync(path.join(dataFolder, databaseFolder));
  const hasOtherKeys = keyFileNames.some((name) => {
    const file = path.join(dataFolder, name);
    if (!existsSync(file)) return false;
    return readFileSync(file, 'utf8') !== keys.find((key) => key.name === name)?.content;
  });
  if (hasDatabase || hasOtherKeys) throw notEmpty(dataFolder);
}

async function loadFolder(
  { log }: RestoreOptions,
  backup: BackupFile,
  folder: string,
): Promise<Loaded> {
  const database = await openPglite(folder, (error) =>
    log.fatal({ err: error }, 'the disk did not take what was written'),
  );
  try {
    const loaded = await database.transaction((transaction) => load(transaction, backup));
    return { ...loaded, keptSchema: null };
  } finally {
    await database.close();
  }
}

async function loadServer(
  { replace, log }: RestoreOptions,
  backup: BackupFile,
  { databaseUrl, aside }: { readonly databaseUrl: string; readonly aside: string },
): Promise<Loaded> {
  const database: Database = openPostgres(
    databaseUrl,
    (error) => log.error({ err: error }, 'database lost'),
    'membership-office-restore',
  );
  try {
    return await database.transaction(async (transaction) => {
      // No office starts meanwhile.
      const others = await lockServerAlone(transaction);
      const owner = await findOwner(transaction);
      if (owner === 'other') {
        throw new BackupFailure(
          'target_foreign',
          'The database at --database-url is not an office’s. Give an empty one.',
        );
      }
      if (owner === 'office' && !replace) throw notEmpty('The database at --database-url');
      if (others.length > 0) {
        throw new BackupFailure(
          'office_running',
          'This database is in use. Stop every office first, and wait for a backup, an import or a check. ' +
            `It is held by (machine:process @ address): ${others.join(', ')}`,
        );
      }
      if (owner === 'office') await setSchemaAside(transaction, aside);
      const loaded = await load(transaction, backup);
      return { ...loaded, keptSchema: owner === 'office' ? aside : null };
    });
  } finally {
    await database.close();
  }
}

/** Fills an empty database with the tables of the backup's day and its rows; the next start migrates them further. */
async function load(
  transaction: Queryable,
  backup: BackupFile,
): Promise<Omit<Loaded, 'keptSchema'>> {
  let rowCount = 0;
  let isWhole = false;
  let table = '';
  let loadedColumns: readonly string[] = [];
  let hasMonths = false;
  for await (const record of readRecords(backup)) {
    switch (record.kind) {
      case 'migrations':
        await migrateUpTo(transaction, record.migrations);
        break;
      case 'key_file':
        break;
      case 'table':
        ({ table } = record);
        await refuseOtherColumns(transaction, record);
        await emptyTable(transaction, record);
        loadedColumns = await listLoadedColumns(transaction, record);
        hasMonths = table === 'operation' && (await hasOperationMonths(transaction));
        break;
      case 'rows':
        if (hasMonths) await makeMonthsOfRows(transaction, record.rows);
        await loadRows(transaction, { table }, loadedColumns, record.rows);
        rowCount += record.rows.length;
        break;
      case 'sequence':
        await restoreSequence(transaction, record);
        break;
      case 'end':
        isWhole = record.rowCount === rowCount;
        break;
    }
  }
  assert(isWhole, 'A backup whose checksum is right has all the rows it says.');
  await forgetEpoch(transaction);
  return { rowCount, awaitedTills: await listTillsToAwait(transaction) };
}

async function refuseOtherColumns(
  transaction: Queryable,
  wanted: { readonly table: string; readonly columns: readonly string[] },
): Promise<void> {
  const tables = await listDumpedTables(transaction);
  const columns = tables.find(({ table }) => table === wanted.table)?.columns ?? [];
  assert(
    columns.join() === wanted.columns.join(),
    `The migrations of a backup make its table ${wanted.table}.`,
  );
}

/** Puts what was there into a folder of its own and what was made ready in its place. Answers the folder, or null. */
function takePlace(dataFolder: string, aside: string): string | null {
  const ready = path.join(dataFolder, restoringFolder);
  const kept = path.join(dataFolder, aside);
  const names = [...keyFileNames, databaseFolder];
  const move = (from: string, to: string): void => {
    for (const name of names) {
      if (existsSync(path.join(from, name))) {
        renameSync(path.join(from, name), path.join(to, name));
      }
    }
    syncFolder(to);
    syncFolder(from);
  };
  const isOccupied = names.some((name) => existsSync(path.join(dataFolder, name)));
  if (isOccupied) {
    mkdirSync(kept, { mode: 0o700 });
    move(dataFolder, kept);
  }
  move(ready, dataFolder);
  rmdirSync(ready);
  syncFolder(dataFolder);
  return isOccupied ? kept : null;
}

function notEmpty(what: string): BackupFailure {
  return new BackupFailure(
    'target_not_empty',
    `${what} holds an office already. With --replace it is put aside, and nothing of it is deleted.`,
  );
}
