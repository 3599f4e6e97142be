import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isRowFailure, type Database } from '../../src-office/store/database.ts';
import { databaseFolder } from '../../src-office/store/open-store.ts';
import { openPglite } from '../../src-office/store/pglite-database.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let folder: TempDir;
let database: Database;

beforeAll(async () => {
  folder = await makeTempDir();
  await putEmptyDatabase(folder.path);
  database = await openPglite(path.join(folder.path, databaseFolder), () => undefined);
  await database.query('CREATE TABLE thing (thing_no int8 PRIMARY KEY, words text[])');
});
afterAll(async () => {
  await database.close();
  await folder.remove();
});

const add = 'INSERT INTO thing (thing_no, words) VALUES ($1, $2) RETURNING *';

test('answers a text alike however often it is run, and however many others were run in between', async () => {
  for (let thingNo = 1; thingNo <= 450; thingNo += 1) {
    const [row] = await database.query(add, [thingNo, ['甲', null, String(thingNo)]]);
    expect(row).toEqual({ thing_no: thingNo, words: ['甲', null, String(thingNo)] });
    const [other] = await database.query(`SELECT $1::text AS "n${String(thingNo)}"`, ['x']);
    expect(other).toEqual({ [`n${String(thingNo)}`]: 'x' });
  }
});

test('goes on with a text that failed, outside of a transaction and after one that was rolled back', async () => {
  const insertTwice = () => database.query(add, [1_001, null]);
  await insertTwice();
  await expect(insertTwice()).rejects.toSatisfy(isRowFailure);
  await expect(
    database.transaction(async (transaction) => {
      await transaction.query(add, [1_002, null]);
      await transaction.query(add, [1_002, null]);
    }),
  ).rejects.toSatisfy(isRowFailure);
  await expect(database.query('SELECT nothing FROM thing')).rejects.toThrow('nothing');
  const [row] = await database.query(add, [1_002, ['b']]);
  expect(row).toEqual({ thing_no: 1_002, words: ['b'] });
});

test('keeps a statement outside of a transaction waiting until that has ended', async () => {
  const count = 'SELECT count(*)::int4 AS n FROM thing WHERE thing_no = 2001';
  const seen: Promise<readonly unknown[]>[] = [];
  await database.transaction(async (transaction) => {
    await transaction.query(add, [2_001, null]);
    seen.push(database.query(count));
    expect(await transaction.query(count)).toEqual([{ n: 1 }]);
    await transaction.query('DELETE FROM thing WHERE thing_no = 2001');
  });
  expect(await Promise.all(seen)).toEqual([[{ n: 0 }]]);
});

test('plans a text anew when what it reads has changed', async () => {
  const read = 'SELECT words FROM thing WHERE thing_no = $1';
  await database.query(add, [3_001, ['c']]);
  for (let time = 0; time < 10; time += 1) await database.query(read, [3_001]);
  await database.query('ALTER TABLE thing ADD COLUMN more text');
  await database.query('CREATE INDEX thing_more ON thing (more, thing_no)');
  expect(await database.query(read, [3_001])).toEqual([{ words: ['c'] }]);
});
