import { expect, test } from 'vitest';
import { scanKeys, signIn, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const zhang = '2900000000018';
const diamond = '2900000000025';

test('section j: the panel says who, this sale, one sentence, and what the member has and has reached', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.standing-line strong').waitFor();
  expect(await page.locator('.member-who').textContent()).toBe('张*金卡青禾 Plus 年卡');
  expect(await page.locator('.prompt-line').textContent()).toBe(
    '300 分 2026-12-31 到期，可提醒使用',
  );
  expect(await page.locator('.balances').textContent()).toContain('优惠券4');
  expect(await page.locator('.balance-as-of').textContent()).toContain(
    '300 分 2026-12-31 到期 · 1 张券 2026-11-25 起到期',
  );
  expect(await page.locator('.standing-line').textContent()).toBe(
    '金卡至 2026-12-30 · 本期消费 ¥17,655.00，到店 31 天 · 还差 ¥12,345.00 升钻石',
  );
  // With a sale the sentence is the one of the script.
  await typeSlowly(page, '128.40');
  await expect
    .poll(() => page.locator('.prompt-line').textContent())
    .toBe('“张*您好，金卡。本单已省 ¥15.00；已用 2 张券；积分可抵 ¥23.00，用吗？”');
  const order = ['.member-head', '.sale-card', '.prompt-line', '.balances'];
  const tops = await Promise.all(
    order.map(async (part) => (await page.locator(part).boundingBox())?.y ?? 0),
  );
  expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  // TR-04: what it takes to keep a tier comes before the next one.
  await page.keyboard.press('F7');
  await scanKeys(page, diamond);
  await expect
    .poll(() => page.locator('.standing-keep').textContent())
    .toBe('2026-11-29 前还差 ¥12,345.00 + 6 天到店 保级');
  expect(complaints).toEqual([]);
});
