import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startStation, type Station } from '../../src-main/station/start-station.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { startTestOffice, type TestOffice } from '../station/test-office.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { plugSerialLine } from '../support/serial-line.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import { silent } from '../till/test-till.ts';
import { scanKeys, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const staffPin = '582047';
const managerPin = '739164';
const memberPin = '707172';
const card = '2900000000018';

const goods = '6901234567892';

/** The plain programme with a price for members and a coupon. */
function programmeDocument(): object {
  const file = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
  const plain = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  const usual = sampleValueRules().profiles[0]!;
  const days = { fromDay: '2020-01-01', toDay: '2099-12-31' };
  const named = { 'zh-CN': '10元代金券', en: '10-yuan voucher', 'zh-TW': '10元代金券' };
  return {
    ...plain,
    version: 2,
    value: sampleValueRules({ profiles: [usual], profileIdByStore: {} }),
    startsOnDay: businessDateAt(Date.now()),
    memberPrices: [{ sku: goods, unitFen: 1600, ...days }],
    coupons: {
      maxPerReceipt: 3,
      giveBackGraceDays: 7,
      templates: [
        {
          templateId: 'ten_off',
          name: named,
          effect: { kind: 'cash', offFen: 1000 },
          scope: {},
          validity: { kind: 'after_issue', days: 30 },
          stackGroup: 'voucher',
          offlineMode: 'floor',
          transferable: false,
          claim: 'targeted',
          totalLimit: null,
          perMemberLimit: 5,
        },
      ],
    },
  };
}

async function openStation(
  terminalName: string,
  serialPorts: readonly { readonly path: string; readonly baudRate: number }[] = [],
): Promise<Station> {
  const dataFolder = path.join(await makeFolder('station'), 'data');
  await mkdir(dataFolder, { recursive: true });
  const station = await startStation({
    port: 0,
    dataFolder,
    officeUrl: office.url,
    activationCode: await office.activationCode(terminalName),
    serialPorts,
    log: silent,
  });
  onTestFinished(() => station.stop());
  return station;
}

async function signInAs(page: Page, name: string, pin: string) {
  await page.locator('.staff-tile', { hasText: name }).click();
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, pin);
  await page.keyboard.press('Enter');
  await page.locator('.till').waitFor();
}

let office: TestOffice;
beforeAll(async () => {
  office = await startTestOffice();
  await office.admin('/programmes', { document: programmeDocument() });
  await office.admin('/staff', { staffId: 'li', name: '李建国', role: 'manager', pin: managerPin });
  await office.admin('/staff', { staffId: 'wang', name: '王芳', role: 'cashier', pin: staffPin });
});
afterAll(() => office.remove());

test('the main job on the real till and head office: enrol, earn, a quoted sale, refund', async () => {
  const station = await openStation('1 号收银台');
  const { page, complaints } = await screens.openAt(station.url);
  await signInAs(page, '王芳', staffPin);

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
  await expect.poll(() => available.textContent()).toBe('1,200');
  await page.keyboard.press('Enter');

  // A coupon of head office, goods with a price for members, and points that pay: one receipt.
  const { members } = await office.admin<{ members: { memberId: string }[] }>('/coupons/issue', {
    issueId: 'welcome-1',
    templateId: 'ten_off',
    actor: 'anna',
    reason: 'welcome',
    phones: ['13812341234'],
  });
  expect(members).toHaveLength(1);
  await scanKeys(page, card);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '80+');
  await scanKeys(page, goods);
  await page.locator('.sale-goods').waitFor();
  await typeSlowly(page, '20');
  await page.keyboard.press('Enter');
  // 100.00, less 4.00 by the price for members, less 10.00 by the coupon once the feed has brought it.
  const payable = page.locator('.quote-result .figure-large .figure-number');
  await expect.poll(() => payable.textContent()).toBe('¥86.00');
  await page.keyboard.press('F5');
  await page.locator('.points-panel').waitFor();
  expect(await page.locator('.points-input').inputValue()).toBe('1,200');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => payable.textContent()).toBe('¥76.00');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, memberPin);
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  expect(await page.locator('.earned-card').textContent()).toContain('已省 ¥24.00');
  expect(await page.locator('.earned-points').textContent()).toContain('+76');

  // All of it comes back.
  await page.keyboard.press('F8');
  await page.locator('.receipt-row').first().click();
  await page.locator('.refund-line').first().waitFor();
  await page.keyboard.press('F8');
  await page.locator('.refund-tenders').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  // What the points paid is not paid out (PL-13).
  const facts = await page.locator('.refund-facts .figure-number').allTextContents();
  expect(facts.slice(0, 4)).toEqual(['¥76.00', '1,000', '1', '76']);

  // 500 yuan with 50 on top: agreed to on the other side, acknowledged by head office, and spent with the PIN.
  await page.keyboard.press('Enter');
  await page.locator('.sale-amount-input:focus').waitFor();
  await page.keyboard.press('F7');
  await page.locator('.ready').waitFor();
  await scanKeys(page, card);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '330');
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  await page.keyboard.press('2');
  await page.locator('.value-packages').waitFor();
  for (const missing of ['请先选顾客怎样付', '请先核对购买人的证件']) {
    await page.keyboard.press('Enter');
    await page.locator('.notice-ask').filter({ hasText: missing }).waitFor();
    await page.keyboard.press('Space');
  }
  await page.keyboard.press('Enter');
  await page.locator('.customer-terms').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.printout').waitFor();
  expect(await page.locator('.printout').textContent()).toContain('商店有限公司');
  await page.keyboard.press('Enter');
  const wallet = page.locator('.value-balance .figure-number');
  await expect
    .poll(() => wallet.allTextContents())
    .toEqual(['¥550.00', '¥500.00', '¥50.00', '¥0.00']);
  await page.keyboard.press('1');
  await page.locator('.value-amount').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, memberPin);
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.notice-ok').textContent()).toContain('本金 ¥290.90 + 赠送 ¥29.10');
  await expect.poll(() => payable.textContent()).toBe('¥0.00');
  // The PIN that paid is good for the coupon that has come back as well.
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  // What was given on top earns nothing (PL-04).
  expect(await page.locator('.earned-points').textContent()).toContain('+290');

  // Another day, without the card: the phone alone shows nothing (ID-02).
  await page.keyboard.press('Enter');
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
});

