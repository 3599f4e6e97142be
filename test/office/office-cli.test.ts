import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import iconv from 'iconv-lite';
import { expect, onTestFinished, test } from 'vitest';
import { portTakenWords } from '../../src-shared/text/start-words.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { findFreePort } from '../support/free-port.ts';
import { OfficeTill } from '../support/office-client.ts';
import {
  adminOf,
  type OfficePlace,
  type Program,
  startOfficeProgram,
} from '../support/programs.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const cli = path.join(import.meta.dirname, '../../src-office/office-cli.ts');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function runCli(args: readonly string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [cli, ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

async function start(place: OfficePlace): Promise<Program> {
  const office = await startOfficeProgram(place);
  onTestFinished(() => office.kill());
  return office;
}

async function makeFolder(): Promise<string> {
  const folder = await makeTempDir('office');
  onTestFinished(() => folder.remove());
  return folder.path;
}

const places = {
  PGlite: async (): Promise<OfficePlace> => {
    const dataFolder = await makeFolder();
    await putEmptyDatabase(dataFolder);
    return { port: await findFreePort(), dataFolder };
  },
  PostgreSQL: async (): Promise<OfficePlace> => ({
    port: await findFreePort(),
    dataFolder: await makeFolder(),
    databaseUrl: await (await sharedPostgres()).createDatabase('office_cli'),
  }),
};

test.each(Object.entries(places))(
  'on %s what was answered is there after a kill at once',
  async (_, makePlace) => {
    const place = await makePlace();
    const office = await start(place);
    const { body } = await adminOf(place)<{ activationCode: string }>('/activations', {
      storeId: 'S1',
      terminalName: '收银一',
    });
    const till = new OfficeTill(office.url);
    const activated = await till.activateWith(body.activationCode);
    const memberId = randomUUIDv7();
    const items = [till.enrol(memberId, '13812345678'), till.adjust(memberId, 5)];
    const first = await till.push(items);
    await office.kill();

    const again = await start(place);
    const retry = await till.push(items);
    expect(retry.verdicts).toEqual(first.verdicts);
    expect(await till.activateWith(body.activationCode)).toEqual(activated);
    const totals = await adminOf(place)('/totals');
    expect(totals.body).toMatchObject({ members: 1, operations: 2, entries: 1, sumLotPoints: 5 });
    expect(await again.stop()).toBe(0);
  },
);

test('keeps its secrets to its owner, says so when another works in its folder, and stops while tills wait', async () => {
  const place = await places.PGlite();
  const office = await start(place);
  for (const name of ['admin-token', 'office-key']) {
    expect(statSync(path.join(place.dataFolder, name)).mode & 0o777).toBe(0o600);
  }
  const list = path.join(place.dataFolder, 'list.csv');
  await writeFile(list, 'phone\n13812345678\n');
  for (const args of [
    ['--port', '0'],
    ['import', list],
  ]) {
    const second = await runCli([...args, '--data', place.dataFolder]);
    expect(second.code).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toMatch(/正被另一个程序使用.*in use by another program/);
  }
  const port = new URL(office.url).port;
  const { dataFolder } = await places.PGlite();
  const elsewhere = await runCli(['--port', port, '--data', dataFolder]);
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toBe(`${portTakenWords(Number(port))}\n`);
  const { body } = await adminOf(place)<{ activationCode: string }>('/activations', {
    storeId: 'S1',
    terminalName: '收银一',
  });
  const till = new OfficeTill(office.url);
  await till.activateWith(body.activationCode);
  const lists = await till.feed(null);
  const waiting = till.client.feed({
    cursor: lists.cursor,
    limit: 1,
    waitMs: 30_000,
    staffRevision: lists.staff?.revision ?? '',
    programmeRevision: lists.programmes?.revision ?? '',
  });
  await sleep(1000); // until it waits
  const startedAtMs = performance.now();
  const [answer, code] = await Promise.all([waiting, office.stop()]);
  expect(answer.members).toEqual([]);
  expect(code).toBe(0);
  expect(performance.now() - startedAtMs).toBeLessThan(10_000);
});

test('closes what it writes to others, in a folder that was open to them', async () => {
  const place = await places.PGlite();
  const database = path.join(place.dataFolder, 'database');
  await chmod(place.dataFolder, 0o755);
  await writeFile(path.join(place.dataFolder, 'lock'), '', { mode: 0o644 });
  const office = await start(place);
  const modeOf = (file: string) => statSync(file).mode & 0o777;
  expect(modeOf(path.join(place.dataFolder, 'lock'))).toBe(0o600);
  expect(modeOf(database)).toBe(0o700);
  const open = readdirSync(place.dataFolder, { withFileTypes: true }).filter(
    (entry) => (modeOf(path.join(entry.parentPath, entry.name)) & 0o077) !== 0,
  );
  expect(open.map(({ name }) => name)).toEqual([]);
  await office.stop();
  await chmod(database, 0o755);
  await start(place);
  expect(modeOf(database)).toBe(0o700);
});

test('ends when the disk does not take what it wrote, and answers nobody', async () => {
  const folder = await makeFolder();
  const [failing, preload] = [path.join(folder, 'failing'), path.join(folder, 'preload.mjs')];
  await writeFile(
    preload,
    `import fs from 'node:fs';
       import { syncBuiltinESMExports } from 'node:module';
       const { fsyncSync, existsSync } = fs;
       fs.fsyncSync = (descriptor) => {
         if (existsSync(${JSON.stringify(failing)})) throw Object.assign(new Error('EIO: fsync'), { code: 'EIO' });
         fsyncSync(descriptor);
       };
       syncBuiltinESMExports();`,
  );
  const place = await places.PGlite();
  const wrapper = ['env', `NODE_OPTIONS=--import=${preload}`];
  const office = await start({ ...place, wrapper });
  const wish = { storeId: 'S1', terminalName: '收银一' };
  await adminOf(place)('/activations', wish);
  await writeFile(failing, '');
  await expect(adminOf(place)('/activations', wish)).rejects.toThrow('fetch failed');
  await until('the office has ended', () => !office.isRunning());
});

