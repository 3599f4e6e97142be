import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { zstdCompressSync } from 'node:zlib';
import { openTillStore } from '../../../src-main/store/open-till-store.ts';
import type { TillStore } from '../../../src-main/store/till-store.ts';
import { samplePhone } from '../../support/sample-domain.ts';
import { atMost, percentile, type BenchLine } from '../bench-line.ts';
import { benchKey, createBenchMembers } from '../filled-replica.ts';
import { createDraw, measured } from '../timing.ts';
import { feedMemberCount } from './bare-replica.ts';
import { postEarn, prepareEarnings } from './earn.ts';
import type { Due, Pace } from './pacer-worker.ts';

const rowsPerSecond = 15_000;
const pageCount = 1000;
const roundCount = 4;
const roundMs = 2000;
const lookUpEveryMs = 10;
const saleEveryMs = 50;
/** What nobody has asked for yet is asked for a few times first: a till runs all day. */
const warmUpMs = 1000;

interface Waits {
  readonly lookUps: number[];
  readonly sales: number[];
}

/**
 * Look-ups and sales that come from outside, without a feed and beside one that offers 15,000 rows a second, in turns: each
 * measured from the moment it was asked for, so that whatever it waits for counts.
 */
export async function measureBesideFeed(dataFolder: string): Promise<readonly BenchLine[]> {
  const store = openTillStore({ dataFolder, key: benchKey });
  const draw = createDraw(feedMemberCount);
  const pages = preparePages(draw);
  const counter = createCounter(store, draw);
  const idle: Waits = { lookUps: [], sales: [] };
  const beside: Waits = { lookUps: [], sales: [] };
  let appliedCount = 0;
  let feedMs = 0;
  const serveBesideFeed = async (into: Waits, ms: number): Promise<void> => {
    const ending = new AbortController();
    const startMs = performance.now();
    const feeding = feed(store, pages, ending.signal);
    await counter.serve(into, ms);
    ending.abort();
    appliedCount += await feeding;
    feedMs += performance.now() - startMs;
  };
  await counter.serve({ lookUps: [], sales: [] }, warmUpMs);
  await serveBesideFeed({ lookUps: [], sales: [] }, warmUpMs);
  appliedCount = feedMs = 0;
  for (let round = 0; round < roundCount; round++) {
    await counter.serve(idle, roundMs);
    await serveBesideFeed(beside, roundMs);
  }
  store.close();
  const words = `beside a feed of ${rowsPerSecond} rows/s`;
  const compare = (noun: 'lookUps' | 'sales', share: number): readonly [number, number] => [
    percentile(beside[noun], share),
    percentile(idle[noun], share),
  ];
  return [
    measured(
      `store: rows/s taken of a feed beside look-ups and sales`,
      Math.round((appliedCount * 1000) / feedMs),
      rowsPerSecond,
    ),
    measured(`store: look-up ${words}, p50 us to idle`, ...compare('lookUps', 0.5)),
    atMost(`store: look-up ${words}, p99 us to idle`, ...compare('lookUps', 0.99), 4),
    measured(`store: earn ${words}, p50 us to idle`, ...compare('sales', 0.5)),
    atMost(`store: earn ${words}, p99 us to idle`, ...compare('sales', 0.99), 5),
    atMost(`store: earn ${words}, p99 us to 25 ms`, percentile(beside.sales, 0.99), 25_000, 1),
  ];
}

/** Pages as they come over the line; each state is another than the one before. */
function preparePages(draw: () => number): readonly Buffer[] {
  const memberAt = createBenchMembers();
  return Array.from({ length: 30 }, (_, index) => {
    const members = Array.from({ length: pageCount }, () => memberAt(draw(), 1000 + index));
    return zstdCompressSync(JSON.stringify({ members, cursor: '', more: true }));
  });
}

/** Takes page after page, none before it is due, until it is told to end; says how many members that were. */
async function feed(
  store: TillStore,
  pages: readonly Buffer[],
  signal: AbortSignal,
): Promise<number> {
  const startMs = performance.now();
  let count = 0;
  while (!signal.aborted) {
    const dueMs = startMs + (count * 1000) / rowsPerSecond;
    if (dueMs > performance.now()) await sleep(dueMs - performance.now());
    const body = pages[(count / pageCount) % pages.length] ?? Buffer.alloc(0);
    const page = await store.feed.read({ body, isZstd: true });
    await page.apply(new AbortController().signal);
    store.sync.write({ cursor: String(count) });
    count += pageCount;
  }
  return count;
}

function createCounter(store: TillStore, draw: () => number) {
  const saleCount = ((2 * roundCount * roundMs + 2 * warmUpMs) / saleEveryMs) * 2;
  const earnings = prepareEarnings(saleCount);
  let nextEarning = 0;
  const lookUp = (): void => void store.member.findByPhone(samplePhone(draw()));
  const sell = (): void => {
    const earning = earnings[nextEarning++];
    if (earning === undefined) throw new Error('There are enough sales.');
    postEarn(store, earning);
  };
  return {
    serve: async ({ lookUps, sales }: Waits, ms: number): Promise<void> => {
      await Promise.all([
        onDemand({ everyMs: lookUpEveryMs, count: ms / lookUpEveryMs }, lookUp, lookUps),
        onDemand({ everyMs: saleEveryMs, count: ms / saleEveryMs }, sell, sales),
      ]);
    },
  };
}

/** Does some work whenever it is asked for, and notes how many microseconds after that it was done. */
async function onDemand(pace: Pace, work: () => void, waits: number[]): Promise<void> {
  const pacer = new Worker(new URL('./pacer-worker.ts', import.meta.url), { workerData: pace });
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  pacer.on('message', ({ atMs }: Due) => {
    work();
    waits.push((performance.timeOrigin + performance.now() - atMs) * 1000);
  });
  pacer.on('error', reject);
  pacer.on('exit', () => resolve(undefined));
  await promise;
}
