import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import {
  HAND_TO_SCANNER_MS,
  scanAltNumbers,
  scanFullWidth,
  scanKeys,
  scanKeysHoldingEnter,
  signIn,
  typeSlowly,
} from './support/till-page.ts';
import { memberId } from '../../src-shared/values/ids.ts';
import { makeMemberCode, makeTestKeys, referenceOf } from '../support/member-codes.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const zhang = '2900000000018';
const locked = '2900000000032';

const panelName = (page: Page) => page.locator('.member-head h1').textContent();

test('a scan finds the member wherever the focus is and leaves no characters', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);

  await typeSlowly(page, '138');
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  expect(await panelName(page)).toBe('张*');

  // In the amount, in the middle of what was typed.
  await typeSlowly(page, '89.4');
  await page.keyboard.press('ArrowLeft');
  await scanKeys(page, zhang);
  const amount = page.locator('.sale-amount-input');
  await expect.poll(() => core.scans.length).toBe(2);
  expect(await amount.inputValue()).toBe('89.4');
  expect(await amount.evaluate((field: HTMLInputElement) => field.selectionStart)).toBe(3);
  await typeSlowly(page, '2');
  expect(await amount.inputValue()).toBe('89.24');

  // In the receipt number.
  const receiptNo = page.locator('.sale-receipt-input');
  const before = await receiptNo.inputValue();
  await receiptNo.focus();
  await scanKeys(page, zhang);
  await expect.poll(() => core.scans.length).toBe(3);
  expect(await receiptNo.inputValue()).toBe(before);

  // Nowhere.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await scanKeys(page, locked);
  await takeOther(page);
  await expect.poll(() => panelName(page)).toBe('欧阳*');
  expect(await amount.inputValue()).toBe('89.24');
  expect(core.scans).toEqual([zhang, zhang, zhang, locked]);
  expect(complaints).toEqual([]);
});

/** Answers that the sale at hand is theirs whose card was read. */
async function takeOther(page: Page): Promise<void> {
  await page.locator('.other-member').waitFor();
  await page.keyboard.press('F2');
  await page.locator('.other-member').waitFor({ state: 'detached' });
}

/** Everything of a sale that single keys work. */
function saleOf(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const texts = (selector: string) =>
      [...document.querySelectorAll(selector)].map((part) => part.textContent);
    const pressed = (selector: string) =>
      [...document.querySelectorAll(selector)].map((part) => part.getAttribute('aria-pressed'));
    return {
      steps: texts('.side-column h2, .earned-card, .candidate'),
      lines: texts('.sale-line'),
      amount: [...document.querySelectorAll('input')].map(({ value }) => value),
      category: texts('.sale-category'),
      coupons: pressed('.coupon'),
      categories: pressed('.category'),
      points: texts('.points-worth'),
    };
  });
}

test("ID-03: a member code's + / * and digits work none of the keys of a sale, at whatever step it is scanned", async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  const keys = makeTestKeys();
  const storeReference = referenceOf('store-1');
  const grant = { maxPoints: 500, storeReference, livesS: 90 };
  const code = makeMemberCode(keys, { memberId: memberId(crypto.randomUUID()), grant });
  // A label of anybody's may begin with such keys.
  const labels = ['/3+12.5*2', '+/1230'];
  const scanned: string[] = [];
  const scanAll = async (...others: readonly string[]) => {
    const before = await saleOf(page);
    for (const text of [code, ...others]) {
      await scanKeys(page, text);
      scanned.push(text);
      await expect.poll(() => core.scans.at(-1)).toBe(text);
      expect(await saleOf(page)).toEqual(before);
    }
  };

  await typeSlowly(page, '1234');
  await page.keyboard.press('Enter');
  await page.locator('.candidate').nth(1).waitFor();
  await scanAll();
  await page.keyboard.press('F7');
  await scanAll();
  await scanKeys(page, zhang);
  scanned.push(zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  await scanAll();
  await typeSlowly(page, '62.01+111.90+8');
  await page.locator('.sale-line').nth(1).waitFor();
  await scanAll(...labels);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('/');
  await page.locator('.category-picked').waitFor();
  await scanAll();
  await page.keyboard.press('Escape');
  await page.keyboard.press('F4');
  await page.locator('.coupon').nth(2).waitFor();
  await scanAll();
  await page.keyboard.press('Escape');
  await page.keyboard.press('F5');
  await page.locator('.points-panel').waitFor();
  await page.keyboard.press('ArrowDown');
  await scanAll('-+-+12');
  expect(core.scans).toEqual(scanned);
  expect(complaints).toEqual([]);
});