test('imports nothing into the folder of an office whose members are on a server', async () => {
  const place = await places.PostgreSQL();
  const office = await start(place);
  const list = path.join(place.dataFolder, 'list.csv');
  await writeFile(list, 'phone\n13812345678\n');
  const ended = await runCli(['import', list, '--data', place.dataFolder]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('--database-url');
  expect(existsSync(path.join(place.dataFolder, 'database'))).toBe(false);
  expect(await office.stop()).toBe(0);
});

test('a restore names the tills that have to be heard of before anybody spends', async () => {
  const place = await places.PostgreSQL();
  const office = await start(place);
  const wish = { storeId: 'S1', terminalName: '收银一' };
  const { body } = await adminOf(place)<{ activationCode: string }>('/activations', wish);
  await new OfficeTill(office.url).activateWith(body.activationCode);
  await office.stop();
  const file = path.join(place.dataFolder, 'office.backup');
  const target = ['--data', place.dataFolder, '--database-url', place.databaseUrl ?? ''];
  expect(await runCli(['backup', file, ...target])).toMatchObject({ code: 0 });
  const restored = await runCli(['restore', file, ...target, '--replace']);
  expect(restored.code).toBe(0);
  expect(restored.stderr).toContain('S1 收银一; /admin/v1/reports/offline-loss');
  expect(JSON.parse(restored.stdout)).toMatchObject({ awaitedTills: [wish] });
});

test('refuses in words a data folder that cannot be one', async () => {
  const file = path.join(await makeFolder(), 'file');
  await writeFile(file, '');
  for (const folder of [file, path.join(file, 'below'), '/proc/nowhere/below']) {
    const ended = await runCli(['--port', '0', '--data', folder]);
    expect(ended.code, folder).toBe(1);
    expect(ended.stderr.startsWith(`${folder} 不能用作数据文件夹`), folder).toBe(true);
    expect(ended.stderr, folder).toContain(`${folder} cannot be used as a data folder.`);
  }
});

test('refuses in words a database that cannot be had, and does not repeat its password', async () => {
  const folder = await makeFolder();
  const url = 'postgres://office:s3cret@127.0.0.1:1/members';
  const ended = await runCli(['--port', '0', '--data', folder, '--database-url', url]);
  expect(ended.code).toBe(1);
  expect(ended.stderr.startsWith('连不上数据库')).toBe(true);
  expect(ended.stderr).toContain('The database cannot be reached');
  expect(ended.stderr).not.toContain('s3cret');
});

test('says how it is called when it is called otherwise', async () => {
  for (const args of [[], ['--port', 'x', '--data', 'd'], ['import'], ['--what'], ['serve']]) {
    const ended = await runCli(args);
    expect(ended.code).toBe(1);
    expect(ended.stderr).not.toBe('');
    expect(ended.stdout).toBe('');
  }
});

test.each(Object.entries(places))(
  'on %s imports a messy list in the encoding of Chinese spreadsheets, and nothing twice',
  async (_, makePlace) => {
    const place = await makePlace();
    const list = path.join(place.dataFolder, '会员.csv');
    const text = [
      '姓名,会员手机号,生日,当前积分,会员等级,卡号',
      '张三丰 先生,１３８ 1234 5678,1990年5月18日,"1,280",金卡,2900010000015',
      '',
      '张三丰 先生,13812345678,1990-05-18,1280,金卡,2900010000015',
      '李四,138-1234-5678,,5,普通,',
      '王五,123,,5,普通,',
      '"欧阳, 思远",+86 13912345678,02-30,0,银卡,',
      '阿依古丽·买买提,13712345678,,77,,',
    ].join('\r\n');
    await writeFile(list, iconv.encode(text, 'gb18030'));
    const target =
      place.databaseUrl === undefined
        ? ['--data', place.dataFolder]
        : ['--database-url', place.databaseUrl];

    const first = await runCli(['import', list, ...target]);
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/rows, \d+ rows\/s, 100 %/);
    const summary = JSON.parse(first.stdout) as Record<string, number>;
    expect(summary).toMatchObject({ merged: 1, alreadyThere: 0 });
    const rejects = await readFile(`${list}.rejects.csv`, 'utf8');
    expect(
      rejects
        .split('\n')
        .filter((line) => line.includes('13812345678') || line.includes('138-1234-5678')),
    ).toHaveLength(1);
    expect(rejects).toContain('王五');

    const second = await runCli(['import', list, ...target]);
    expect(JSON.parse(second.stdout)).toMatchObject({
      imported: 0,
      alreadyThere: summary['imported'],
      rejected: summary['rejected'],
    });
    const office = await start(place);
    const totals = await adminOf(place)('/totals');
    expect(totals.body).toMatchObject({
      members: summary['imported'],
      operations: 0,
      sumEntryPoints: 1357,
      sumLotPoints: 1357,
    });
    const found = await adminOf(place)<{ members: readonly object[] }>(
      '/members?phone=13812345678',
    );
    expect(found.body.members).toMatchObject([
      { name: '张三丰', birthday: '1990-05-18', cards: ['2900010000015'], availablePoints: 1280 },
    ]);
    expect(await office.stop()).toBe(0);
    expect(existsSync(path.join(place.dataFolder, 'lock'))).toBe(place.databaseUrl === undefined);
  },
);
