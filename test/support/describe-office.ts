import { afterAll, beforeAll, describe } from 'vitest';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { type Office, startOffice } from '../../src-office/start-office.ts';
import { sharedPostgres } from './shared-postgres.ts';
import { makeTempDir, type TempDir } from './temp-dir.ts';

const startWithinMs = 60_000;

/** An office of this process, spoken to through real HTTP. */
export interface TestOffice {
  readonly url: string;
  readonly adminToken: string;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** Moves the office's clock on. */
  passMs(ms: number): void;
}

/** Runs one suite against an office on PGlite and against one on PostgreSQL: both must keep the same promises. */
export function describeOffice(name: string, suite: (office: () => TestOffice) => void): void {
  describe.each(['PGlite', 'PostgreSQL'] as const)(`${name} on %s`, (engine) => {
    let folder: TempDir;
    let running: Office;
    let office: TestOffice;

    beforeAll(async () => {
      folder = await makeTempDir('office');
      const databaseUrl =
        engine === 'PGlite' ? undefined : await (await sharedPostgres()).createDatabase(name);
      let passedMs = 0;
      running = await startOffice({
        port: 0,
        dataFolder: folder.path,
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
        log: pino({ level: 'fatal' }),
        nowMs: () => Date.now() + passedMs,
      });
      office = {
        url: running.url,
        adminToken: (await readFile(path.join(folder.path, 'admin-token'), 'utf8')).trim(),
        dataFolder: folder.path,
        databaseUrl,
        passMs: (ms) => {
          passedMs += ms;
        },
      };
    }, startWithinMs);
    afterAll(async () => {
      await running.stop();
      await folder.remove();
    });
    suite(() => office);
  });
}