test('keys that wait for a scanner act in the order they were pressed, as fast as a person may be', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  // Two keys so near that they could be a scanner's, in the middle of what a person types.
  for (const text of ['5+', '8', '+3', '/', '2+', '7', '0']) {
    await Promise.all(Array.from(text, (key) => page.keyboard.press(key)));
    await page.waitForTimeout(110);
  }
  await expect.poll(() => page.locator('.sale-line').count()).toBe(3);
  expect(await page.locator('.sale-line .amount').allTextContents()).toEqual([
    ' ¥5.00',
    ' ¥8.00',
    ' ¥3.00',
  ]);
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('70');
  // Also on a busy page, where the one that waited moves the focus away from under the next.
  await page.evaluate(() => {
    const standStill = () => {
      const endMs = performance.now() + 600;
      while (performance.now() < endMs);
    };
    window.addEventListener('keyup', standStill, { once: true });
  });
  const waits = page.keyboard.press('/');
  await page.waitForTimeout(200);
  await page.keyboard.press('2');
  await waits;
  await page.locator('.sale-amount-input:focus').waitFor();
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('70');
  // The search box keeps its keys where digits choose.
  await page.keyboard.press('F4');
  await page.locator('.coupon').nth(2).waitFor();
  const before = await saleOf(page);
  await page.keyboard.press('F2');
  await typeSlowly(page, '23');
  expect(await page.locator('.search-input').inputValue()).toBe('23');
  await page.locator('.search-input').fill('');
  expect(await saleOf(page)).toEqual(before);
  expect(complaints).toEqual([]);
});

test("the scanner's Enter presses no button and posts no sale", async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await typeSlowly(page, '89.40');

  await scanKeys(page, locked);
  await page.locator('.other-member').waitFor();
  // Nor does it answer what is asked.
  expect(await panelName(page)).toBe('张*');
  await takeOther(page);
  await expect.poll(() => panelName(page)).toBe('欧阳*');
  expect(await page.locator('.earned-card').count()).toBe(0);

  // On a button that has the focus.
  await page.locator('.key-bar .button', { hasText: 'F8' }).focus();
  await scanKeys(page, zhang);
  await takeOther(page);
  await expect.poll(() => panelName(page)).toBe('张*');
  expect(await page.locator('.side-task').count()).toBe(0);
  expect(core.scans).toEqual([zhang, locked, zhang]);

  // A short code into the amount: 25 ms for a key is no hand, and it is said that nobody knows it.
  await page.keyboard.press('F7');
  await scanKeys(page, zhang);
  const amount = page.locator('.sale-amount-input');
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '8');
  await scanKeys(page, '12345', 25);
  await page.getByText('不是会员码').waitFor();
  expect(await amount.inputValue()).toBe('8');
  await scanKeys(page, '42');
  await expect.poll(() => core.scans.slice(-2)).toEqual(['12345', '42']);
  expect(await amount.inputValue()).toBe('8');
  expect(await page.locator('.earned-card').count()).toBe(0);

  // As many keys from the fastest of hands are an amount, and their Enter posts it.
  await amount.fill('');
  await scanKeys(page, '12.5', 45);
  await page.locator('.earned-card').waitFor();
  expect(core.scans.at(-1)).toBe('42');
});

test('a scanner that never lets its Enter go presses nothing, and the next Enter is that of a person', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  const recent = page.locator('.key-bar .button', { hasText: 'F8' });
  await recent.focus();
  await scanKeysHoldingEnter(page, zhang);
  await expect.poll(() => core.scans).toEqual([zhang, zhang]);
  expect(await page.locator('.side-task').count()).toBe(0);
  await recent.focus();
  await page.keyboard.press('Enter');
  await page.locator('.side-task').waitFor();
  expect(complaints).toEqual([]);
});

test('a scan is taken beside the sale, not while the member types their PIN, and the sale stays', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await typeSlowly(page, '89.40');
  await page.keyboard.press('F8');
  await page.locator('.side-task input').first().waitFor();
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('89.40');

  await page.keyboard.press('F5');
  await page.locator('.points-panel').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quote:not(.quote-waiting) .quote-benefits li').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '25');
  await scanKeys(page, locked);
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('另一位会员');
  expect(core.scans).toEqual([zhang, zhang, locked]);
  // Their own card takes the words back.
  await scanKeys(page, zhang);
  await expect.poll(() => page.locator('.pin-message').textContent()).not.toContain('另一位会员');
  await page.keyboard.press('Escape');
  await page.locator('.member-panel').waitFor();
  expect(await panelName(page)).toContain('张');
});

