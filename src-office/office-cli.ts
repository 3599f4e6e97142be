import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { backUp } from './backup/back-up.ts';
import { BackupFailure } from './backup/backup-failure.ts';
import { restore, type RestoreSummary } from './backup/restore.ts';
import { refuseKeysWithoutDatabase } from './data-folder.ts';
import { importList } from './import-list.ts';
import { ImportFailure } from './import/import-failure.ts';
import { openOfficeLog } from './office-log.ts';
import { startOffice } from './start-office.ts';
import { databaseFolder, type StoreLocation } from './store/open-store.ts';
import { RestoreUnfinishedError } from './store/restoring-folder.ts';
import { StartRefusal } from './store/start-refusal.ts';
import { verifyOffice } from './verify/verify-office.ts';

/**
 * `office --port 8300 --data DIR [--database-url URL] [--jobs daily|by-hand] [--demo]` serves head office: one line of JSON
 * on stdout when it can, the log on stderr, a clean stop on SIGTERM and Ctrl-C.
 * `office import FILE.csv --data DIR` (or `--database-url URL`) takes a chain's member list: progress on stderr, a summary as
 * JSON on stdout, the rows it did not take in FILE.csv.rejects.csv, those it took in part in FILE.csv.warnings.csv.
 * `office backup FILE` and `office restore FILE [--replace]`, both with `--data DIR [--database-url URL]`: the whole office in
 * one file, and back; a summary as JSON on stdout.
 * `office verify` looks through every till's chain; what is wrong on stderr, all of it as JSON on stdout.
 */

const usage = `Usage:
  office --port 8300 --data DIR [--database-url URL] [--jobs daily|by-hand] [--demo]
  office import FILE.csv --data DIR
  office import FILE.csv --database-url URL
  office backup FILE --data DIR [--database-url URL] [--passphrase-file FILE]
  office restore FILE --data DIR [--database-url URL] [--passphrase-file FILE] [--replace]
  office verify --data DIR
  office verify --database-url URL`;

const help = `${usage}

  --port          where tills and the admin calls are served, on 127.0.0.1 (8300)
  --data          head office's folder: its keys, its admin-token and, without --database-url, its database (PGlite)
  --database-url  a PostgreSQL database instead, as postgres://user@host/name
  --jobs          daily: expiry, tiers and the like at their time of the day; by-hand: only when they are called (daily)
  --demo          also serves /demo/member-code, which makes any member's code for whoever has DIR/demo-key
  import          takes a chain's member list; rows it does not take are named in FILE.csv.rejects.csv, and
                  those it takes without a part of them in FILE.csv.warnings.csv
  backup          writes database and keys into FILE. PostgreSQL: while offices run; PGlite: stop the office first
  restore         brings them back, checked first; tills then send again what the backup does not have
  --passphrase-file  a file whose first line seals the backup; without it everything is in FILE in the clear (mode 0600)
  --replace       puts an office that is there aside, under a name that is told; nothing of it is deleted
  verify          looks through every till's chain for rows that were changed or deleted, old copies and cloned tills
  --help          this text
`;

const log = openOfficeLog();

try {
  await run();
} catch (error) {
  fail(error);
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8300' },
      data: { type: 'string' },
      'database-url': { type: 'string' },
      jobs: { type: 'string', default: 'daily' },
      demo: { type: 'boolean', default: false },
      'passphrase-file': { type: 'string' },
      replace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const { data, 'database-url': databaseUrl } = values;
  const [command, file] = positionals;
  const location = locate(data, databaseUrl);
  if ((command === 'backup' || command === 'restore') && file !== undefined && data !== undefined) {
    const passphrase = readPassphrase(values['passphrase-file']);
    const wish = { file, dataFolder: data, databaseUrl, passphrase, log, nowMs: Date.now };
    await (command === 'backup' ? writeBackup(wish) : bringBack(wish, values.replace));
    return;
  }
  if (command === 'verify' && location !== null) {
    if (location.kind === 'folder' && !existsSync(path.join(location.folder, databaseFolder))) {
      refuse(`${location.folder} holds no database. Call it with that office’s --database-url.`);
      return;
    }
    await verify(location);
    return;
  }
  if (command === 'import' && file !== undefined && location !== null) {
    if (location.kind === 'folder') refuseKeysWithoutDatabase(location.folder);
    await importFile(file, location);
  } else if (isServing(command, values) && data !== undefined) {
    const { jobs, demo } = values;
    await serve({ port: Number(values.port), dataFolder: data, databaseUrl, jobs, demo });
  } else {
    refuse(usage);
  }
}

