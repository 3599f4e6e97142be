import { parseArgs } from 'node:util';
import { importList } from '../../src-office/import-list.ts';
import { openOfficeLog } from '../../src-office/office-log.ts';
import { type Office, startOffice } from '../../src-office/start-office.ts';

/**
 * The head office of a demo: `--port 8300 --data DIR [--members FILE.csv]`, with a list of members to begin with. It ends with
 * whoever started it, however they end, since nobody would look for it; they hold its standard input open for that.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    data: { type: 'string', default: '' },
    members: { type: 'string' },
  },
});
const log = openOfficeLog();
let running: Office | null = null;
let isStopping = false;
const { port, data: dataFolder, members: file } = values;
process.stdin.on('end', stop).on('error', stop).resume();
if (file !== undefined) {
  const location = { kind: 'folder', folder: dataFolder } as const;
  await importList({ file, location, log, onProgress: () => {} });
}
const office = await startOffice({
  port: Number(port),
  dataFolder,
  runsJobs: true,
  demoPage: true,
  log,
});
running = office;
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.stdout.write(`${JSON.stringify({ ready: true, url: office.url })}\n`);

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  // Before it serves there is nothing to end in order.
  if (running === null) process.exit(0);
  running.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal({ err: error }, 'the demo office could not stop');
      process.exit(1);
    },
  );
}
