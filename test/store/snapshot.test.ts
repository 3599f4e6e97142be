import fs, { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { PartDamaged } from '../../src-main/store/open-part.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import {
  sampleDay,
  sampleEarnDraft,
  sampleEnrolDraft,
  sampleMemberId,
  sampleMemberState,
  samplePhone,
  type SampleTill,
} from '../support/sample-domain.ts';
import { makeSampleImage, type SampleImage } from '../support/sample-image.ts';
import { makeTempDir, useTempDir } from '../support/temp-dir.ts';
import { makeTillStore, postOperation, storeBase, testKey, viewOf } from './till-support.ts';

// Every file that is opened costs the making of its key, and these tests open many.
vi.setConfig({ testTimeout: 60_000 });

const imageCount = 200;
const builtOnDay = sampleDay('2026-03-14');
const newcomer = imageCount + 1;
const wholeWish = (image: SampleImage) => ({ cursor: image.manifest.cursor, builtOnDay });

/** As head office has them: each with points that the old replica does not know. */
function stateInImage(index: number): MemberState {
  const state = sampleMemberState(index);
  return { ...state, carriedPoints: state.carriedPoints + 1000, debtPoints: 0 };
}

let image: SampleImage;
beforeAll(async () => {
  const folder = await makeTempDir('image');
  const states = Array.from({ length: imageCount }, (_, index) => stateInImage(index));
  const members = states
    .map((state) => ({ memberId: state.memberId, revision: 9, stateJson: JSON.stringify(state) }))
    .toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  image = await makeSampleImage(folder.path, members, { partPlainBytes: 200_000 });
  await folder.remove();
});

/** A till of some old members with something of every kind that is its own. */
async function makeOldTill(): Promise<{ store: TillStore; folder: string; till: SampleTill }> {
  const made = await makeTillStore();
  const { store, till } = made;
  for (let index = 0; index < 5; index += 1) storeBase(store, sampleMemberState(index), 1);
  postOperation(store, till.place(sampleEarnDraft(sampleMemberState(1), 1)));
  postOperation(store, till.place(sampleEarnDraft(sampleMemberState(2), 2)));
  postOperation(store, till.place(sampleEnrolDraft(newcomer)));
  store.staff.replaceAll([
    { staffId: 'S1', name: '王店长', role: 'manager', pinVerifier: 'v', memberIds: [] },
  ]);
  store.setup.write('readers');
  store.sync.write({ cursor: 'epoch.3.x', loaded: true, staffRevision: 'r5', ackedSeq: 1 });
  return made;
}

/** What is this till's own, as text. */
function ownOf(store: TillStore): string {
  const { cursor: _, loaded: _loaded, ...sync } = store.sync.read();
  const chain = store.operation.verify(0);
  const operations = [store.operation.head(), chain, store.operation.list({ limit: 100 })];
  const rest = [store.install.read(), store.staff.list(), store.setup.read(), sync];
  return JSON.stringify([operations, rest]);
}

function expectOld(store: TillStore): void {
  expect(store.member.count()).toBe(6);
  expect(store.sync.read()).toMatchObject({ cursor: 'epoch.3.x', loaded: true });
}

/** The members of the image, with what head office has not acknowledged on top. */
function expectNew(store: TillStore): void {
  expect(store.member.count()).toBe(imageCount + 1);
  expect(store.sync.read()).toMatchObject({ cursor: image.manifest.cursor, loaded: false });
  expect(viewOf(store, sampleMemberId(0))).toEqual(stateInImage(0));
  for (const index of [1, 2]) {
    const operations = store.operation.listOfMemberAfter(sampleMemberId(index), 0);
    expect(viewOf(store, sampleMemberId(index))).toEqual(
      viewMember(stateInImage(index), operations),
    );
  }
  expect(store.member.findById(sampleMemberId(newcomer))?.hasPending).toBe(true);
  for (const index of [3, imageCount - 1]) {
    const found = store.member.findByPhone(samplePhone(index));
    expect(found.map(({ memberId }) => memberId)).toContain(sampleMemberId(index));
  }
  const byName = store.member.search({ by: 'name', text: 'wang' }, 5);
  expect(byName.length).toBeGreaterThan(0);
}

test('an image takes the place of the members while the old ones serve, and everything of the till stays', async () => {
  const { store, folder } = await makeOldTill();
  const own = ownOf(store);
  const intake = store.snapshot.begin(image);
  for (let from = 0; from < image.bytes.length; from += 10_000) {
    intake.receive(image.bytes.subarray(from, from + 10_000));
    expectOld(store);
  }
  await intake.loaded;
  expectOld(store);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (!fs.statSync(file).isFile()) continue;
    expect(readFileSync(file).includes(samplePhone(42)), name).toBe(false);
  }
  const { member } = store; // whoever holds a store keeps it
  intake.adopt(wholeWish(image));
  expectNew(store);
  expect(ownOf(store)).toBe(own);
  expect(member.count()).toBe(imageCount + 1);
  const left = readdirSync(folder).filter((name) => !/^till\.(?:begun|lock|db(?:-|$))/.test(name));
  expect(left).toEqual([]);
  storeBase(store, { ...stateInImage(0), carriedPoints: 5 }, 10);
  store.close();
  const again = openTillStore({ dataFolder: folder, key: testKey });
  expect(again.member.count()).toBe(imageCount + 1);
  expect(viewOf(again, sampleMemberId(0)).carriedPoints).toBe(5);
  again.close();
});

