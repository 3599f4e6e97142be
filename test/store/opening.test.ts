import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readTillKey, replicaKeyFile } from '../../src-main/store/key-file.ts';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import {
  sampleEarnDraft,
  sampleEnrolDraft,
  sampleMemberState,
  samplePhone,
} from '../support/sample-domain.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import {
  failureOf,
  hashOfFile,
  postOperation,
  storeBase,
  testKey,
  makeTillStore,
} from './till-support.ts';

const memberCount = 60;

/** A closed folder with members, operations and receipts in it. */
async function makeFilledFolder(): Promise<string> {
  const { store, folder, till } = await makeTillStore();
  for (let index = 0; index < memberCount; index++) storeBase(store, sampleMemberState(index), 1);
  postOperation(store, till.place(sampleEarnDraft(sampleMemberState(3), 1)));
  store.close();
  return folder;
}

test('keeps everything over a restart', async () => {
  const folder = await makeFilledFolder();
  const store = openTillStore({ dataFolder: folder, key: testKey });
  expect(store.member.count()).toBe(memberCount);
  expect(store.operation.head().terminalSeq).toBe(1);
  expect(store.install.read()?.privateKey).toBe('private-secret');
  store.close();
  store.close();
  expect(readdirSync(folder).toSorted()).toEqual(['till.begun', 'till.db', 'till.lock']);
});

test('refuses a second opening of the folder, in this process and in another, and names it', async () => {
  const { folder, store } = await makeTillStore();
  const failure = failureOf(() => openTillStore({ dataFolder: folder, key: testKey }));
  expect(failure.code).toBe('folder_in_use');
  expect(failure.message).toContain(folder);
  expect(openElsewhere(folder)).toBe('folder_in_use');
  store.close();
  expect(openElsewhere(folder)).toBe('opened');
});

test('refuses another key and leaves the file as it was', async () => {
  const folder = await makeFilledFolder();
  const before = hashOfFile(folder);
  const failure = failureOf(() => openTillStore({ dataFolder: folder, key: Buffer.alloc(32, 8) }));
  expect(failure.code).toBe('wrong_key');
  expect(failure.message).toContain(path.join(folder, 'till.db'));
  expect(hashOfFile(folder)).toBe(before);
  openTillStore({ dataFolder: folder, key: testKey }).close();
});

test('a crash before the checkpoint loses nothing, and a wrong key does not touch what it left', async () => {
  const { store, folder } = await makeTillStore();
  for (let index = 0; index < memberCount; index++) storeBase(store, sampleMemberState(index), 1);
  const copy = await makeFolder('crashed');
  for (const name of ['till.db', 'till.db-wal'])
    copyFileSync(path.join(folder, name), path.join(copy, name));
  const before = [hashOfFile(copy), hashOfFile(copy, 'till.db-wal')];
  expect(failureOf(() => openTillStore({ dataFolder: copy, key: Buffer.alloc(32, 8) })).code).toBe(
    'wrong_key',
  );
  expect([hashOfFile(copy), hashOfFile(copy, 'till.db-wal')]).toEqual(before);
  const again = openTillStore({ dataFolder: copy, key: testKey });
  expect(again.member.count()).toBe(memberCount);
  again.close();
});

test('a flipped bit anywhere is refused or does no harm, and the file stays as it is', async () => {
  const folder = await makeFilledFolder();
  const filePath = path.join(folder, 'till.db');
  const whole = readFileSync(filePath);
  const readAll = () => {
    const store = openTillStore({ dataFolder: folder, key: testKey });
    try {
      return Array.from({ length: memberCount }, (_, index) =>
        store.member.findByPhone(samplePhone(index)),
      );
    } finally {
      store.close();
    }
  };
  const expected = readAll();
  let refusedCount = 0;
  for (let round = 0; round < 50; round++) {
    const offset = Math.floor(Math.random() * whole.length);
    const flipped = Buffer.from(whole);
    flipped[offset]! ^= 1 << (round % 8);
    writeFileSync(filePath, flipped);
    const before = hashOfFile(folder);
    let read: unknown;
    try {
      read = readAll();
    } catch (error) {
      expect(error, `offset ${offset}`).toMatchObject({
        name: 'StoreFailure',
        code: 'file_damaged',
        message: expect.stringContaining(filePath),
      });
      expect(hashOfFile(folder), `offset ${offset}`).toBe(before);
      refusedCount += 1;
      continue;
    }
    expect(read, `offset ${offset}`).toEqual(expected);
  }
  expect(refusedCount).toBeGreaterThan(40);
  writeFileSync(filePath, whole);
  expect(readAll()).toEqual(expected);
});

test('damage in a file too large to be checked whole is refused when its page is read', async () => {
  const folder = await makeFilledFolder();
  const filePath = path.join(folder, 'till.db');
  // A sparse tail makes the file large without writing it; SQLite does not look behind its last page.
  const whole = readFileSync(filePath);
  for (let offset = 4096 + 100; offset < whole.length; offset += 4096) whole[offset]! ^= 1;
  writeFileSync(filePath, whole);
  truncateSync(filePath, 70 * 1024 * 1024);
  const failure = failureOf(() => {
    const store = openTillStore({ dataFolder: folder, key: testKey });
    try {
      for (let index = 0; index < memberCount; index++)
        store.member.findByPhone(samplePhone(index));
    } finally {
      store.close();
    }
  });
  expect(failure.code).toBe('file_damaged');
  expect(failure.message).toContain(filePath);
});

