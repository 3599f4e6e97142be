import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { backUp } from '../../src-office/backup/back-up.ts';
import { restore, type RestoreSummary } from '../../src-office/backup/restore.ts';
import { type Office, startOffice } from '../../src-office/start-office.ts';
import { settleFeed, type TestOffice } from './describe-office.ts';
import { putEmptyDatabase } from './empty-database.ts';
import { findFreePort } from './free-port.ts';
import { noCallLimits } from './no-call-limits.ts';
import { sharedPostgres } from './shared-postgres.ts';
import { makeTempDir } from './temp-dir.ts';

/** An office that is stopped and started on one port, and goes back to what it was, as after a disk that broke. */
export interface RestorableOffice extends TestOffice {
  /** For what belongs to the office's test; it goes with the office. */
  readonly folder: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Into a new file. The office is as it was then: on PGlite one that runs rests meanwhile, on PostgreSQL it goes on. */
  backUp(): Promise<string>;
  /** What was not in the backup is not there any more; the office runs. */
  goBackTo(file: string): Promise<RestoreSummary>;
  /** Stops it and takes all of it away. */
  remove(): Promise<void>;
}

/** Starts an office on an empty database of the engine; `name` is that of its folder. */
export async function startRestorableOffice(given: {
  readonly name: string;
  readonly engine: 'PGlite' | 'PostgreSQL';
  readonly log: Logger;
}): Promise<RestorableOffice> {
  const { name, engine, log } = given;
  const temp = await makeTempDir(name);
  const dataFolder = path.join(temp.path, 'office');
  const databaseUrl =
    engine === 'PGlite' ? undefined : await (await sharedPostgres()).createDatabase(name);
  if (engine === 'PGlite') await putEmptyDatabase(dataFolder);
  const port = await findFreePort();
  let passedMs = 0;
  let backupCount = 0;
  let running: Office | null = null;
  const nowMs = () => Date.now() + passedMs;
  const place = { dataFolder, databaseUrl, passphrase: null, log, nowMs };

  async function start(): Promise<void> {
    const server = databaseUrl === undefined ? {} : { databaseUrl };
    running = await startOffice({
      port,
      dataFolder,
      ...server,
      log,
      nowMs,
      callLimits: noCallLimits,
    });
  }
  async function stop(): Promise<void> {
    await running?.stop();
    running = null;
  }
  await start();
  return {
    url: `http://127.0.0.1:${String(port)}`,
    get adminToken() {
      return readFileSync(path.join(dataFolder, 'admin-token'), 'utf8').trim();
    },
    folder: temp.path,
    dataFolder,
    databaseUrl,
    nowMs,
    passMs: (ms) => {
      passedMs += ms;
    },
    settle: () => settleFeed(databaseUrl),
    start,
    stop,
    async backUp() {
      backupCount += 1;
      const file = path.join(temp.path, `${String(backupCount)}.backup`);
      const rests = engine === 'PGlite' && running !== null;
      if (rests) await stop();
      await backUp({ ...place, file });
      if (rests) await start();
      return file;
    },
    async goBackTo(file) {
      await stop();
      const summary = await restore({ ...place, file, replace: true });
      await start();
      return summary;
    },
    async remove() {
      await stop();
      await temp.remove();
    },
  };
}
