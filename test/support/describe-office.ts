import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Office, type OfficeOptions, startOffice } from '../../src-office/start-office.ts';
import { putEmptyDatabase } from './empty-database.ts';
import { noCallLimits } from './no-call-limits.ts';
import { sharedPostgres } from './shared-postgres.ts';
import { makeTempDir, type TempDir } from './temp-dir.ts';

const pollEveryMs = 20;

/** An office of this process, spoken to through real HTTP. */
export interface TestOffice {
  readonly url: string;
  readonly adminToken: string;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** The office's clock. */
  nowMs(): number;
  /** Moves the office's clock on. */
  passMs(ms: number): void;
  /**
   * Waits until the feed shows all that was answered before. On a server that other tests share, a transaction of theirs
   * may hold it back for a moment.
   */
  settle(): Promise<void>;
}

const bothEngines = ['PGlite', 'PostgreSQL'] as const;

/** Runs one suite against an office on PGlite and against one on PostgreSQL: both must keep the same promises. */
export function describeOffice(
  name: string,
  suite: (office: () => TestOffice) => void,
  engines: readonly (typeof bothEngines)[number][] = bothEngines,
  options: Pick<OfficeOptions, 'snapshots' | 'callLimits'> = {},
): void {
  describe.each(engines)(`${name} on %s`, (engine) => {
    let folder: TempDir;
    let running: Office;
    let office: TestOffice;

    beforeAll(async () => {
      folder = await makeTempDir('office');
      const databaseUrl =
        engine === 'PGlite' ? undefined : await (await sharedPostgres()).createDatabase(name);
      if (engine === 'PGlite') await putEmptyDatabase(folder.path);
      let passedMs = 0;
      const nowMs = () => Date.now() + passedMs;
      running = await startOffice({
        port: 0,
        dataFolder: folder.path,
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
        log: pino({ level: 'fatal' }),
        nowMs,
        callLimits: noCallLimits,
        ...options,
      });
      office = {
        url: running.url,
        adminToken: (await readFile(path.join(folder.path, 'admin-token'), 'utf8')).trim(),
        dataFolder: folder.path,
        databaseUrl,
        nowMs,
        passMs: (ms) => {
          passedMs += ms;
        },
        settle: () => settleFeed(databaseUrl),
      };
    });
    afterAll(async () => {
      await running.stop();
      await folder.remove();
    });
    suite(() => office);
  });
}

/** Waits until the feed of a database shows all that was written before; on PGlite it does at once. */
export async function settleFeed(databaseUrl: string | undefined): Promise<void> {
  if (databaseUrl === undefined) return;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ now: string }>(
      'SELECT pg_current_xact_id()::text AS now',
    );
    const isPast = 'SELECT $1::xid8 < pg_snapshot_xmin(pg_current_snapshot()) AS past';
    for (;;) {
      const answer = await client.query<{ past: boolean }>(isPast, [rows[0]?.now]);
      if (answer.rows[0]?.past === true) return;
      await sleep(pollEveryMs);
    }
  } finally {
    await client.end();
  }
}
