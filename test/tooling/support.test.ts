import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { launchChromium, openContext, screenshot } from '../support/chromium.ts';
import { startPostgres } from '../support/postgres.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { makeTempDir, useTempDir } from '../support/temp-dir.ts';

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

test('the shared PostgreSQL hands out empty databases that differ', async () => {
  const postgres = await sharedPostgres();
  const first = await postgres.createDatabase('Office of a shop');
  const second = await postgres.createDatabase('Office of a shop');
  expect(first).not.toBe(second);
  expect(
    await ask(
      second,
      'SELECT count(*)::int AS answer FROM pg_tables WHERE schemaname = current_schema()',
    ),
  ).toBe(0);
  expect(await ask(second, "SELECT current_setting('fsync') AS answer")).toBe('on');
});

test('a private PostgreSQL takes its settings and leaves nothing behind', async () => {
  const server = await startPostgres({ fsync: false, maxConnections: 20 });
  const folder = await ask(server.url, "SELECT current_setting('data_directory') AS answer");
  expect(await ask(server.url, "SELECT current_setting('fsync') AS answer")).toBe('off');
  expect(await ask(server.url, "SELECT current_setting('max_connections') AS answer")).toBe('20');
  await server.stop();
  await server.stop();
  expect(existsSync(String(folder))).toBe(false);
  expect(() => process.kill(server.pid, 0)).toThrow();
});

test('Chromium draws a page in Chinese', async () => {
  const browser = await launchChromium();
  try {
    const page = await (await openContext(browser)).newPage();
    await page.setContent('<h1>会员终端</h1>');
    expect(await page.evaluate(() => navigator.language)).toBe('zh-CN');
    expect(existsSync(await screenshot(page, 'chromium-in-chinese'))).toBe(true);
  } finally {
    await browser.close();
  }
});

let folderOfEarlierTest = '';

test('a folder of a test is empty', async () => {
  folderOfEarlierTest = await useTempDir();
  expect(readdirSync(folderOfEarlierTest)).toEqual([]);
  writeFileSync(path.join(folderOfEarlierTest, 'left.txt'), 'left');
});

test('a folder of an earlier test is gone, and so is a disposed one', async () => {
  expect(folderOfEarlierTest).not.toBe('');
  expect(existsSync(folderOfEarlierTest)).toBe(false);
  let disposed: string;
  {
    await using dir = await makeTempDir();
    disposed = dir.path;
    expect(existsSync(disposed)).toBe(true);
  }
  expect(existsSync(disposed)).toBe(false);
});
