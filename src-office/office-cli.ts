import { parseArgs } from 'node:util';
import { openOfficeLog } from './office-log.ts';
import { startOffice } from './start-office.ts';
import { FolderInUseError } from './store/folder-lock.ts';

/**
 * `office --port 8300 --data DIR [--database-url URL]` serves head office. Says so with one line of JSON on stdout, logs to
 * stderr, and stops cleanly on SIGTERM and Ctrl-C.
 */

const usage = 'office --port 8300 --data DIR [--database-url URL]';
const log = openOfficeLog();

try {
  await serve(process.argv.slice(2));
} catch (error) {
  fail(error);
}

async function serve(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8300' },
      data: { type: 'string' },
      'database-url': { type: 'string' },
    },
  });
  const { port, data, 'database-url': databaseUrl } = values;
  if (data === undefined || !/^\d{1,5}$/.test(port)) return refuse(`Usage: ${usage}`);
  const office = await startOffice({
    port: Number(port),
    dataFolder: data,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    log,
  });
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

/** Ends the program over what its user can put right. */
function refuse(words: string): void {
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}

function fail(error: unknown): void {
  if (error instanceof FolderInUseError) {
    refuse(error.message);
    return;
  }
  log.fatal({ err: error }, 'the office cannot go on');
  process.exitCode = 1;
}
