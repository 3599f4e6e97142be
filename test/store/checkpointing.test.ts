import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { sampleMemberState } from '../support/sample-domain.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import { storeBase, testKey, makeTillStore } from './till-support.ts';

test('moves the WAL into the file while the store is open', async () => {
  const { store, folder } = await makeTillStore();
  const bytesOf = (name: string) => statSync(path.join(folder, name)).size;
  const before = bytesOf('till.db');
  for (let round = 1; round <= 40; round++) {
    store.transaction(() => {
      for (let index = 0; index < 50; index++) storeBase(store, sampleMemberState(index), round);
    });
  }
  expect(bytesOf('till.db-wal')).toBeGreaterThan(4 * 1024 * 1024);
  await vi.waitFor(() => expect(bytesOf('till.db')).toBeGreaterThan(before + 50_000), 10_000);
  const walBytes = bytesOf('till.db-wal');
  // Once all of it is in the file, the WAL is written from its beginning again.
  storeBase(store, sampleMemberState(1), 100);
  expect(bytesOf('till.db-wal')).toBe(walBytes);
});

test('a checkpoint thread that cannot start is reported, and the till works without it', async () => {
  const warnings: string[] = [];
  const { store } = await makeTillStore({
    checkpointWorkerUrl: new URL('./no-such-worker.ts', import.meta.url),
    log: { warn: (_, message) => void warnings.push(message) },
  });
  await vi.waitFor(() => expect(warnings).toEqual(['The checkpoint thread has ended.']), 5000);
  storeBase(store, sampleMemberState(1), 1);
  expect(store.member.count()).toBe(1);
});

test('the thread does not keep a process alive that forgot to close', async () => {
  const folder = await makeFolder('store');
  const module = new URL('../../src-main/store/open-till-store.ts', import.meta.url).href;
  const script = `
    import { openTillStore } from ${JSON.stringify(module)};
    openTillStore({ dataFolder: ${JSON.stringify(folder)}, key: Buffer.from('${testKey.toString('hex')}', 'hex') });
    setTimeout(() => {}, 700);`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { timeout: 15_000 });
});
