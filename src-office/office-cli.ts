import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { importList } from './import-list.ts';
import { ImportFailure } from './import/import-failure.ts';
import { openOfficeLog } from './office-log.ts';
import { startOffice } from './start-office.ts';
import { FolderInUseError } from './store/folder-lock.ts';
import { FolderUnusableError } from './store/make-folder.ts';
import { databaseFolder, type StoreLocation } from './store/open-store.ts';

/**
 * `office --port 8300 --data DIR [--database-url URL] [--jobs daily|by-hand] [--demo]` serves head office: one line of JSON
 * on stdout when it can, the log on stderr, a clean stop on SIGTERM and Ctrl-C.
 * `office import FILE.csv --data DIR` (or `--database-url URL`) takes a chain's member list: progress on stderr, a summary as
 * JSON on stdout, the rows it did not take in FILE.csv.rejects.csv.
 */

const usage = `Usage:
  office --port 8300 --data DIR [--database-url URL] [--jobs daily|by-hand] [--demo]
  office import FILE.csv --data DIR
  office import FILE.csv --database-url URL`;

const help = `${usage}

  --port          where tills and the admin calls are served, on 127.0.0.1 (8300)
  --data          head office's folder: its keys, its admin-token and, without --database-url, its database (PGlite)
  --database-url  a PostgreSQL database instead, as postgres://user@host/name
  --jobs          daily: expiry, tiers and the like at their time of the day; by-hand: only when they are called (daily)
  --demo          also serves /demo/member-code, which makes any member's code for whoever has DIR/demo-key
  import          takes a chain's member list; rows it does not take are named in FILE.csv.rejects.csv
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
  if (command === 'import' && file !== undefined && location !== null) {
    if (location.kind === 'folder' && isBesideServer(location.folder)) {
      refuse(
        `The office of ${location.folder} keeps its members on a database server, and not in this folder. ` +
          'Call the import with that office’s --database-url instead of --data.',
      );
      return;
    }
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

/** Tells whether an office has its keys in a folder but no database: members imported there would never be seen. */
function isBesideServer(folder: string): boolean {
  return (
    existsSync(path.join(folder, 'office-key')) && !existsSync(path.join(folder, databaseFolder))
  );
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
  process.stdout.write(`${JSON.stringify({ ready: true, url: office.url })}\n`);
}

async function importFile(file: string, location: StoreLocation): Promise<void> {
  const onProgress = (words: string): void => void process.stderr.write(`${words}\n`);
  const summary = await importList({ file, location, log, onProgress });
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}

/** Ends the program over what its user can put right. */
function refuse(words: string): void {
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}

function fail(error: unknown): void {
  const isForUser =
    error instanceof FolderInUseError ||
    error instanceof FolderUnusableError ||
    error instanceof ImportFailure ||
    isUsersMistake(error);
  if (isForUser) {
    refuse(error.message);
    return;
  }
  log.fatal({ err: error }, 'the office cannot go on');
  process.exitCode = 1;
}

/** An unknown option, a file that is not there, a port that is taken. */
function isUsersMistake(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return (
    String(error.code).startsWith('ERR_PARSE_ARGS') ||
    ['ENOENT', 'EADDRINUSE'].includes(String(error.code))
  );
}