test('a manager sees a reader of a real port read, go and come back, and sets it to send what it sends', async () => {
  const folder = await makeFolder('serial');
  const line = await plugSerialLine(folder);
  onTestFinished(() => line.unplug());
  const station = await openStation('2 号收银台', [{ path: line.tillPath, baudRate: 9600 }]);
  const { page, complaints } = await screens.openAt(station.url);
  await signInAs(page, '李建国', managerPin);
  await page.keyboard.press('F9');
  const row = page.locator('.device-row').first();
  await row.locator('.device-state-connected').waitFor();
  await page.keyboard.press('F5');
  await page.locator('.scan-try', { hasText: '请扫任意一个码或卡' }).waitFor();
  line.send('13812341234\r\n');
  await page.locator('.scan-try-result', { hasText: '138****1234' }).waitFor();

  await line.unplug();
  await row.locator('.device-state-lost').waitFor();
  expect(await row.textContent()).toContain('设备已拔出');
  const again = await plugSerialLine(folder);
  onTestFinished(() => again.unplug());
  await row.locator('.device-state-connected').waitFor();

  // What the shop sets is in effect without a restart.
  await row.click();
  await page.locator('.reader-form').waitFor();
  await page.getByText('STX … ETX', { exact: true }).click();
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  await row.locator('.device-state-connected').waitFor();
  again.send('\u00026901234567892\u0003');
  await page.locator('.scan-try-result', { hasText: '6901234567892' }).waitFor();
  await expect.poll(() => row.textContent()).toContain('读取 2 次');
  await page.keyboard.press('Escape');
  await page.locator('.till').waitFor();

  // Of two screens that are signed in, the one that somebody touched last is sent what the reader reads.
  const other = await screens.openAt(station.url);
  await signInAs(other.page, '王芳', staffPin);
  // Nobody's, at head office either.
  const unbound = '2900000000087';
  const heardAt = async (screen: Page) => {
    const notice = screen.locator('.notice', { hasText: '没有找到这张卡' });
    const countAfterScan = () => {
      again.send(`\u0002${unbound}\u0003`);
      return notice.count();
    };
    await expect.poll(countAfterScan, { interval: 500 }).toBe(1);
  };
  await page.locator('.till').press('Shift');
  await heardAt(page);
  await other.page.keyboard.press('Escape');
  expect(await other.page.locator('.notice').count()).toBe(0);
  await other.page.locator('.ready').click();
  await heardAt(other.page);
  // The reader has beeped over half a code.
  again.send('\u000229000');
  const half = other.page.locator('.notice-refuse', { hasText: '没读全，请再扫一次' });
  await half.filter({ hasText: '不完整' }).waitFor();
  expect([...complaints, ...other.complaints]).toEqual([]);
});
