import { setImmediate as nextTurn } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { hashMember } from '../../src-main/store/member-hashes.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import { partitionOf, reduceSum } from '../../src-shared/replica/member-hash.ts';
import {
  sampleEarnDraft,
  sampleMemberId,
  sampleMemberState,
  samplePhone,
} from '../support/sample-domain.ts';
import { makeTillStore, postOperation, storeBase, testKey, viewOf } from './till-support.ts';

const never = new AbortController().signal;

/** A page of the feed as it comes over the line, and the states in it. */
function pageOf(indexes: readonly number[], revision: number) {
  const members = indexes.map((index) => {
    const state = { ...sampleMemberState(index), heldPoints: revision };
    return { memberId: state.memberId, revision, stateJson: JSON.stringify(state) };
  });
  const page = { members, cursor: `after-${revision}`, more: false };
  return { page, body: zstdCompressSync(JSON.stringify(page)), isZstd: true };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

function sumsOf(store: TillStore) {
  while (!store.memberHash.scan(1000).isPassOver);
  return store.memberHash.sums();
}

test('reads a page beside the counter: its rest at once, its members when they are to be applied', async () => {
  const { store } = await makeTillStore();
  const { page, ...answer } = pageOf(range(200), 3);
  const read = await store.feed.read(answer);
  expect(read.rest).toEqual({ ...page, members: [] });
  expect(read.memberCount).toBe(200);
  expect(store.member.count()).toBe(0);
  const changed = await read.apply(never);
  expect(changed).toEqual(range(200).map(sampleMemberId));
  expect(store.member.count()).toBe(200);
  expect(viewOf(store, sampleMemberId(17)).heldPoints).toBe(3);
  expect(store.member.findByPhone(samplePhone(17))).toHaveLength(1);
  const sums = new Map<string, number>();
  for (const each of page.members) {
    const partition = partitionOf(each.memberId);
    sums.set(partition, reduceSum((sums.get(partition) ?? 0) + hashMember(each)));
  }
  expect(sumsOf(store)).toEqual(sums);
});

test('sales and other writes go on in the middle of a page, none is refused, and each is in its member’s view', async () => {
  const { store, till } = await makeTillStore();
  const soldTo = range(40).map((index) => index * 50);
  for (const index of soldTo) storeBase(store, sampleMemberState(index), 1);
  const page = await store.feed.read(pageOf(range(2000), 2));
  let isWhole = false;
  const applying = page.apply(never).finally(() => {
    isWhole = true;
  });
  let midPageCount = 0;
  let saleCount = 0;
  while (!isWhole || saleCount < soldTo.length) {
    const index = soldTo[saleCount % soldTo.length] ?? 0;
    saleCount += 1;
    const state = viewOf(store, sampleMemberId(index));
    postOperation(store, till.place(sampleEarnDraft(state, saleCount)));
    store.pinAttempt.write('staff:1', { failedCount: saleCount, lockedUntilMs: null });
    const count = store.member.count();
    if (count > soldTo.length && count < 2000) midPageCount += 1;
    await nextTurn();
  }
  expect(midPageCount, 'sales that waited for no whole page').toBeGreaterThan(0);
  await applying;
  expect(store.member.count()).toBe(2000);
  expect(store.operation.head().terminalSeq).toBe(saleCount);
  expect(store.pinAttempt.read('staff:1').failedCount).toBe(saleCount);
  for (const index of soldTo) {
    const memberId = sampleMemberId(index);
    const base = store.member.readBase(memberId);
    expect(base?.heldPoints).toBe(2);
    const pending = store.operation.listOfMemberAfter(memberId, 0);
    expect(viewOf(store, memberId)).toEqual(viewMember(base, pending));
  }
});

test('a page that is given up is taken to its end when it comes again; a till that closes leaves it at once', async () => {
  const { store, folder } = await makeTillStore();
  const givingUp = new AbortController();
  const first = await store.feed.read(pageOf(range(1500), 2));
  const applying = first.apply(givingUp.signal);
  while (store.member.count() === 0) await nextTurn();
  givingUp.abort(new Error('Another round is wanted.'));
  await expect(applying).rejects.toThrow('Another round is wanted.');
  await expect(first.apply(givingUp.signal)).rejects.toThrow('Another round is wanted.');

  const again = await store.feed.read(pageOf(range(1500), 2));
  expect((await again.apply(never)).length).toBe(1500);
  const later = await store.feed.read(pageOf(range(1500), 3));
  await expect(again.apply(never)).rejects.toThrow('A page is applied before the next one.');
  const cutOff = later.apply(never);
  while (viewOf(store, sampleMemberId(0)).heldPoints < 3) await nextTurn();
  store.close();
  await expect(cutOff).rejects.toThrow('The replica was closed.');

  const reopened = openTillStore({ dataFolder: folder, key: testKey });
  const held = range(1500).map((index) => viewOf(reopened, sampleMemberId(index)).heldPoints);
  expect(new Set(held)).toEqual(new Set([2, 3]));
  expect(reopened.memberHash.scan(1500).wrongCount).toBe(0);
  reopened.close();
});

test('what is no page, and a state that is not its member’s, are told, and the next page is taken', async () => {
  const { store } = await makeTillStore();
  const noJson = await store.feed.read({ body: Buffer.from('<html>'), isZstd: false });
  expect(noJson).toMatchObject({ rest: undefined, memberCount: 0 });
  const strange = { members: [{ memberId: 7 }], cursor: '' };
  const noPage = await store.feed.read({
    body: Buffer.from(JSON.stringify(strange)),
    isZstd: false,
  });
  expect(noPage).toMatchObject({ rest: strange, memberCount: 0 });

  const mixed = { memberId: sampleMemberId(2), stateJson: JSON.stringify(sampleMemberState(3)) };
  const body = Buffer.from(JSON.stringify({ members: [{ ...mixed, revision: 1 }] }));
  const wrong = await store.feed.read({ body, isZstd: false });
  await expect(wrong.apply(never)).rejects.toThrow('A state belongs to the member it is sent for.');
  expect(store.member.count()).toBe(0);
  const good = await store.feed.read(pageOf([1], 1));
  expect(await good.apply(never)).toEqual([sampleMemberId(1)]);
});

test('a thread that cannot start is told to whoever brings a page, and the counter works on', async () => {
  const { store } = await makeTillStore({
    feedWorkerUrl: new URL('./no-such-worker.ts', import.meta.url),
  });
  for (const revision of [1, 2]) {
    await expect(store.feed.read(pageOf([1], revision))).rejects.toThrow('no-such-worker');
    storeBase(store, sampleMemberState(1), revision);
  }
  expect(store.member.count()).toBe(1);
});
