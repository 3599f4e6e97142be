import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import { sampleEarnDraft, sampleMemberState, type SampleTill } from '../support/sample-domain.ts';
import {
  failureOf,
  openRaw,
  postOperation,
  receiptOf,
  storeBase,
  storesOf,
  testKey,
  makeTillStore,
  viewOf,
} from './till-support.ts';

const state = sampleMemberState(1);

/** Posts one earning with its receipt in one transaction. */
function earn(store: TillStore, till: SampleTill, index: number): void {
  const operation = till.place(sampleEarnDraft(state, index));
  store.transaction(() => {
    store.operation.append(operation);
    store.member.writeView({ ...state, tierCode: `after ${index}` });
    store.receipt.insert(receiptOf(operation), {
      requestHash: 'h',
      terminalSeq: operation.terminalSeq,
    });
  });
}

/** Everything that one earning writes. */
function contentOf(store: TillStore) {
  return {
    head: store.operation.head(),
    view: viewOf(store, state.memberId),
    receipts: store.receipt.recent(1_000_000).length,
  };
}

test('a transaction that throws changes nothing, and the next one works', async () => {
  const { store, till } = await makeTillStore();
  storeBase(store, state, 1);
  const before = contentOf(store);
  const operation = till.place(sampleEarnDraft(state, 1));
  const attempt = () =>
    store.transaction(() => {
      store.operation.append(operation);
      store.member.writeView({ ...state, tierCode: 'changed' });
      throw new Error('refused after all');
    });
  expect(attempt).toThrow('refused after all');
  expect(contentOf(store)).toEqual(before);
  postOperation(store, operation);
  expect(store.operation.head().terminalSeq).toBe(1);
});

test('gives back what the work gives', async () => {
  const { store } = await makeTillStore();
  expect(store.transaction(() => 42)).toBe(42);
});

test('is not nested, and does not wait', async () => {
  const { store } = await makeTillStore();
  expect(() => store.transaction(() => store.transaction(() => 1))).toThrow('not nested');
  expect(() => store.transaction(() => Promise.resolve(1))).toThrow('does not wait');
  expect(store.transaction(() => 1)).toBe(1);
});

test('a file that may not grow fails as a full disk and changes nothing', async () => {
  const { folder, store: opened, till } = await makeTillStore();
  storeBase(opened, state, 1);
  opened.close();
  using db = openRaw(folder);
  const store = storesOf(db, folder);
  const pages = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${pages + 20}`);
  expectFullDisk(store, till);
  db.pragma('max_page_count = 1000000');
  const before = contentOf(store);
  earn(store, rejoin(till, store), 99_999);
  expect(contentOf(store).head.terminalSeq).toBe(before.head.terminalSeq + 1);
});

const smallDisk = mountSmallDisk();
afterAll(() => smallDisk?.unmount());

test.skipIf(smallDisk === null)(
  'a full disk fails as such and changes nothing; with room again the till goes on',
  async () => {
    const { folder } = smallDisk!;
    const { till } = await makeTillStore();
    const filler = path.join(folder, 'filler');
    writeFileSync(filler, Buffer.alloc(1024 * 1024));
    const store = openTillStore({ dataFolder: path.join(folder, 'data'), key: testKey });
    store.install.create({ installId: till.installId, publicKey: 'p', privateKey: 'k' });
    storeBase(store, state, 1);
    const before = expectFullDisk(store, till);
    store.close();
    rmSync(filler);
    const again = openTillStore({ dataFolder: path.join(folder, 'data'), key: testKey });
    expect(contentOf(again)).toEqual(before);
    earn(again, rejoin(till, again), 99_999);
    again.close();
  },
);

/** Earns until the disk is full; what was acknowledged is there and the one that failed is not. */
function expectFullDisk(store: TillStore, till: SampleTill) {
  let before = contentOf(store);
  const failure = failureOf(() => {
    for (let index = 0; index < 10_000; index++) {
      earn(store, till, index);
      before = contentOf(store);
    }
  });
  expect(failure.code).toBe('disk_full');
  expect(failure.message).toContain('till.db');
  expect(contentOf(store)).toEqual(before);
  return before;
}

/** A till that goes on where the store stands, after an operation that was refused. */
function rejoin(till: SampleTill, store: TillStore): SampleTill {
  return {
    ...till,
    place(draft, at) {
      const { terminalSeq, hash } = store.operation.head();
      return { ...till.place(draft, at), terminalSeq: terminalSeq + 1, prevHash: hash };
    },
  };
}

/** A file system of 4 MB, where this machine lets us mount one. */
function mountSmallDisk(): { folder: string; unmount: () => void } | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'small-disk-'));
  const unmount = () => {
    execFileSync('/bin/umount', [folder]);
    rmSync(folder, { recursive: true });
  };
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return { folder, unmount };
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}
