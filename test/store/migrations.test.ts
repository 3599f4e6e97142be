import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getTableName } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import * as memberTables from '../../src-shared/replica/member-tables.ts';
import { operationTable } from '../../src-shared/replica/operation-table.ts';
import * as receiptTables from '../../src-shared/replica/receipt-tables.ts';
import { actTable } from '../../src-shared/replica/act-table.ts';
import * as tillTables from '../../src-shared/replica/till-tables.ts';
import { sampleMemberState } from '../support/sample-domain.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import {
  failureOf,
  hashOfFile,
  openRaw,
  storeBase,
  testKey,
  makeTillStore,
  viewOf,
} from './till-support.ts';

const migrationsFolder = path.join(import.meta.dirname, '../../migrations/till');
const tables = [
  ...Object.values(memberTables),
  operationTable,
  actTable,
  ...Object.values(receiptTables),
  ...Object.values(tillTables),
];

/** What shipped. A file of this list is never edited: tills out there have run it. */
const shipped: Readonly<Record<string, string>> = {
  '0000_first.sql': 'c3e33e6ad3ed1ebbf8963cbe62ef6627a14d593ba2495652ead4190cba5648ac',
  '0001_act.sql': '4d38b978c2c279b0cc7fecca951d2890aad8a8a3e2110fd026a8e07f955673bc',
  '0002_coupon_key.sql': '1c6a1690c2dc172f5d11d3ed60144a305345a52cd95682bbed06e29b607b44f1',
  '0003_gift_allotment.sql': 'a3952fddb88b524a0cdb6138e3bfdf5de9105f63a0e1134a752816b117683c7f',
  '0004_store_receipt.sql': '6171d08322c0a019a03563991c1c3d36d29488b455ec6d7e727d27462df8b114',
  '0005_staff_member.sql': '315bfa724510c87f9829d6efb92f1f324ed9ff15eef1306b661f9043c1c41dc2',
  '0006_reader_setting.sql': 'b51bd6c90815a2bf75e2b50b69f9df37fa38305a9ecece1d7d8827ed338f0d61',
  '0007_member_code.sql': '11486910ccfdee1f4ded9426c80ccadf557a6a46ba5441b02c9b87eaf7c7bc63',
  '0008_store_receipt_install.sql':
    'aee8a818bdf43864d9fc3cbae4d6b40b1c93a1b423586e828ad4c6f56cfdb6c3',
  '0009_identity_key.sql': 'd32756afa7ad579767086f3d0a522fc8256c442f5274ef52d1cadcfa60044b1f',
  '0010_carried_grant.sql': 'bcfb3ab0c27653c7b54df4a9f8a02cdb5d3a1163042c91420ab5048aaa0447c0',
  '0011_offline_stretch.sql': '42953ed3b37cc4c3254a09e3c31f0c5b9c289b37173010d26707a477daf5898d',
  '0012_setup.sql': '87b1a0e3f7b714370bf12c787c063ad7d05ccfb874220237e7515cea07f2cb30',
  '0013_chain_mac.sql': 'cdf5a1e446add7aeba2a99286780d4b174bd65ef835eb32152762b1183393914',
  '0014_grant_right.sql': '8b0d0d2dc71d6f53618551d0b84ee3a0502104cee1de7d177a2687fd995cdadd',
  '0015_neighbour.sql': 'e6a531d99174532ca94f2787320b42ab97ebd3df60cb7945fee5e6fbdd1d8a4e',
  '0016_member_hash.sql': 'c0de528ab0c98d40d7c941812563fb8b2d7e5a0c32f99e9bd64cea84d3550210',
  '0017_directory.sql': '4e0d4d98d06f194ceca10b951bbc5455ac86777ee57280557fb2ec495824482c',
  '0018_simplified_tokens.sql': 'c474d0bbee33a1b7fc5212e9c1123f77a65f46f49671074f6b5ea19d3ddce931',
  '0019_reader_line.sql': '77668aa6be1b61ef65eaa086156529eef45c91ef12ae7a6b3a285f3f92c7c1f4',
  '0020_made_up_receipt.sql': 'cb1ce2461e01c1d6a38928aff39e56fe8909ac8620abb886d071b3e5c75d8bdb',
  '0021_shares_wait.sql': '5ec4c98ec8cab5f9166e893850896814cf0e543a09fc58c5ca665306212ccd17',
  '0022_lost_identity.sql': '2266af717cd7be2f412f03aa24b15ef49e313ab81bae6938c1829d56e4705771',
  '0023_neighbour_batch.sql': '67cc01e640bc3546aafa947db321f5e2344cfdb707e31e43c57bb141bbac78aa',
  '0024_unclosed.sql': '0b1b4d12a085e14c104c77d05336ee9ca4e26e01e8da47033f8e03775273665c',
};