test('wherever the power goes, one of the two is whole and in use, and an image cut short goes on', async () => {
  const { store, folder } = await makeOldTill();
  const own = ownOf(store);
  const copies = await useTempDir('cuts');
  const cuts: string[] = [];
  let before = '';
  const cut = (step: string): void => {
    const now = listingOf(folder);
    if (now === before) return; // nothing has reached the disk since
    before = now;
    const copy = mkdtempSync(path.join(copies, `${String(cuts.length).padStart(3, '0')}-${step}-`));
    cpSync(folder, copy, { recursive: true });
    cuts.push(copy);
  };
  const release = cutBeforeEveryStep(folder, cut);
  try {
    const intake = store.snapshot.begin(image);
    const half = Math.floor(image.bytes.length / 2);
    intake.receive(image.bytes.subarray(0, half));
    intake.receive(image.bytes.subarray(half));
    await intake.loaded;
    cut('loaded');
    intake.adopt(wholeWish(image));
    cut('adopted');
  } finally {
    release();
  }
  expect(cuts.length).toBeGreaterThan(5);
  let newCount = 0;
  for (const copy of cuts) {
    const again = openTillStore({ dataFolder: copy, key: testKey });
    expect(ownOf(again), copy).toBe(own);
    if (again.member.count() === 6) expectOld(again);
    else {
      expectNew(again);
      newCount += 1;
    }
    expect(existsSync(path.join(copy, 'till.db.next'))).toBe(false);
    again.close();
  }
  expect(newCount).toBeGreaterThan(1);
  expect(newCount).toBeLessThan(cuts.length);
  const [, , cutInTheMiddle = ''] = cuts;
  const resumed = openTillStore({ dataFolder: cutInTheMiddle, key: testKey });
  onTestFinished(() => resumed.close());
  const intake = resumed.snapshot.begin(image);
  expect(intake.receivedBytes()).toBeGreaterThan(0);
  intake.receive(image.bytes.subarray(intake.receivedBytes()));
  await intake.loaded;
  intake.adopt(wholeWish(image));
  expectNew(resumed);
});

test('a flipped bit is found before a row of it counts; only from there on the image is fetched again', async () => {
  const { store, folder } = await makeOldTill();
  const [first, second] = image.manifest.parts;
  const startOfSecond = first?.bytes ?? 0;
  const damaged = Buffer.from(image.bytes);
  const at = startOfSecond + Math.floor((second?.bytes ?? 0) / 2);
  damaged.writeUInt8(damaged.readUInt8(at) ^ 4, at);
  const intake = store.snapshot.begin(image);
  intake.receive(damaged);
  await expect(intake.loaded).rejects.toEqual(new PartDamaged(1));
  await intake.cancel();
  expectOld(store);
  const again = store.snapshot.begin(image);
  expect(again.receivedBytes()).toBe(startOfSecond);
  again.receive(image.bytes.subarray(startOfSecond));
  await again.loaded;
  await again.cancel(); // the till was stopped just then
  expectOld(store);
  expect(existsSync(path.join(folder, 'till.db.next'))).toBe(false);
  store.snapshot.clear();
  expect(existsSync(path.join(folder, 'snapshot'))).toBe(false);
});

test('a disk that cannot take it leaves the till as it is, and says so', async () => {
  const { store, folder } = await makeOldTill();
  const own = ownOf(store);
  const intake = store.snapshot.begin(image);
  intake.receive(image.bytes);
  await intake.loaded;
  const release = replaceFs('renameSync', () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  expect(() => intake.adopt(wholeWish(image))).toThrow(
    expect.objectContaining({ code: 'disk_full' }),
  );
  release();
  expectOld(store);
  expect(ownOf(store)).toBe(own);
  expect(existsSync(path.join(folder, 'till.db.next'))).toBe(false);
});

/** What is in a folder, as far as a change of it shows. */
function listingOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const { size, mtimeMs, ino } = fs.statSync(path.join(folder, name));
      return `${name} ${size} ${mtimeMs} ${ino}`;
    })
    .join('\n');
}

type Replaced = 'renameSync' | 'openSync' | 'closeSync' | 'rmSync' | 'existsSync';

/** Calls `cut` before every step by which this process changes names or files of that folder. */
function cutBeforeEveryStep(folder: string, cut: (step: string) => void): () => void {
  let isCutting = false;
  const names: readonly Replaced[] = ['renameSync', 'openSync', 'rmSync', 'existsSync'];
  const releases = names.map((name) =>
    replaceFs(name, (work, args) => {
      const isOurs = typeof args[0] === 'string' && args[0].startsWith(folder);
      if (isOurs && !isCutting) {
        isCutting = true;
        cut(name);
        isCutting = false;
      }
      return work(...args);
    }),
  );
  return () => releases.forEach((release) => release());
}

type AnyWork = (...args: readonly unknown[]) => unknown;

function replaceFs(
  name: Replaced,
  replacement: (work: AnyWork, args: readonly unknown[]) => unknown,
): () => void {
  const original = fs[name] as AnyWork;
  Object.assign(fs, { [name]: (...args: readonly unknown[]) => replacement(original, args) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { [name]: original });
    syncBuiltinESMExports();
  };
}
