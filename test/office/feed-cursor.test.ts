import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startOffice } from '../../src-office/start-office.ts';
import {
  feedStart,
  type FeedPosition,
  readFeedHorizon,
  readFeedPage,
} from '../../src-office/store/feed-store.ts';
import { listMembersAfter } from '../../src-office/store/member-store.ts';
import { openStore, type Store } from '../../src-office/store/open-store.ts';
import { OfficeTill } from '../support/office-client.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { useTempDir } from '../support/temp-dir.ts';

// PGlite has one connection: nothing can commit late there.

// A server of its own: any transaction of another test would hold its feed back.
let server: PostgresServer;
let store: Store;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase('feed_cursor');
  store = await openStore({ kind: 'server', url }, () => {});
  await store.database.query('CREATE TABLE naive (seq bigserial PRIMARY KEY, member_id text)');
});
afterAll(async () => {
  await store.close();
  await server.stop();
});

const insertMember = `INSERT INTO member (member_id, member_no, phone, state, revision)
                      VALUES ($1, '', '', '{}', 1)`;
const insertNaive = 'INSERT INTO naive (member_id) VALUES ($1)';

async function openWriter(memberId: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(insertMember, [memberId]);
  await client.query(insertNaive, [memberId]);
  return client;
}

async function commit(client: Client): Promise<void> {
  await client.query('COMMIT');
  await client.end();
}

/** A reader that keeps a cursor, of the feed and of a serial number. */
function makeReader() {
  let position: FeedPosition = feedStart;
  let seq = 0;
  const seen = { feed: [] as string[], naive: [] as string[] };
  const read = async (): Promise<void> => {
    const page = await readFeedPage(store.database, position, 1000, null);
    position = page.position;
    seen.feed.push(...page.members.map(({ memberId }) => memberId));
    const rows = await store.database.query<{ seq: number; member_id: string }>(
      'SELECT seq, member_id FROM naive WHERE seq > $1 ORDER BY seq',
      [seq],
    );
    seq = rows.at(-1)?.seq ?? seq;
    seen.naive.push(...rows.map((row) => row.member_id));
  };
  return { read, seen };
}

test('brings a member whose transaction commits late, which a serial number skips for ever', async () => {
  const reader = makeReader();
  const slow = await openWriter('late-slow');
  const fast = await openWriter('late-fast');
  await commit(fast);
  await reader.read();
  expect(reader.seen).toEqual({ feed: [], naive: ['late-fast'] });
  await commit(slow);
  await reader.read();
  await reader.read();
  expect(reader.seen.feed).toEqual(['late-slow', 'late-fast']);
  expect(reader.seen.naive).toEqual(['late-fast']);
});

test('a snapshot and the feed from its cursor bring a member whose transaction commits late, too', async () => {
  const early = await openWriter('snap-a-early');
  await commit(early);
  const slow = await openWriter('snap-b-slow');
  const between = await openWriter('snap-c-between');
  await commit(between);
  const position = await readFeedHorizon(store.database);
  const page = await listMembersAfter(store.database, 'snap-', 1000);
  const after = await openWriter('snap-d-after');
  await commit(slow);
  await commit(after);
  const feed = await readFeedPage(store.database, position, 1000, null);
  const idsOf = (rows: readonly { memberId: string }[]): string[] =>
    rows.map(({ memberId }) => memberId).filter((memberId) => memberId.startsWith('snap-'));
  expect(idsOf(page)).toEqual(['snap-a-early', 'snap-c-between']);
  expect(idsOf(feed.members)).toEqual(['snap-b-slow', 'snap-c-between', 'snap-d-after']);
});

test('wakes the tills that wait when a change that was held back shows', async () => {
  const folder = await useTempDir('feed-wakes');
  const log = pino({ level: 'fatal' });
  const office = await startOffice({ port: 0, dataFolder: folder, databaseUrl: url, log });
  onTestFinished(() => office.stop());
  const adminToken = readFileSync(path.join(folder, 'admin-token'), 'utf8').trim();
  const till = await OfficeTill.activate({ url: office.url, adminToken });
  const lists = await till.feed(null);
  const slow = await openWriter('wakes-slow');
  const memberId = randomUUIDv7();
  await till.push([till.enrol(memberId, '13812345678')]);
  const waiting = till.client.feed({
    cursor: lists.cursor,
    limit: 100,
    waitMs: 20_000,
    staffRevision: lists.staff?.revision ?? '',
    programmeRevision: lists.programmes?.revision ?? '',
  });
  await sleep(1500); // until it has looked more than once
  await commit(slow);
  const endedAtMs = performance.now();
  const page = await waiting;
  expect(performance.now() - endedAtMs).toBeLessThan(10_000);
  expect(page.members.map((member) => member.memberId)).toEqual(['wakes-slow', memberId]);
});

test('brings every member exactly once from under writers that overlap at random', async () => {
  const reader = makeReader();
  const written: string[] = [];
  let isOver = false;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let round = 0; round < 25; round += 1) {
      const memberId = `random-${writer}-${round}`;
      const client = await openWriter(memberId);
      await client.query('SELECT pg_sleep($1)', [Math.random() * 0.02]);
      await commit(client);
      written.push(memberId);
    }
  });
  const reading = (async () => {
    while (!isOver) await reader.read();
    await reader.read();
  })();
  await Promise.all(writers);
  isOver = true;
  await reading;
  const seen = reader.seen.feed.filter((memberId) => memberId.startsWith('random-'));
  expect(seen.toSorted()).toEqual(written.toSorted());
});

test('finds a page by the index, however many members there are', async () => {
  await store.database.query(
    `INSERT INTO member (member_id, member_no, phone, state, revision)
     SELECT 'many-' || n, '', '', '{}', 1 FROM generate_series(1, 20000) n`,
  );
  await store.database.query('ANALYZE member, member_change');
  const plan = await store.database.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT state FROM member_change c JOIN member m ON m.member_id = c.member_id
      WHERE (c.changed_xid, c.member_id) > ('1'::xid8, '')
        AND c.changed_xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY c.changed_xid, c.member_id LIMIT 100`,
  );
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Index (?:Only )?Scan using member_change_changed_xid_member_id_pk/);
  expect(text).not.toContain('Sort');
});

test('gives a database that came from another server a new epoch, and brings its rows again', async () => {
  const { database, epoch } = store;
  const same = await openStore({ kind: 'server', url }, () => {});
  expect(same.epoch).toBe(epoch);
  await same.close();
  await database.query(`UPDATE meta SET value = 'another server' WHERE name = 'epoch_origin'`);
  await database.query(
    `UPDATE member SET changed_xid = '9000000000' WHERE member_id = 'late-slow'`,
  );
  const moved = await openStore({ kind: 'server', url }, () => {});
  expect(moved.epoch).not.toBe(epoch);
  const rows = await moved.database.query<{ xid: string }>(
    `SELECT changed_xid::text AS xid FROM member WHERE member_id = 'late-slow'`,
  );
  expect(Number(rows[0]?.xid)).toBeLessThan(1_000_000);
  await moved.close();
});
