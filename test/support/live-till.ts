import { createRouterClient, type RouterClient } from '@orpc/server';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { replicaKeyFile } from '../../src-main/store/key-file.ts';
import { startSync } from '../../src-main/sync/start-sync.ts';
import type { SyncTiming } from '../../src-main/sync/sync-timing.ts';
import type { Clock } from '../../src-main/store/clock.ts';
import type { TillRouter } from '../../src-main/till/router.ts';
import { startTill, type TillOptions } from '../../src-main/till/start-till.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import type { TestOffice } from './describe-office.ts';
import { putEmptyReplica } from './empty-replica.ts';
import { callAdmin } from './office-client.ts';
import { startOfficeLine } from './office-line.ts';
import { quickPinCost } from './quick-pin-cost.ts';
import { patientTiming } from './sync-till.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './until.ts';

/** A whole till core with its own store and a real line to a test's office; nothing of it is replaced. */
export interface LiveTill {
  /** The cash register. */
  readonly pos: RouterClient<TillRouter>;
  /** The register, saying who stands there. */
  posOf(staffId: string): RouterClient<TillRouter>;
  /** Sends and fetches everything. */
  sync(): Promise<void>;
  /** Switches it off and, after what happens meanwhile, also to its disk, on again; this one is of no use any more. */
  restart(meanwhile: (dataFolder: string) => Promise<void>): Promise<LiveTill>;
  stop(): Promise<void>;
}

/** Activates a new till of a store and starts it; it stops with the test. */
export async function startLiveTill(office: TestOffice, storeId = 'S001'): Promise<LiveTill> {
  const till = await openLiveTill(office, { storeId });
  onTestFinished(() => till.stop());
  return till;
}

/** A till with a line of its own, so that it alone can be without head office. */
export interface LinedTill extends LiveTill {
  setLine(isUp: boolean): Promise<void>;
}

/** As `startLiveTill`; the line stops with the test. */
export async function startLinedTill(office: TestOffice, storeId: string): Promise<LinedTill> {
  const till = await openLinedTill(office, storeId);
  onTestFinished(() => till.stop());
  return till;
}

/** The same for whoever stops it. */
export async function openLinedTill(office: TestOffice, storeId: string): Promise<LinedTill> {
  const line = await startOfficeLine(() => office.url);
  const till = await openLiveTill({ ...office, url: line.url }, { storeId });
  return {
    ...till,
    setLine: async (isUp) => {
      await line.set({ kind: isUp ? 'pass' : 'refuse' });
      await until('the line', async () => (await till.pos.sync.run()).online === isUp);
    },
    stop: async () => {
      await till.stop();
      await line.stop();
    },
  };
}

/** The same for whoever stops it, by another line or clock if need be. */
export async function openLiveTill(
  office: TestOffice,
  options: {
    readonly storeId?: string;
    readonly officeUrl?: string;
    readonly clock?: Clock;
    readonly lan?: TillOptions['lan'];
    readonly timing?: Partial<SyncTiming>;
  } = {},
): Promise<LiveTill> {
  const { storeId = 'S001', officeUrl = office.url, clock = systemClock } = options;
  const wish = { storeId, storeName: '一号店', terminalName: '收银' };
  const { body } = await callAdmin<{ activationCode: string }>(office, '/activations', wish);
  const folder = await makeTempDir('live-till');
  putEmptyReplica(folder.path);
  const start = async (): Promise<LiveTill> => {
    const till = await startTill(
      {
        dataFolder: folder.path,
        keyHolder: replicaKeyFile(folder.path),
        officeUrl,
        activationCode: body.activationCode,
        serialPorts: [],
        clock,
        log: pino({ level: 'silent' }),
        pinCost: quickPinCost,
        ...(options.lan === undefined ? {} : { lan: options.lan }),
      },
      (line) => startSync({ ...line, timing: { ...patientTiming, ...options.timing } }),
    );
    const posOf = (staffId?: string) => {
      const context = { session: till.posSession('zh-CN', staffId) };
      return createRouterClient(till.router, { context, interceptors: [] });
    };
    const pos = posOf();
    return {
      pos,
      posOf,
      stop: async () => {
        await till.stop();
        await folder.remove();
      },
      restart: async (meanwhile) => {
        await till.stop();
        await meanwhile(folder.path);
        return start();
      },
      sync: async () => {
        await office.settle();
        await until('all is sent', async () => (await pos.sync.run()).pendingCount === 0);
      },
    };
  };
  const till = await start();
  await until('online', async () => (await till.pos.sync.state()).online);
  return till;
}

/** Publishes a programme at a test's office, in effect at once. */
export async function publishTo(office: TestOffice, document: object): Promise<void> {
  const { status, body } = await callAdmin(office, '/programmes', { document });
  if (status !== 200) throw new Error(JSON.stringify(body));
}
