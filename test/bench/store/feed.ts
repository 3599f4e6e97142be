import SqliteDatabase, { type Database } from 'better-sqlite3';
import { addChainMac } from '../../../src-main/store/chain-mac.ts';
import { createStores, openTillStore } from '../../../src-main/store/open-till-store.ts';
import { attachEncrypted, tillFilePath } from '../../../src-main/store/till-file.ts';
import { atLeast, type BenchLine } from '../bench-line.ts';
import { benchKey, createBenchMembers } from '../filled-replica.ts';
import { createDraw, measured, timeUs } from '../timing.ts';
import { feedMemberCount, openBare } from './bare-replica.ts';

type FeedMember = ReturnType<ReturnType<typeof createBenchMembers>>;

const chunkSize = 500;
const blockCount = 10;
const blockSize = 10;

/**
 * A feed applied by the store beside the same in memory, by the same code, and beside the quickest bare upserts, to the file and
 * in memory. All take turns in blocks, so that a busy moment of the machine meets all of them.
 */
export function measureFeed(dataFolder: string): readonly BenchLine[] {
  const memberAt = createBenchMembers();
  const draw = createDraw(feedMemberCount);
  let revision = 1;
  const nextChunk = (): readonly FeedMember[] => {
    revision += 1;
    return Array.from({ length: chunkSize }, () => memberAt(draw(), revision));
  };
  const store = openTillStore({ dataFolder, key: benchKey });
  const db = openBare(dataFolder);
  const memory = copyToMemory(dataFolder);
  const inMemory = createStores(memory, ':memory:');
  const sides = {
    ours: (chunk: readonly FeedMember[]) => void store.member.applyBases(chunk, how),
    raw: prepareRawUpserts(db),
    oursInMemory: (chunk: readonly FeedMember[]) => void inMemory.member.applyBases(chunk, how),
    rawInMemory: prepareRawUpserts(memory),
  };
  const tookUs = { ours: 0, raw: 0, oursInMemory: 0, rawInMemory: 0 };
  for (let block = 0; block < blockCount; block++) {
    for (const side of ['ours', 'raw', 'oursInMemory', 'rawInMemory'] as const) {
      for (let index = 0; index < blockSize; index++) {
        const chunk = nextChunk();
        tookUs[side] += timeUs(() => sides[side](chunk));
      }
    }
  }
  memory.close();
  db.close();
  store.close();
  const rate = (side: keyof typeof sides): number =>
    (chunkSize * blockSize * blockCount) / (tookUs[side] / 1e6);
  const name = 'store: feed applied to 100 k members, rows/s';
  return [
    atLeast(name, rate('ours'), rate('raw'), 0.3),
    atLeast(`${name}, to the same in memory`, rate('ours'), rate('oursInMemory'), 0.4),
    measured(`${name}, to bare upserts in memory`, rate('ours'), rate('rawInMemory')),
  ];
}

const how = { acceptLowerRevisions: true };

/** The replica, plain and in memory. */
function copyToMemory(dataFolder: string): Database {
  const memory = new SqliteDatabase(':memory:');
  addChainMac(memory, benchKey);
  attachEncrypted(memory, tillFilePath(dataFolder), { schema: 'file', key: benchKey });
  const made = memory
    .prepare<[], { readonly type: string; readonly name: string; readonly sql: string }>(
      "SELECT type, name, sql FROM file.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' " +
        "ORDER BY type = 'table' DESC",
    )
    .all();
  for (const { sql } of made) memory.exec(sql);
  memory.exec('BEGIN');
  for (const { type, name } of made) {
    if (type === 'table') memory.exec(`INSERT INTO main."${name}" SELECT * FROM file."${name}"`);
  }
  memory.exec('COMMIT');
  memory.exec('DETACH file');
  return memory;
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