test('a scan stays whole on a busy page, also when it stands still after the first key', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  const line = await page.context().newCDPSession(page);
  await line.send('Emulation.setCPUThrottlingRate', { rate: 20 });
  await scanKeys(page, '13600004444');
  await expect.poll(() => core.scans).toEqual(['13600004444']);
  await line.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  expect(await page.locator('.search-input').inputValue()).toBe('');

  // Longer than a scanner is ever silent, and than the page waits for one without an Enter.
  for (const busyMs of [300, 900]) {
    await page.keyboard.press('F7');
    await page.locator('.search-input:focus').waitFor();
    await page.evaluate((lastsMs) => {
      const standStill = () => {
        const endMs = performance.now() + lastsMs;
        while (performance.now() < endMs);
      };
      window.addEventListener('keydown', () => setTimeout(standStill), { once: true });
    }, busyMs);
    const before = core.scans.length;
    await scanKeys(page, zhang);
    await page.locator('.member-panel').waitFor();
    expect(core.scans.slice(before)).toEqual([zhang]);
    await page.keyboard.press('F7');
    expect(await page.locator('.search-input').inputValue()).toBe('');
  }
  expect(complaints).toEqual([]);
});

test("another member's card moves a sale only when the cashier says so, and its lines stay", async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  // Nothing is in sight of a sale: the next customer stands here.
  await scanKeys(page, locked);
  await expect.poll(() => panelName(page)).toBe('欧阳*');
  await scanKeys(page, zhang);
  await expect.poll(() => panelName(page)).toBe('张*');

  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '62.01+');
  await page.locator('.sale-line').waitFor();
  // Their own card changes nothing.
  await scanKeys(page, zhang);
  await expect.poll(() => core.scans.length).toBe(4);
  expect(await page.locator('.other-member').count()).toBe(0);

  core.readCode(locked);
  await page.locator('.other-member').waitFor();
  expect(await page.locator('.other-member').textContent()).toContain('欧阳*');
  await page.keyboard.press('F1');
  await page.keyboard.press('Escape');
  await page.locator('.other-member').waitFor({ state: 'detached' });
  expect(await panelName(page)).toBe('张*');
  await expect.poll(() => core.leftMemberIds).toEqual(['m-zhang', 'm-locked', 'm-locked']);
  // As before: what is typed next is the next line's.
  await typeSlowly(page, '8+');
  await expect.poll(() => page.locator('.sale-line').count()).toBe(2);

  // Whoever is typing meanwhile goes on: neither their keys nor their Enter answer.
  await typeSlowly(page, '12');
  core.readCode(locked);
  await page.locator('.other-member').waitFor();
  await typeSlowly(page, '90');
  await page.locator('.notice-ask', { hasText: '本单没有换会员' }).waitFor();
  await typeSlowly(page, '+');
  await expect.poll(() => page.locator('.sale-line').count()).toBe(3);
  expect(await page.locator('.sale-line .amount').last().textContent()).toContain('¥1,290.00');
  expect(await panelName(page)).toBe('张*');
  // Twice at once would be one scan.
  await page.waitForTimeout(HAND_TO_SCANNER_MS);
  core.readCode(locked);
  await page.locator('.other-member').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.other-member').waitFor({ state: 'detached' });
  expect(await panelName(page)).toBe('张*');

  await scanKeys(page, locked);
  await page.locator('.other-member').waitFor();
  // A payment code is no answer either: it is refused once there is one.
  await scanKeys(page, '134567890123456789');
  await page.locator('.notice-ask', { hasText: '已读到，这一步完成后处理' }).waitFor();
  await page.locator('.other-member').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.notice-refuse').waitFor();
  expect(await page.locator('.other-member').count()).toBe(0);
  expect(await panelName(page)).toBe('张*');

  await scanKeys(page, locked);
  await takeOther(page);
  await expect.poll(() => panelName(page)).toBe('欧阳*');
  expect(await page.locator('.sale-line').count()).toBe(3);
  expect(complaints).toEqual([]);
});

test('a payment code is refused in words and is nowhere to be seen', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await scanKeys(page, '134567890123456789');
  await page.locator('.notice-refuse').waitFor();
  expect(await page.content()).not.toContain('134567890123456789');

  await typeSlowly(page, '134567890123456789');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.search-input').inputValue()).toBe('');
});

