import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startStation } from '../../src-main/station/start-station.ts';
import { startTestOffice, type TestOffice } from '../station/test-office.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { silent } from '../till/test-till.ts';
import { scanKeys, signInWith, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const staffPin = '582047';
const memberPin = '707172';
const card = '2900000000018';

let office: TestOffice;
beforeAll(async () => {
  office = await startTestOffice();
  await office.admin('/staff', { staffId: 'wang', name: '王芳', role: 'cashier', pin: staffPin });
});
afterAll(() => office.remove());

test('the main job on the real till and head office: enrol, earn, redeem, undo, refund', async () => {
  const dataFolder = path.join(await useTempDir('station'), 'data');
  await mkdir(dataFolder, { recursive: true });
  const station = await startStation({
    port: 0,
    dataFolder,
    officeUrl: office.url,
    activationCode: await office.activationCode('1 号收银台'),
    serialPorts: [],
    log: silent,
  });
  onTestFinished(() => station.stop());
  const { page, complaints } = await screens.openAt(station.url);
  await signInWith(page, staffPin);

  // Nobody has this number yet: F3.
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ask').waitFor();
  await page.keyboard.press('F3');
  await page.locator('.enrol-phone').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  await page.locator('.text-box-input').first().fill('张丽华');
  await scanKeys(page, card);
  await expect.poll(() => page.locator('.text-box-input').nth(2).inputValue()).toBe(card);
  await page.locator('.enrol-optional .button').click();
  for (const _time of [1, 2]) {
    await page.locator('.pin-input').waitFor();
    await typeSlowly(page, memberPin);
    await page.keyboard.press('Enter');
  }
  await page.getByText('已满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  await page.locator('.enrol-number').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.member-panel').waitFor();
  expect(await page.locator('.member-head h1').textContent()).toBe('张*华');

  await typeSlowly(page, '1200');
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  expect(await page.locator('.earned-points').textContent()).toContain('+1,200');
  const available = page.locator('.balances .figure-number').first();
  await expect.poll(() => available.textContent(), { timeout: 10_000 }).toBe('1,200');
  await page.keyboard.press('Enter');

  await scanKeys(page, card);
  await page.locator('.sale-amount-input').waitFor();
  await typeSlowly(page, '20');
  await page.keyboard.press('F5');
  await page.locator('.redeem-panel').waitFor();
  expect(await page.locator('.redeem-points strong').textContent()).toBe('1,000');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, memberPin);
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.notice-ok').textContent()).toContain('总部已授权');
  await page.keyboard.press('Control+z');
  await expect.poll(() => available.textContent(), { timeout: 10_000 }).toBe('1,200');

  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  await page.keyboard.press('F8');
  await page.locator('.receipt-row').nth(1).click();
  await page.locator('.refund-line').waitFor();
  await page.keyboard.press('F8');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-facts .figure-number').first().textContent()).toBe('1,200');

  // Another day, without the card: the phone alone shows nothing (ID-02).
  await page.keyboard.press('Enter');
  await page.keyboard.press('F7');
  await page.locator('.ready').waitFor();
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  expect(await page.locator('.balances').count()).toBe(0);
  await page.locator('.identify-input').click();
  await typeSlowly(page, 'li');
  await page.keyboard.press('Enter');
  expect(await page.locator('.identify-no').textContent()).toContain('还可试 4 次');
  await typeSlowly(page, 'Zhang');
  await page.keyboard.press('Enter');
  await expect.poll(() => available.textContent()).toMatch(/^\d/);
  expect(complaints).toEqual([]);
}, 40_000);
