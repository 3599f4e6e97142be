import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { rebuildReplica } from '../../src-main/store/rebuild-replica.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import {
  sampleEarnDraft,
  sampleEnrolDraft,
  sampleMemberId,
  sampleMemberState,
} from '../support/sample-domain.ts';
import {
  failureOf,
  hashOfFile,
  makeTillStore,
  openRaw,
  postOperation,
  storeBase,
  testKey,
} from './till-support.ts';

// Every file that is opened costs the making of its key, and these tests open many.
vi.setConfig({ testTimeout: 60_000 });

const memberCount = 30;
const newcomer = 40;
const pageBytes = 4096;

/** A closed till with members of head office, and something of every kind that is its own. */
async function makeClosedTill(): Promise<{ folder: string; own: string }> {
  const { store, folder, till } = await makeTillStore();
  for (let index = 0; index < memberCount; index++) storeBase(store, sampleMemberState(index), 1);
  postOperation(store, till.place(sampleEarnDraft(sampleMemberState(3), 1)));
  postOperation(store, till.place(sampleEnrolDraft(newcomer)));
  store.staff.replaceAll([
    { staffId: 'S1', name: '王店长', role: 'manager', pinVerifier: 'v', memberIds: [] },
  ]);
  store.setup.write('readers');
  store.sync.write({ cursor: 'epoch.3.x', loaded: true, staffRevision: 'r5', ackedSeq: 1 });
  const own = ownOf(store);
  store.close();
  return { folder, own };
}

/** What is this till's own, as text. */
function ownOf(store: TillStore): string {
  const { cursor: _, loaded: _loaded, ...sync } = store.sync.read();
  const operations = [store.operation.head(), store.operation.list({ limit: 100 })];
  return JSON.stringify([operations, store.install.read(), store.staff.list(), sync]);
}

function openAgain(folder: string): TillStore {
  const store = openTillStore({ dataFolder: folder, key: testKey });
  onTestFinished(() => store.close());
  return store;
}

/** The numbers of the pages that hold rows of a table. */
function pagesOf(folder: string, table: string): readonly number[] {
  using db = openRaw(folder, { readonly: true });
  return db
    .prepare<[string], number>(
      "SELECT pageno FROM dbstat WHERE name = ? AND pagetype <> 'internal'",
    )
    .pluck()
    .all(table);
}

/** Turns one bit in the middle of a page. */
function damage(folder: string, pageNumber: number): void {
  const filePath = path.join(folder, 'till.db');
  const bytes = readFileSync(filePath);
  bytes[(pageNumber - 1) * pageBytes + pageBytes / 2]! ^= 1;
  writeFileSync(filePath, bytes);
}

const rebuild = (folder: string) => rebuildReplica({ dataFolder: folder, key: testKey });

test('where pages of members are damaged all of the till’s own is kept, and the members are asked for again', async () => {
  const { folder, own } = await makeClosedTill();
  for (const pageNumber of pagesOf(folder, 'member')) damage(folder, pageNumber);
  for (const pageNumber of pagesOf(folder, 'search_token')) damage(folder, pageNumber);
  const damagedHash = hashOfFile(folder);
  const words = failureOf(() => openTillStore({ dataFolder: folder, key: testKey })).message;
  expect(words).toContain('--rebuild');
  const keptPath = path.join(folder, 'till.db.damaged');
  expect(rebuild(folder)).toEqual({
    status: 'rebuilt',
    keptPath,
    operationCount: 2,
    pendingCount: 1,
  });
  expect(hashOfFile(folder, 'till.db.damaged')).toBe(damagedHash);
  expect(rebuild(folder)).toEqual({ status: 'sound' });
  const store = openAgain(folder);
  expect(ownOf(store)).toBe(own);
  expect(store.operation.verify(0).findings).toEqual([]);
  expect(store.sync.read()).toMatchObject({ cursor: null, loaded: false });
  // Only whom head office does not know yet is there already.
  expect(store.member.count()).toBe(1);
  expect(store.member.findById(sampleMemberId(newcomer))?.hasPending).toBe(true);
});

test('where a row of the till’s own cannot be read it refuses in words of its own, and changes nothing', async () => {
  const { folder } = await makeClosedTill();
  const [page = 0] = pagesOf(folder, 'operation');
  damage(folder, page);
  const before = [hashOfFile(folder), readdirSync(folder).toSorted()];
  const failure = failureOf(() => rebuild(folder));
  expect(failure).toMatchObject({ code: 'file_damaged' });
  expect(failure.message).toContain("the till's own operations are damaged too");
  expect([hashOfFile(folder), readdirSync(folder).toSorted()]).toEqual(before);
});

test('a sound replica and an empty folder are left alone, another key is refused', async () => {
  const { folder } = await makeClosedTill();
  const before = hashOfFile(folder);
  expect(rebuild(folder)).toEqual({ status: 'sound' });
  const other = { dataFolder: folder, key: Buffer.alloc(32, 8) };
  expect(failureOf(() => rebuildReplica(other)).code).toBe('wrong_key');
  expect(hashOfFile(folder)).toBe(before);
});

test('a crash between the two names is gone on from, and a second damage writes over nothing', async () => {
  const { folder, own } = await makeClosedTill();
  const [page = 0] = pagesOf(folder, 'member');
  damage(folder, page);
  // As the power left it: the damaged file has its name, the new one not yet.
  renameSync(path.join(folder, 'till.db'), path.join(folder, 'till.db.damaged'));
  expect(failureOf(() => openTillStore({ dataFolder: folder, key: testKey })).code).toBe(
    'file_missing',
  );
  expect(rebuild(folder)).toMatchObject({ status: 'rebuilt', operationCount: 2 });
  const [again = 0] = pagesOf(folder, 'member');
  damage(folder, again);
  expect(rebuild(folder)).toMatchObject({
    status: 'rebuilt',
    keptPath: path.join(folder, 'till.db.damaged-2'),
  });
  expect(ownOf(openAgain(folder))).toBe(own);
});