function isServing(
  command: string | undefined,
  { port, jobs }: { readonly port: string; readonly jobs: string },
): boolean {
  return command === undefined && /^\d{1,5}$/.test(port) && ['daily', 'by-hand'].includes(jobs);
}

function locate(data: string | undefined, databaseUrl: string | undefined): StoreLocation | null {
  if (databaseUrl !== undefined) return { kind: 'server', url: databaseUrl };
  return data === undefined ? null : { kind: 'folder', folder: data };
}

async function serve(wish: {
  readonly port: number;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  readonly jobs: string;
  readonly demo: boolean;
}): Promise<void> {
  const { port, dataFolder, databaseUrl, jobs, demo: demoPage } = wish;
  const server = databaseUrl === undefined ? {} : { databaseUrl };
  const runsJobs = jobs === 'daily';
  const office = await startOffice({ port, dataFolder, ...server, runsJobs, demoPage, log });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    office.stop().then(() => log.info('the office has stopped'), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  void office.ceased.then(fail, fail);
  process.stdout.write(`${JSON.stringify({ ready: true, url: office.url })}\n`);
}

async function importFile(file: string, location: StoreLocation): Promise<void> {
  const onProgress = (words: string): void => void process.stderr.write(`${words}\n`);
  const summary = await importList({ file, location, log, onProgress });
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}

async function writeBackup(wish: Parameters<typeof backUp>[0]): Promise<void> {
  const summary = await backUp(wish);
  if (!summary.isSealed) {
    const words =
      'This file holds the members and the office’s keys in the clear. Whoever has it can be head office: keep it as you ' +
      'keep the office’s own folder, or use --passphrase-file.';
    process.stderr.write(`${words}\n`);
  }
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}

async function bringBack(
  wish: Omit<Parameters<typeof restore>[0], 'replace'>,
  replace: boolean,
): Promise<void> {
  const summary = await restore({ ...wish, replace });
  const { awaitedTills, backupAtMs, lost } = summary;
  const where =
    lost === null
      ? 'it cannot be listed, because nothing of it was left here to read.'
      : `a person has to go through ${lost.file}, line by line.`;
  const words =
    'Restored. Start the office: tills send again what they did since the backup. What head office itself did since ' +
    `${new Date(backupAtMs).toISOString()} is not in it (imports, activations, staff, programmes, decisions): ${where} ` +
    'A till that was activated later is not known any more; the log names it when it calls. ' +
    awaitedWords(awaitedTills);
  process.stderr.write(`${words}\n`);
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}

function awaitedWords(tills: RestoreSummary['awaitedTills']): string {
  const mostNamedTills = 20;
  if (tills.length === 0) return 'No till may have spent anything since.';
  const named = tills
    .slice(0, mostNamedTills)
    .map(({ storeId, terminalName }) => `${storeId} ${terminalName}`);
  const more = tills.length > named.length ? ` and ${tills.length - named.length} more` : '';
  return (
    'Nobody is given points or stored value until each of these tills was heard of, was revoked or is given up: ' +
    `${named.join(', ')}${more}; /admin/v1/reports/offline-loss says which are left.`
  );
}

/** Exit code 1 when something is wrong. */
async function verify(location: StoreLocation): Promise<void> {
  const check = await verifyOffice(location, log);
  for (const { words } of check.findings) process.stderr.write(`${words}\n`);
  process.stdout.write(`${JSON.stringify(check)}\n`);
  if (check.findings.length > 0) process.exitCode = 1;
}

/** The first line of a file; null where none was named. */
function readPassphrase(file: string | undefined): string | null {
  if (file === undefined) return null;
  const [passphrase = ''] = readFileSync(file, 'utf8').split(/\r?\n/);
  if (passphrase === '') throw new BackupFailure('passphrase_wrong', `${file} is empty.`);
  return passphrase;
}

/** Ends the program over what its user can put right. */
function refuse(words: string): void {
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}

function fail(error: unknown): void {
  const isForUser =
    error instanceof StartRefusal ||
    error instanceof ImportFailure ||
    error instanceof BackupFailure ||
    error instanceof RestoreUnfinishedError ||
    isUsersMistake(error);
  if (isForUser) {
    refuse(error.message);
    return;
  }
  log.fatal({ err: error }, 'the office cannot go on');
  process.exitCode = 1;
}

/** An unknown option, or a file that is not there. */
function isUsersMistake(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return String(error.code).startsWith('ERR_PARSE_ARGS') || error.code === 'ENOENT';
}