test('what a scan is told stands before every dialog, and leaves what was typed', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await typeSlowly(page, 'zhang');
  for (const dialog of ['F1', 'F10', 'F12']) {
    await page.keyboard.press(dialog);
    await page.locator('.sheet').waitFor();
    await scanKeys(page, '134567890123456789');
    await page.locator('.sheet').waitFor({ state: 'detached' });
    expect(await page.locator('.notice-refuse').textContent()).toContain('付款码');
  }
  expect(await page.locator('.search-input').inputValue()).toBe('zhang');
});

test('what a reader of the till reads arrives as well', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  core.readCode(zhang);
  await page.locator('.member-panel').waitFor();
  expect(await panelName(page)).toBe('张*');
});

test('a person who types the same digits is no scanner', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  await typeSlowly(page, '13812341234');
  expect(await page.locator('.search-input').inputValue()).toBe('13812341234');
  expect(core.scans).toEqual([]);
  await page.keyboard.press('Enter');
  await page.locator('.member-panel').waitFor();
  expect(core.scans).toEqual(['13812341234']);
});

test('the badge of somebody of the staff chooses them at the sign-in, and their PIN follows', async () => {
  const { page, core } = await screens.open();
  await page.locator('.staff-tile').first().waitFor();
  await scanKeys(page, zhang);
  await expect.poll(() => page.content()).toContain('请先登录，再扫一次');
  await scanKeys(page, '134567890123456789');
  await expect.poll(() => page.content()).toContain('这是付款码');
  expect(await page.content()).not.toContain('再扫一次');
  await scanKeys(page, ';6222021234567890128=30011010000000000?');
  await expect.poll(() => page.content()).toContain('这是银行卡');
  await scanKeys(page, 'S1:nobody');
  await expect.poll(() => page.content()).toContain('没有这张员工证的员工');
  await scanKeys(page, 'S1:s-li');
  await page.locator('.pin-input').waitFor();
  expect(await page.locator('.sign-in-pin').textContent()).toContain('李建国');
  // From a reader of the till as well.
  core.readCode('S1:s-chen');
  await expect.poll(() => page.locator('.sign-in-pin').textContent()).toContain('陈晓东');
  await typeSlowly(page, '246813');
  await page.keyboard.press('Enter');
  await page.locator('.till').waitFor();
  expect(core.scans).toEqual([]);
  // Beside a sale it is no member.
  await scanKeys(page, 'S1:s-li');
  await expect.poll(() => page.content()).toContain('这是员工证');
});

test.each([
  ['in ALT mode', scanAltNumbers],
  ['under an input method that writes full-width characters', scanFullWidth],
] as const)('a scanner %s is read, and the field keeps its former value', async (_, scanSo) => {
  const { page, core } = await screens.open();
  await signIn(page);
  await scanSo(page, zhang);
  await page.locator('.member-panel').waitFor();
  await typeSlowly(page, '89.4');
  await scanSo(page, locked);
  await takeOther(page);
  await expect.poll(() => panelName(page)).toBe('欧阳*');
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('89.4');
  expect(await page.locator('.earned-card').count()).toBe(0);
  expect(core.scans).toEqual([zhang, locked]);
});

test('a prefix that was set for the scanners of the till is taken off, and off means off', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  core.setStatus({ keyboard: { scannerPrefix: 'X', medianGapMaxMs: 50, capsLock: 'ignored' } });
  await expect
    .poll(async () => {
      await scanKeys(page, `X${zhang}`);
      return core.scans.at(-1);
    })
    .toBe(zhang);
  core.setStatus({ keyboard: null });
  await expect.poll(() => page.locator('.member-panel').count()).toBe(1);
  const before = core.scans.length;
  await page.waitForTimeout(100);
  await scanKeys(page, locked);
  await page.waitForTimeout(100);
  expect(core.scans).toHaveLength(before);
});

test('an input method that is composing loses nothing and keeps nothing of a scan', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  const line = await page.context().newCDPSession(page);
  await typeSlowly(page, '9');
  // The method swallows the characters and shows them as its composition.
  await line.send('Input.imeSetComposition', { text: 'zh', selectionStart: 2, selectionEnd: 2 });
  await page.waitForTimeout(150);
  await line.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  expect(core.scans).toEqual([zhang]);
  await page.keyboard.press('F7');
  expect(await page.locator('.search-input').inputValue()).toBe('');
});
