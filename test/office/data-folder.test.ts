import { existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataFolder } from '../../src-office/data-folder.ts';
import { makeIdentityKeyFile } from '../../src-office/handlers/identity-keys.ts';
import { makeKeyRing } from '../../src-office/handlers/key-ring.ts';
import { renewKnownKeys } from '../../src-office/handlers/known-keys.ts';
import { makeKeyFile } from '../../src-office/handlers/office-keys.ts';
import { startOffice } from '../../src-office/start-office.ts';
import { openStore, type Store } from '../../src-office/store/open-store.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';

let temp: TempDir;
let folder: string;
let store: Store | null = null;

beforeAll(async () => {
  temp = await makeTempDir('office');
  folder = temp.path;
  await putEmptyDatabase(folder);
  store = await openStore({ kind: 'folder', folder }, () => {});
  await openDataFolder(folder, store.database);
}, 180_000);
afterAll(async () => {
  await store?.close();
  await temp.remove();
});

function database() {
  if (store === null) throw new Error('The store is closed by now.');
  return store.database;
}

const files = [
  ['office-key', makeKeyFile],
  ['coupon-keys', makeKeyRing],
  ['member-code-keys', makeKeyRing],
  ['identity-keys', makeIdentityKeyFile],
] as const;

it.each(files)(
  'a lost, emptied, damaged or strange %s is refused by name, never replaced',
  async (name, make) => {
    const file = path.join(folder, name);
    const whole = readFileSync(file, 'utf8');
    const refusal = {
      name: 'StartRefusal',
      message: expect.stringMatching(new RegExp(`${file}.*备份.*backup`)),
    };
    renameSync(file, `${file}.away`);
    await expect(openDataFolder(folder, database())).rejects.toMatchObject(refusal);
    expect(existsSync(file)).toBe(false);

    const inTheKey = whole.indexOf('"privateKey"') + 80;
    const flipped = whole[inTheKey] === 'A' ? 'B' : 'A';
    const damaged = [
      '',
      '{}',
      whole.slice(0, -9),
      `${whole.slice(0, inTheKey)}${flipped}${whole.slice(inTheKey + 1)}`,
    ];
    for (const content of [...damaged, make()]) {
      writeFileSync(file, content);
      await expect(openDataFolder(folder, database()), content).rejects.toMatchObject(refusal);
      expect(readFileSync(file, 'utf8')).toBe(content);
    }
    renameSync(`${file}.away`, file);
    await openDataFolder(folder, database());
  },
);

it('the secret of tokens is part of the office key', async () => {
  const file = path.join(folder, 'office-key');
  const whole = readFileSync(file, 'utf8');
  const { privateKey } = JSON.parse(whole) as { privateKey: string };
  writeFileSync(file, JSON.stringify({ privateKey, secret: 'x'.repeat(43) }));
  await expect(openDataFolder(folder, database())).rejects.toThrow(file);
  writeFileSync(file, whole);
});

it('a ring that was changed is known, and the one from before it is not', async () => {
  const file = path.join(folder, 'coupon-keys');
  const before = readFileSync(file, 'utf8');
  const { couponKeys } = await openDataFolder(folder, database());
  couponKeys.rotate({ nowMs: 0, overlapMs: 0 });
  const after = readFileSync(file, 'utf8');
  // The process may end before the database learns of it.
  await openDataFolder(folder, database());
  await renewKnownKeys(database(), 'coupon-keys', couponKeys.fingerprints());
  writeFileSync(file, before);
  await expect(openDataFolder(folder, database())).rejects.toThrow(file);
  writeFileSync(file, after);
  await openDataFolder(folder, database());
});

it('an emptied admin token is refused by name, and one that is gone is made anew', async () => {
  const file = path.join(folder, 'admin-token');
  truncateSync(file, 0);
  await expect(openDataFolder(folder, database())).rejects.toMatchObject({
    name: 'StartRefusal',
    message: expect.stringContaining(file),
  });
  rmSync(file);
  expect((await openDataFolder(folder, database())).adminToken).toHaveLength(43);
});

it('a database that does not open or is gone is refused by name, and none is made beside old keys', async () => {
  await store?.close();
  store = null;
  const data = path.join(folder, 'database');
  const start = () => startOffice({ port: 0, dataFolder: folder, log: pino({ level: 'silent' }) });
  truncateSync(path.join(data, 'global/pg_control'), 0);
  const refusal = { name: 'StartRefusal', message: expect.stringContaining(data) };
  await expect(start()).rejects.toMatchObject(refusal);
  rmSync(data, { recursive: true });
  await expect(start()).rejects.toMatchObject(refusal);
  expect(existsSync(data)).toBe(false);
});
