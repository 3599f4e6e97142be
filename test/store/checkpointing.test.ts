import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { startCheckpointer } from '../../src-main/store/checkpointer.ts';
import { tillFilePath } from '../../src-main/store/till-file.ts';
import { sampleMemberState } from '../support/sample-domain.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import { makeTillStore, openRaw, storeBase, storesOf, testKey } from './till-support.ts';

test('moves the WAL into the file while the writer has it open', async () => {
  const { store: opened, folder } = await makeTillStore();
  opened.close();
  using db = openRaw(folder);
  db.pragma('wal_autocheckpoint = 0');
  const store = storesOf(db, folder);
  const checkpointer = startCheckpointer({
    filePath: tillFilePath(folder),
    key: testKey,
    workerUrl: new URL('../../src-main/store/checkpoint-worker.ts', import.meta.url),
    onFailure: (error) => expect.unreachable(error.message),
    worthwhileBytes: 1024 * 1024,
  });
  const bytesOf = (name: string) => statSync(path.join(folder, name)).size;
  const before = bytesOf('till.db');
  for (let round = 1; round <= 40; round++) {
    store.transaction(() => {
      for (let index = 0; index < 50; index++) storeBase(store, sampleMemberState(index), round);
    });
  }
  const isMoved = () => expect(bytesOf('till.db')).toBeGreaterThan(before + 50_000);
  await vi.waitFor(isMoved, 60_000).catch((error: unknown) => {
    // What a checkpoint of the writer's own says tells a thread that does not run from one that cannot get on.
    const own = JSON.stringify(db.pragma('wal_checkpoint(PASSIVE)'));
    throw new Error(`The thread moved nothing; the writer itself: ${own}.`, { cause: error });
  });
  // Once all of it is in the file, the WAL is written from its beginning again and does not grow.
  let revision = 100;
  await vi.waitFor(
    () => {
      const walBytes = bytesOf('till.db-wal');
      revision += 1;
      storeBase(store, sampleMemberState(1), revision);
      expect(bytesOf('till.db-wal')).toBe(walBytes);
    },
    { timeout: 60_000, interval: 1000 },
  );
  checkpointer.stop();
  checkpointer.stop();
});

test('a checkpoint thread that cannot start is reported, and the till works without it', async () => {
  const warnings: string[] = [];
  const { store } = await makeTillStore({
    checkpointWorkerUrl: new URL('./no-such-worker.ts', import.meta.url),
    log: { warn: (_, message) => void warnings.push(message) },
  });
  await vi.waitFor(() => expect(warnings).toEqual(['The checkpoint thread has ended.']), 60_000);
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
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { timeout: 60_000 });
});