test('an empty file is damage, not a beginning', async () => {
  const folder = await makeFilledFolder();
  truncateSync(path.join(folder, 'till.db'), 0);
  const failure = failureOf(() => openTillStore({ dataFolder: folder, key: testKey }));
  expect(failure.code).toBe('file_damaged');
  expect(statSync(path.join(folder, 'till.db')).size).toBe(0);
});

test('a replica of which only the WAL is left is no beginning', async () => {
  const folder = await makeFolder('half');
  writeFileSync(path.join(folder, 'till.db-wal'), 'the last sales');
  const failure = failureOf(() => openTillStore({ dataFolder: folder, key: testKey }));
  expect(failure.code).toBe('file_missing');
  expect(failure.message).toContain(path.join(folder, 'till.db'));
  expect(failureOf(() => readTillKey(folder, replicaKeyFile(folder))).code).toBe('key_missing');
  expect(readdirSync(folder).filter((name) => name !== 'till.lock')).toEqual(['till.db-wal']);
});

test('a replica that was begun here and is gone is damage; one that was never finished is begun anew', async () => {
  const folder = await makeFilledFolder();
  rmSync(path.join(folder, 'till.db'));
  const failure = failureOf(() => openTillStore({ dataFolder: folder, key: testKey }));
  expect(failure.code).toBe('file_missing');
  expect(failure.message).toContain(path.join(folder, 'till.db'));
  expect(failureOf(() => readTillKey(folder, replicaKeyFile(folder))).code).toBe('key_missing');
  expect(readdirSync(folder).toSorted()).toEqual(['till.begun', 'till.lock']);
  // What the last step of a first start has not written yet.
  rmSync(path.join(folder, 'till.begun'));
  openTillStore({ dataFolder: folder, key: testKey }).close();
  expect(existsSync(path.join(folder, 'till.begun'))).toBe(true);
});

test('a first start that died half-way is begun again', async () => {
  const folder = await makeFolder('store');
  writeFileSync(path.join(folder, 'till.db.new'), 'half');
  const store = openTillStore({ dataFolder: folder, key: testKey });
  expect(store.member.count()).toBe(0);
  store.close();
  expect(existsSync(path.join(folder, 'till.db.new'))).toBe(false);
});

test('a folder that cannot be made is refused in words', async () => {
  const file = path.join(await makeFolder('store'), 'file');
  writeFileSync(file, '');
  const dataFolder = path.join(file, 'data');
  for (const work of [
    () => openTillStore({ dataFolder, key: testKey }),
    () => replicaKeyFile(dataFolder).create(),
  ]) {
    const failure = failureOf(work);
    expect(failure.code).toBe('disk_error');
    expect(failure.message).toContain(dataFolder);
  }
});

test('no name, number or key can be read in the files', async () => {
  const { store, folder, till } = await makeTillStore();
  storeBase(store, sampleMemberState(1), 1);
  postOperation(store, till.place(sampleEnrolDraft(2)));
  // Six bytes at least: shorter ones stand in a random megabyte by chance.
  const secrets = [samplePhone(1), samplePhone(2), '李芳', 'private-secret', 'member'];
  const expectNothingPlain = () => {
    const names = readdirSync(folder);
    for (const name of names) {
      const bytes = readFileSync(path.join(folder, name));
      for (const secret of secrets)
        expect(bytes.includes(secret), `${secret} in ${name}`).toBe(false);
    }
    return names;
  };
  // Reading till.lock would drop this process's lock; it is empty.
  rmSync(path.join(folder, 'till.lock'));
  expect(expectNothingPlain()).toContain('till.db-wal');
  store.close();
  expect(expectNothingPlain()).not.toContain('till.db-wal');
});

test('the key file is made once, for its owner only', async () => {
  const folder = path.join(await makeFolder('key'), 'data');
  const holder = replicaKeyFile(folder);
  expect(holder.read()).toBeNull();
  const key = readTillKey(folder, holder);
  expect(key).toHaveLength(32);
  expect(statSync(path.join(folder, 'replica-key')).mode & 0o777).toBe(0o600);
  expect(readTillKey(folder, holder)).toEqual(key);
  expect(holder.create()).toEqual(key);
  expect(readdirSync(folder)).toEqual(['replica-key']);
});

test('a key file that others can read is refused', async () => {
  const folder = await makeFolder('key');
  const holder = replicaKeyFile(folder);
  holder.create();
  for (const mode of [0o640, 0o604]) {
    chmodSync(path.join(folder, 'replica-key'), mode);
    const failure = failureOf(() => holder.read());
    expect(failure.code).toBe('key_exposed');
    expect(failure.message).toContain('replica-key');
  }
});

test('a key file of another length is refused', async () => {
  const folder = await makeFolder('key');
  writeFileSync(path.join(folder, 'replica-key'), 'short', { mode: 0o600 });
  expect(failureOf(() => replicaKeyFile(folder).read()).code).toBe('wrong_key');
});

test('a replica without its key is refused, and no new key is made', async () => {
  const folder = await makeFilledFolder();
  const failure = failureOf(() => readTillKey(folder, replicaKeyFile(folder)));
  expect(failure.code).toBe('key_missing');
  expect(failure.message).toContain(path.join(folder, 'till.db'));
  expect(existsSync(path.join(folder, 'replica-key'))).toBe(false);
});

const openTillStoreUrl = new URL('../../src-main/store/open-till-store.ts', import.meta.url).href;

/** What another process gets that opens the folder. */
function openElsewhere(folder: string): string {
  const script = `
    import { openTillStore } from ${JSON.stringify(openTillStoreUrl)};
    try {
      openTillStore({ dataFolder: ${JSON.stringify(folder)}, key: Buffer.alloc(32, 7) }).close();
      console.log('opened');
    } catch (error) { console.log(error.code); }`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}
