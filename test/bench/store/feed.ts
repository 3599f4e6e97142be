import type { Database } from 'better-sqlite3';
import { openTillStore } from '../../../src-main/store/open-till-store.ts';
import { atLeast, type BenchLine } from '../bench-line.ts';
import { benchKey, createBenchMembers } from '../filled-replica.ts';
import { createDraw, timeBoth } from '../timing.ts';
import { feedMemberCount, openBare } from './bare-replica.ts';

type FeedMember = ReturnType<ReturnType<typeof createBenchMembers>>;

/** A feed applied by the store beside the quickest bare upserts. */
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
  return [line];
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
