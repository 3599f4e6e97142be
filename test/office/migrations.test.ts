import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { listAppliedMigrations } from '../../src-office/store/dump-store.ts';
import { migrate, migrateUpTo } from '../../src-office/store/migrate.ts';
import { openPostgres } from '../../src-office/store/postgres-database.ts';
import { openStore } from '../../src-office/store/open-store.ts';
import { fillMembers } from '../support/fill-members.ts';
import { sampleMemberState } from '../support/sample-domain.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { useTempDir } from '../support/temp-dir.ts';

const root = path.join(import.meta.dirname, '../..');
const schema = 'src-office/store/tables.ts';

test('the migrations make the tables that the code describes', async () => {
  const folder = await useTempDir('migrations');
  await cp(path.join(root, 'migrations/office'), folder, { recursive: true });
  const before = await readdir(folder);
  const out = path.relative(root, folder);
  const options = `generate --dialect postgresql --name forgotten --schema ${schema} --out ${out}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(root, 'node_modules/drizzle-kit/bin.cjs'), ...options.split(' ')],
    { cwd: root },
  );
  expect(await readdir(folder)).toEqual(before);
  // It asks, instead of failing, where the picture of the tables is of others.
  expect(stdout).toContain('No schema changes');
});

test('refuses a database that is newer, or whose past was rewritten', async () => {
  const location = {
    kind: 'server' as const,
    url: await (await sharedPostgres()).createDatabase('migrations'),
  };
  const store = await openStore(location, () => {});
  const { database } = store;
  await database.query(`INSERT INTO office_migration VALUES ('0099_later', 'x')`);
  await expect(openStore(location, () => {})).rejects.toThrow('it belongs to a newer office');
  await database.query(`DELETE FROM office_migration WHERE name = '0099_later'`);
  await database.query(`UPDATE office_migration SET sha256 = 'x'`);
  await expect(openStore(location, () => {})).rejects.toThrow('was changed after it was applied');
  await store.close();
});

test('two offices that start on one new database at once both start', async () => {
  const location = {
    kind: 'server' as const,
    url: await (await sharedPostgres()).createDatabase('migrations_twice'),
  };
  const stores = await Promise.all([1, 2, 3].map(() => openStore(location, () => {})));
  expect(new Set(stores.map(({ epoch }) => epoch)).size).toBe(1);
  await Promise.all(stores.map((store) => store.close()));
});

test('members of before get the days on which their points expire (PL-20)', async () => {
  const location = {
    kind: 'server' as const,
    url: await (await sharedPostgres()).createDatabase('expiry_days'),
  };
  const store = await openStore(location, () => {});
  const { database } = store;
  await fillMembers(database, 2, (index) => {
    const state = sampleMemberState(index);
    return index === 0 ? state : { ...state, lots: [] };
  });
  const readDays = () =>
    database.query<{ days: string }>('SELECT expiry_days AS days FROM member ORDER BY member_id');
  const written = await readDays();
  expect(written.map(({ days }) => days)).toEqual([
    sampleMemberState(0)
      .lots.map(({ expiresOnDay }) => expiresOnDay)
      .join(),
    '',
  ]);
  await database.query('UPDATE member SET expiry_days = DEFAULT');
  const sql = await readFile(path.join(root, 'migrations/office/0009_expiry_days.sql'), 'utf8');
  await database.query(sql.split('--> statement-breakpoint')[1] ?? '');
  expect(await readDays()).toEqual(written);
  await store.close();
});

test('members of before stand in the list of changes, and in that of holds where something waits', async () => {
  const server = await sharedPostgres();
  const known = await openStore(
    { kind: 'server', url: await server.createDatabase('all_migrations') },
    () => {},
  );
  const migrations = await listAppliedMigrations(known.database);
  await known.close();
  const database = openPostgres(await server.createDatabase('member_change'), () => {});
  const before = migrations.filter(({ name }) => name < '0026');
  await database.transaction((transaction) => migrateUpTo(transaction, before));
  await database.query(
    `INSERT INTO member (member_id, member_no, phone, state, revision)
     VALUES ('a', '1', '138', '{"holds":[{"holdId":"h"}]}', 1), ('b', '2', '139', '{"holds":[]}', 1)`,
  );
  await migrate(database);
  const rows = await database.query(
    `SELECT member_id AS id, c.changed_xid = m.changed_xid AS "isListed", has_holds AS "hasHolds"
       FROM member m LEFT JOIN member_change c USING (member_id) ORDER BY 1`,
  );
  expect(rows).toEqual([
    { id: 'a', isListed: true, hasHolds: true },
    { id: 'b', isListed: true, hasHolds: false },
  ]);
  await database.close();
});
