import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { startOffice } from '../../src-office/start-office.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { TestOffice } from '../support/describe-office.ts';
import { findFreePort } from '../support/free-port.ts';
import { type LiveTill, openLiveTill } from '../support/live-till.ts';
import { startOfficeLine } from '../support/office-line.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { atMost, percentile, type BenchLine } from './bench-line.ts';

/** The promise of issue D, for both ways. */
const limitMs = 1_000;
const sampleCount = 100;
const lookEveryMs = 1;
/** Nobody sells faster at one till. */
const pauseMs = 30;

/**
 * From the moment in which a cash register is told that a receipt is posted at one till until the member is seen with it at
 * another one of the store: by way of head office, and over the store's LAN while head office cannot be reached.
 */
export async function run(): Promise<readonly BenchLine[]> {
  await using folder = await makeTempDir('visible-bench');
  const log = pino({ level: 'silent' });
  const running = await startOffice({ port: 0, dataFolder: folder.path, log });
  const adminToken = (await readFile(path.join(folder.path, 'admin-token'), 'utf8')).trim();
  const office: TestOffice = {
    url: running.url,
    adminToken,
    dataFolder: folder.path,
    databaseUrl: undefined,
    nowMs: Date.now,
    passMs: () => {},
    settle: () => Promise.resolve(),
  };
  const line = await startOfficeLine(() => office.url);
  const opened: LiveTill[] = [];
  const open = async (lan?: { listenAt: string; peers: string[] }): Promise<LiveTill> => {
    const way = { storeId: lan === undefined ? 'S1' : 'S2', officeUrl: line.url };
    const till = await openLiveTill(office, { ...way, ...(lan === undefined ? {} : { lan }) });
    opened.push(till);
    return till;
  };
  try {
    const online = await measure(await open(), await open());
    const [here, there] = [await findFreePort(), await findFreePort()];
    const one = await open({ listenAt: `127.0.0.1:${here}`, peers: [] });
    const two = await open({ listenAt: `127.0.0.1:${there}`, peers: [`127.0.0.1:${here}`] });
    for (const { pos } of [one, two]) {
      await until('the neighbour is there', async () =>
        (await pos.sync.state()).neighbours.some(({ isConnected }) => isConnected),
      );
    }
    const overLan = await measure(one, two, async () => {
      await line.set({ kind: 'refuse' });
      for (const { pos } of [one, two]) {
        await until('offline', async () => !(await pos.sync.state()).online);
      }
    });
    return [
      ...told('visible: till A to till B by head office', online),
      ...told('visible: till A to till B over the LAN, head office away', overLan),
    ];
  } finally {
    for (const till of opened) await till.stop();
    await line.stop();
    await running.stop();
  }
}

function told(name: string, samples: readonly number[]): readonly BenchLine[] {
  return [
    atMost(
      `${name}, p95 ms (p50 ${percentile(samples, 0.5).toFixed(0)})`,
      percentile(samples, 0.95),
      limitMs,
      1,
    ),
  ];
}

async function measure(
  one: LiveTill,
  two: LiveTill,
  begin: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly number[]> {
  const phone = `138${String(Date.now() % 100_000_000).padStart(8, '0')}`;
  const { memberId } = await one.pos.member.enrol({ phone });
  for (const till of [one, two]) await till.sync();
  await begin();
  const pointsAt = async ({ pos }: LiveTill): Promise<number> => {
    const { availablePoints, pendingPoints } = await pos.member.get({ memberId });
    return (availablePoints ?? 0) + (pendingPoints ?? 0);
  };
  const samples: number[] = [];
  const businessDate = businessDateAt(Date.now());
  for (let count = 1; count <= sampleCount; count += 1) {
    const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 100 };
    await one.pos.receipt.post({ receiptNo: `R${count}`, businessDate, memberId, lines: [goods] });
    const startedAt = performance.now();
    while ((await pointsAt(two)) < count) await sleep(lookEveryMs);
    samples.push(performance.now() - startedAt);
    await sleep(pauseMs);
  }
  return samples;
}