/** The migrations of a later version: ours and one more step. */
async function makeLaterMigrations(sql: string): Promise<string> {
  const folder = path.join(await makeFolder('migrations'), 'till');
  cpSync(migrationsFolder, folder, { recursive: true });
  const journalPath = path.join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as {
    entries: { idx: number; when: number; tag: string }[];
  };
  const last = journal.entries.at(-1)!;
  journal.entries.push({
    ...last,
    idx: journal.entries.length,
    when: last.when + 1,
    tag: 'later',
  });
  writeFileSync(journalPath, JSON.stringify(journal));
  writeFileSync(path.join(folder, 'later.sql'), sql);
  return folder;
}

test('shipped migrations are as they shipped', () => {
  const found = readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql'));
  const hashes = found.map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(path.join(migrationsFolder, name)))
      .digest('hex'),
  ]);
  expect(Object.fromEntries(hashes)).toEqual(shipped);
});

test('the migrations make the tables that are defined, all of them STRICT', async () => {
  const { store, folder } = await makeTillStore();
  store.close();
  using raw = openRaw(folder);
  const made = raw.pragma('table_list') as { name: string; strict: number; type: string }[];
  const ours = made.filter(({ name }) => !/^(?:sqlite_|__drizzle)/.test(name));
  expect(ours.map(({ name }) => name).toSorted()).toEqual(tables.map(getTableName).toSorted());
  expect(ours.filter(({ strict }) => strict === 0)).toEqual([]);
  for (const table of tables) {
    const { name, columns, indexes } = getTableConfig(table);
    const info = raw.pragma(`table_info(${name})`) as {
      name: string;
      type: string;
      notnull: number;
    }[];
    expect(
      info.map(({ name, type, notnull }) => [name, type.toLowerCase(), notnull === 1]),
    ).toEqual(columns.map((column) => [column.name, column.getSQLType(), column.notNull]));
    const madeIndexes = raw.pragma(`index_list(${name})`) as { name: string; origin: string }[];
    expect(
      madeIndexes
        .filter(({ origin }) => origin === 'c')
        .map((index) => index.name)
        .toSorted(),
    ).toEqual(indexes.map((index) => index.config.name).toSorted());
  }
});

test('a later version takes a till over with everything in it, and does nothing the second time', async () => {
  const { store, folder } = await makeTillStore();
  for (let index = 0; index < 20; index++) storeBase(store, sampleMemberState(index), 1);
  store.close();
  const later = await makeLaterMigrations(
    "ALTER TABLE staff ADD COLUMN nickname text DEFAULT '' NOT NULL;",
  );
  const open = () => openTillStore({ dataFolder: folder, key: testKey, migrationsFolder: later });

  const first = open();
  expect(first.member.count()).toBe(20);
  expect(viewOf(first, sampleMemberState(7).memberId)).toEqual(sampleMemberState(7));
  first.close();
  const hash = hashOfFile(folder);
  open().close();
  expect(hashOfFile(folder)).toBe(hash);
});

test('a file of a later version is refused and left alone', async () => {
  const { store, folder } = await makeTillStore();
  store.close();
  const later = await makeLaterMigrations('CREATE TABLE later (id integer) STRICT;');
  openTillStore({ dataFolder: folder, key: testKey, migrationsFolder: later }).close();
  const hash = hashOfFile(folder);
  const failure = failureOf(() => openTillStore({ dataFolder: folder, key: testKey }));
  expect(failure.code).toBe('file_newer');
  expect(failure.message).toContain(path.join(folder, 'till.db'));
  expect(hashOfFile(folder)).toBe(hash);
});

test('a step that fails leaves the file of the version before', async () => {
  const { store, folder } = await makeTillStore();
  storeBase(store, sampleMemberState(1), 1);
  store.close();
  const later = await makeLaterMigrations(
    'CREATE TABLE later (id integer) STRICT;--> statement-breakpoint\nDROP TABLE no_such_table;',
  );
  expect(() =>
    openTillStore({ dataFolder: folder, key: testKey, migrationsFolder: later }),
  ).toThrow('no_such_table');
  const again = openTillStore({ dataFolder: folder, key: testKey });
  expect(again.member.count()).toBe(1);
  again.close();
  using raw = openRaw(folder);
  expect(raw.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'later'").get()).toBeUndefined();
});
