import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { textTable } from '../../src-office/programme/text-table.ts';
import { useTempDir } from '../support/temp-dir.ts';

const root = path.join(import.meta.dirname, '../..');
const cli = path.join(root, 'src-office/programme-cli.ts');
const programmes = path.join(root, 'resources/programmes');
const sample = path.join(programmes, 'sample-grocery.json');
const basket = path.join(programmes, 'examples/weekday-basket.json');
const gold = path.join(programmes, 'examples/gold-member.json');
const tryBasket = ['try', sample, '--receipt', basket, '--member', gold];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: readonly string[]): Promise<Ended> {
  return runIn('zh_CN.UTF-8', ...args);
}

/** In a system of this language. */
async function runIn(locale: string, ...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, LC_ALL: '', LC_MESSAGES: '', LANG: locale };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [cli, ...args], { env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

describe('programme check', () => {
  test('says of a good document what each tier gets back for good (PL-05)', async () => {
    const { code, stdout } = await run('check', sample);
    expect(code).toBe(0);
    expect(stdout).toContain('可以发布');
    expect(stdout).toMatch(/金卡 +1\.20 %/);
    expect(stdout).toMatch(/钻石 +1\.50 %/);
    expect(stdout).toContain('最高 4.70 %');
  });

  test('says of a wrong one everything that is wrong and where, and ends with 1', async () => {
    const folder = await useTempDir('programme');
    const document = JSON.parse(await readFile(sample, 'utf8')) as {
      promotions: { offFen: number }[];
      sinks: { reward: object }[];
    };
    document.promotions[0]!.offFen = 19_900;
    document.sinks[0]!.reward = { kind: 'coupon', templateId: 'nothing' };
    const file = path.join(folder, 'wrong.json');
    await writeFile(file, JSON.stringify(document));
    const { code, stdout } = await run('check', file, '--lang', 'en');
    expect(code).toBe(1);
    expect(stdout).toContain('Problems: 2');
    expect(stdout).toMatch(/promotions\[0\]\.offFen +must be less than thresholdFen/);
    expect(stdout).toMatch(/sinks\[0\]\.reward\.templateId +there is no coupon template nothing/);
  });

  test('refuses a key that stands twice in its group, each with its place', async () => {
    const folder = await useTempDir('programme');
    const file = path.join(folder, 'twice.json');
    const text = await readFile(sample, 'utf8');
    const twice = text.replace('"offFen": ', '"offFen": 1, "offFen": ');
    await writeFile(file, twice.replace('{', '{ "version": 1,'));
    const { code, stdout } = await run('check', file);
    expect(code).toBe(1);
    expect(stdout).toMatch(/version +同一组里写了不止一次/);
    expect(stdout).toMatch(/promotions\[0\]\.offFen +同一组里写了不止一次/);
    expect(stdout.match(/不止一次/g)).toHaveLength(2);
    const tried = await run('try', file, '--receipt', basket, '--member', gold);
    expect(tried).toMatchObject({ code: 1, stdout: '' });
    expect(tried.stderr).toContain('同一组里写了不止一次');
  });

  test('reads a file with a byte order mark, and says of another encoding how to save it', async () => {
    const folder = await useTempDir('programme');
    const file = path.join(folder, 'marked.json');
    const text = await readFile(sample, 'utf8');
    await writeFile(file, `\u{feff}${text}`);
    expect((await run('check', file)).stdout).toContain('可以发布');
    await writeFile(file, Buffer.from(`\u{feff}${text}`, 'utf16le'));
    const { code, stderr } = await run('check', file, '--lang', 'en');
    expect(code).toBe(1);
    expect(stderr).toContain('is not text in UTF-8; save it as UTF-8');
  });

  test('says what a document takes from members of the one in force', async () => {
    const folder = await useTempDir('programme');
    const document = JSON.parse(await readFile(sample, 'utf8')) as {
      coupons: { templates: { templateId: string }[] };
    };
    const { coupons } = document;
    coupons.templates = coupons.templates.filter(({ templateId }) => templateId !== 'night_double');
    const file = path.join(folder, 'next.json');
    await writeFile(file, JSON.stringify(document));
    const { code, stdout } = await run('check', file, '--against', sample, '--lang', 'en');
    expect(code).toBe(0);
    expect(stdout).toContain('Against version 2, not to be published while');
    expect(stdout).toMatch(/coupons\.templates +leaves out the coupon template night_double/);
    const same = await run('check', sample, '--against', sample, '--lang', 'en');
    expect(same.stdout).not.toContain('Against');
  });

  test('says in a sentence what file it could not read, and how it is called', async () => {
    const missing = await run('check', '/nowhere/programme.json');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('/nowhere/programme.json');
    expect(missing.stderr).not.toContain('    at ');
    expect(await run('check')).toMatchObject({ code: 2, stdout: '' });
    expect(await run('check', sample, '--colour')).toMatchObject({ code: 2, stdout: '' });
    expect(await run('--help')).toMatchObject({ code: 0 });
  });
});

describe('programme speaks', () => {
  test('the language of the system, or the one that is asked for', async () => {
    expect((await runIn('zh_CN.UTF-8', '--help')).stdout).toContain('列出方案文件的每个问题');
    expect((await runIn('zh_TW.UTF-8', '--help')).stdout).toContain('列出方案文件的每個問題');
    expect((await runIn('en_GB.UTF-8', '--help')).stdout).toContain('every problem of a programme');
    expect((await runIn('en_GB.UTF-8', '--help', '--lang', 'zh-CN')).stdout).toContain('用法：');
    // A system that says nothing of it speaks as a counter here does.
    for (const locale of ['C', 'POSIX', '']) {
      expect((await runIn(locale, '--help')).stdout).toContain('用法：');
    }
    expect((await runIn('en_US.UTF-8', 'check', sample)).stdout).toContain('May be published');
  });

  test('it where the command line or a file is wrong, too', async () => {
    expect((await runIn('C', 'check')).stderr).toContain('用法：');
    expect((await runIn('C', 'check', '--colour', '--lang', 'en')).stderr).toContain('Usage:');
    expect((await runIn('zh_CN.UTF-8', 'check', '/nowhere.json')).stderr).toContain('读不了');
    expect((await runIn('en_US.UTF-8', 'check', '/nowhere.json')).stderr).toContain(
      '/nowhere.json',
    );
  });
});

describe('programme try', () => {
  test('shows the receipt line by line, what is used, what is not and why, and the points', async () => {
    const { code, stdout } = await run(...tryBasket);
    expect(code).toBe(0);
    const line = (name: string): string =>
      stdout.split('\n').find((each) => each.includes(name)) ?? '';
    // 11.90 a piece becomes 9.90 for gold members.
    expect(line('酸奶')).toMatch(/¥23\.80 +¥19\.80/);
    expect(line('香烟')).toMatch(/¥25\.00 +¥25\.00 +0$/);
    expect(line('周末88折券')).toContain('今天不可用');
    expect(line('10元代金券')).toContain('与已选优惠不能同享');
    expect(line('积分抵现')).toContain('-¥5.00');
    // 68.10 yuan earn; the plan's 1.5 beats gold's 1.2, and Wednesday's 1.5 comes on top.
    expect(line('消费积分')).toMatch(/\+68$/);
    expect(line('PLUS月卡')).toMatch(/\+34$/);
    expect(line('周三会员日')).toMatch(/\+34$/);
    expect(stdout).toContain('应付 ¥93.10');
    expect(stdout).toContain('距钻石还差');
  });

  test('names a category that the programme does not have, and counts its goods as those of none', async () => {
    const folder = await useTempDir('programme');
    const read = JSON.parse(await readFile(basket, 'utf8')) as { lines: { category: string }[] };
    const lines = read.lines.map((each, index) =>
      index === 0 ? { ...each, category: 'frehs' } : each,
    );
    const receipt = path.join(folder, 'receipt.json');
    await writeFile(receipt, JSON.stringify({ ...read, lines }));
    const { code, stdout } = await run('try', sample, '--receipt', receipt, '--member', gold);
    expect(code).toBe(0);
    expect(stdout).toContain('第 1 行：方案里没有品类「frehs」');
    expect(stdout.match(/方案里没有品类/g)).toHaveLength(1);
    expect((await run(...tryBasket)).stdout).not.toContain('没有品类');
  });

  test('speaks the language asked for', async () => {
    const { stdout } = await run(...tryBasket, '--lang', 'en');
    expect(stdout).toContain('Benefits not used, and why');
    expect((await run(...tryBasket, '--lang', 'zh-TW')).stdout).toContain('沒用的優惠和原因');
  });

  test('shows the tier a receipt would bring', async () => {
    const folder = await useTempDir('programme');
    const member = path.join(folder, 'member.json');
    await writeFile(member, JSON.stringify({ tier: 'regular', spentFen: 195_000 }));
    const { stdout } = await run('try', sample, '--receipt', basket, '--member', member);
    expect(stdout).toContain('本单后升为银卡，有效至 2027-11-30');
  });

  test('names what is wrong with a file, and what there would have been', async () => {
    const folder = await useTempDir('programme');
    const member = path.join(folder, 'member.json');
    await writeFile(member, JSON.stringify({ tier: 'bronze', coupons: ['voucher_11'] }));
    const named = await run('try', sample, '--receipt', basket, '--member', member);
    expect(named).toMatchObject({ code: 1, stdout: '' });
    expect(named.stderr).toContain('member: tier 没有 bronze；有：regular, silver');
    expect(named.stderr).toContain('member: coupons 没有 voucher_11');
    await writeFile(member, JSON.stringify({ tier: 'gold', points: '5' }));
    const shaped = await run('try', sample, '--receipt', basket, '--member', member);
    expect(shaped.stderr).toContain('member: points 须为数字');
  });
});

test('a Chinese character takes the room of two figures', () => {
  const rows = [
    ['金卡', '1'],
    ['gold', '22'],
  ];
  expect(textTable(rows, ['left', 'right'])).toBe('金卡   1\ngold  22');
});
