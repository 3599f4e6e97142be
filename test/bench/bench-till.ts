import { readFileSync, rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { createInstallKeys } from '../../src-main/sync/install-key.ts';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { startTill, type Till, type TillOptions } from '../../src-main/till/start-till.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import { installId, storeId, terminalId } from '../../src-shared/values/ids.ts';
import { sampleInstallId } from '../support/sample-domain.ts';
import { fakeLine } from '../till/fake-sync.ts';
import { benchKey, filledReplica } from './filled-replica.ts';

const repo = path.join(import.meta.dirname, '../..');

/** Works on a copy of the filled replica, as that of a till that head office let work; the copy is gone afterwards. */
export async function withBenchFolder<Result>(
  memberCount: number,
  work: (dataFolder: string) => Promise<Result>,
): Promise<Result> {
  const filled = filledReplica(memberCount);
  const dataFolder = await mkdtemp(path.join(repo, '.cache/bench/core-'));
  try {
    await cp(filled, dataFolder, { recursive: true });
    activate(dataFolder);
    return await work(dataFolder);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Starts the till of such a folder, without a line to head office. */
export function startBenchTill(
  dataFolder: string,
  readers: Pick<TillOptions, 'hid' | 'serialPorts'> = { serialPorts: [] },
): Promise<Till> {
  return startTill(
    {
      dataFolder,
      keyHolder: { read: () => benchKey, create: () => benchKey, restore: () => Promise.resolve() },
      officeUrl: '',
      ...readers,
      clock: systemClock,
      log: pino({ level: 'silent' }),
    },
    fakeLine().start,
  );
}

function activate(dataFolder: string): void {
  const store = openTillStore({ dataFolder, key: benchKey });
  const document: unknown = JSON.parse(
    readFileSync(path.join(repo, 'resources/programmes/sample-grocery.json'), 'utf8'),
  );
  const parsed = parseProgramme(document);
  if (parsed.status !== 'ok') throw new Error('The sample programme is in order.');
  store.install.create({
    installId: installId(sampleInstallId(0)),
    ...createInstallKeys(),
  });
  store.install.activate({
    terminalId: terminalId('bench-till'),
    terminalName: 'Bench',
    storeId: storeId('bench-store'),
    storeName: 'Bench',
    installNo: 900,
    terminalToken: '',
    officeKey: createInstallKeys().publicKey,
    officeUrl: '',
  });
  store.programme.replaceAll([parsed.programme]);
  store.sync.write({ loaded: true, lastSyncAtMs: Date.now() });
  store.close();
}
