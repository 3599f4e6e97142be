import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { openTillStore } from '../../../src-main/store/open-till-store.ts';
import type { TillStore } from '../../../src-main/store/till-store.ts';
import { samplePhone } from '../../support/sample-domain.ts';
import { atLeast, percentile, type BenchLine } from '../bench-line.ts';
import { benchKey, createBenchMembers } from '../filled-replica.ts';
import { createDraw, measured, timeBoth, timeMany } from '../timing.ts';
import { feedMemberCount, openBare } from './bare-replica.ts';
import { postEarn, prepareEarnings } from './earn.ts';

type FeedMember = ReturnType<ReturnType<typeof createBenchMembers>>;

/** A feed applied by the store beside the quickest bare upserts, then with look-ups and sales beside it. */
export async function measureFeed(dataFolder: string): Promise<readonly BenchLine[]> {
  const chunkSize = 500;
  const chunkCount = feedMemberCount / chunkSize / 2;
  const memberAt = createBenchMembers();
  const draw = createDraw(feedMemberCount);
  let revision = 1;
  const chunks = Array.from({ length: 2 * chunkCount }, () => {
    revision += 1;
    return Array.from({ length: chunkSize }, () => memberAt(draw(), revision));
  });
  const store = openTillStore({ dataFolder, key: benchKey });
  const db = openBare(dataFolder);
  const upsert = prepareRawUpserts(db);
  let next = 0;
  const take = () => chunks[next++] ?? [];
  const { ours, raw } = timeBoth(
    {
      ours: () => store.member.applyBases(take(), { acceptLowerRevisions: false }),
      raw: () => upsert(take()),
    },
    { blockCount: chunkCount / 10, blockSize: 10, warmUpCount: 0 },
  );
  db.close();
  const rate = (samples: readonly number[]) =>
    (chunkSize * samples.length) / (samples.reduce((total, us) => total + us, 0) / 1e6);
  const line = atLeast('store: feed applied to 100 k members, rows/s', rate(ours), rate(raw), 0.3);
  store.close();
  // Opened anew, so that the WAL of the part before is not in its way.
  const again = openTillStore({ dataFolder, key: benchKey });
  const beside = await measureBesideFeed(again, memberAt, draw, revision);
  again.close();
  return [line, ...beside];
}

/** The quickest upsert there is: it leaves the indexed columns alone. */
function prepareRawUpserts(db: Database): (members: readonly FeedMember[]) => void {
  const upsert = db.prepare(
    'INSERT INTO member (member_id, phone, phone_last4, member_no, found_by, face, revision, base) ' +
      "VALUES (?, '1', '1', '1', '{}', '{}', ?, ?) " +
      'ON CONFLICT (member_id) DO UPDATE SET revision = excluded.revision, base = excluded.base, view = NULL',
  );
  const upsertAll = db.transaction((members: readonly FeedMember[]) => {
    for (const { memberId, revision, stateJson } of members)
      upsert.run(memberId, revision, stateJson);
  });
  return (members) => upsertAll.immediate(members);
}

/**
 * Look-ups and sales that fall due while the same thread applies a feed in small chunks: measured from
 * the moment they are due, so that waiting for a chunk counts. Printed, not bound.
 */
async function measureBesideFeed(
  store: TillStore,
  memberAt: ReturnType<typeof createBenchMembers>,
  draw: () => number,
  lastRevision: number,
): Promise<readonly BenchLine[]> {
  const chunkSize = 50;
  const pauseMs = 2;
  const runMs = 6000;
  const earnings = prepareEarnings(runMs / 50);
  let nextEarning = 0;
  const lookUp = () => void store.member.findByPhone(samplePhone(draw()));
  const sell = () => {
    const earning = earnings[nextEarning++];
    if (earning !== undefined) postEarn(store, earning);
  };
  const makeChunk = (revision: number) =>
    Array.from({ length: chunkSize }, () => memberAt(draw(), revision));
  const idle = { lookUps: timeMany(2000, lookUp), sales: timeMany(40, sell) };
  const lookUps: number[] = [];
  const sales: number[] = [];
  const startMs = performance.now();
  let lookUpDueMs = startMs;
  let saleDueMs = startMs;
  let appliedCount = 0;
  while (performance.now() - startMs < runMs) {
    const chunk = makeChunk(lastRevision + 1 + appliedCount);
    store.member.applyBases(chunk, { acceptLowerRevisions: false });
    appliedCount += chunkSize;
    const until = performance.now() + pauseMs;
    do {
      await nextTurn();
      if (performance.now() >= lookUpDueMs) {
        lookUp();
        lookUps.push((performance.now() - lookUpDueMs) * 1000);
        lookUpDueMs += 10;
      }
      if (performance.now() >= saleDueMs) {
        sell();
        sales.push((performance.now() - saleDueMs) * 1000);
        saleDueMs += 100;
      }
    } while (performance.now() < until);
  }
  const rowsPerSecond = Math.round((appliedCount * 1000) / runMs);
  const beside = `beside a feed of ${rowsPerSecond} rows/s`;
  return [
    measured(
      `store: look-up ${beside}, p50 us to idle`,
      percentile(lookUps, 0.5),
      percentile(idle.lookUps, 0.5),
    ),
    measured(
      `store: look-up ${beside}, p99 us to idle`,
      percentile(lookUps, 0.99),
      percentile(idle.lookUps, 0.99),
    ),
    measured(
      `store: earn ${beside}, p50 us to idle`,
      percentile(sales, 0.5),
      percentile(idle.sales, 0.5),
    ),
    measured(
      `store: earn ${beside}, p99 us to idle`,
      percentile(sales, 0.99),
      percentile(idle.sales, 0.99),
    ),
  ];
}
