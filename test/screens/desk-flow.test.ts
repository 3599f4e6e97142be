import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { fakeNowMs } from './support/fake-members.ts';
import { scanKeys, signIn, takeClock, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const zhang = '2900000000018';
const managerPin = '975310';

async function openReceipt(page: Page, receiptNo: string, storeId = '') {
  await page.keyboard.press('F8');
  await page.locator('.receipt-row').first().waitFor();
  await typeSlowly(page, receiptNo);
  if (storeId !== '') {
    await page.keyboard.press('Tab');
    await typeSlowly(page, storeId);
  }
  await page.keyboard.press('Enter');
}

async function openAdjust(page: Page, points: string) {
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await page.keyboard.press('F10');
  await page.locator('.menu-item[data-key="adjust"]').click();
  await page.locator('.side-task').waitFor();
  await typeSlowly(page, points);
  await page.keyboard.press('Enter');
}

test('PL-14: before a refund is posted the screen says what goes back in each tender', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await openReceipt(page, 'T01-000098');
  await page.locator('.refund-line').first().waitFor();
  await page.keyboard.press('F8');
  await expect
    .poll(() => page.locator('.refund-preview').textContent())
    .toBe('退现金/原路¥91.33储值退回¥20.00退回积分500优惠券退回1收回积分116');
  // Beside each line stands what it moves of that.
  const shares = () => page.locator('.refund-line-share').allTextContents();
  expect(await shares()).toEqual([
    '退款 ¥43.90 · 退储值 ¥20.00 · 退回 500 分 · 收回 68 分',
    '退款 ¥15.33 · 收回 16 分',
    '退款 ¥32.10 · 收回 32 分',
    '',
  ]);
  expect(await page.locator('.button-primary').textContent()).toContain('退货，付 ¥91.33');
  // What was given free comes back with its own 0.
  expect(await page.locator('.refund-line input').nth(3).inputValue()).toBe('0.00');
  // A part of it leaves the coupon where it is.
  await page.locator('.refund-line input').first().fill('10');
  await expect
    .poll(() => page.locator('.refund-preview').textContent())
    .toBe('退现金/原路¥32.43储值退回¥20.00退回积分500收回积分57');
  // Points and stored value are not paid out: what has not been seen is shown before it is posted.
  await page.locator('.refund-line input').first().fill('20');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.button-primary').textContent()).toContain('¥42.43');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-facts').textContent()).toContain('退现金/原路¥42.43');
  expect(complaints).toEqual([]);
});

test('the arrow leads from the field to the last receipts, whose money is what was paid in money', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await page.keyboard.press('F8');
  await page.locator('.receipt-row').first().waitFor();
  expect(await page.locator('.receipt-row').first().textContent()).toContain('¥91.33');
  await page.keyboard.press('ArrowDown');
  await page.locator('.receipt-row:focus').waitFor();
  // Whoever types there means the number of another one, and not the row that is marked.
  await typeSlowly(page, 'T01-000076');
  const field = page.locator('.receipt-search input').first();
  expect(await field.inputValue()).toBe('T01-000076');
  await page.keyboard.press('Enter');
  await page.locator('.refund-sale', { hasText: 'T01-000076' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.receipt-row').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.locator('.receipt-row:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.refund-sale', { hasText: 'T01-000098' }).waitFor();
});

test('PL-12: the three choices stand there with their figures before anything is refunded', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await openReceipt(page, 'T01-000076');
  await page.locator('.refund-line').waitFor();
  await page.keyboard.press('F8');
  await page.keyboard.press('Enter');
  await page.locator('.refund-short').waitFor();
  expect(await page.locator('.refund-short').textContent()).toContain('本单积分已用掉 320 分');
  expect(await page.locator('.choice-words').allTextContents()).toEqual([
    '记欠 320 分以后的积分先补上，每次最多补一半',
    '从退款扣 ¥3.20顾客少收 ¥3.20，不再欠分',
    '店长免除 320 分写明原因，店长输入密码',
  ]);
  expect(await page.locator('.button-primary').textContent()).toContain('¥320.00');
  await typeSlowly(page, '2');
  await expect.poll(() => page.locator('.button-primary').textContent()).toContain('¥316.80');
  // Esc keeps what was typed.
  await page.keyboard.press('Escape');
  expect(await page.locator('.refund-line input').inputValue()).toBe('320.00');
  await page.keyboard.press('Enter');
  await page.locator('.refund-short').waitFor();
  await typeSlowly(page, '2');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-facts').textContent()).toContain('从退款扣¥3.20');
});

test('PL-12: a waiver needs its reason and a manager, whose wrong PIN is said where it was typed', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await openReceipt(page, 'T01-000076');
  await page.locator('.refund-line').waitFor();
  await page.keyboard.press('F8');
  await page.keyboard.press('Enter');
  await page.locator('.refund-short').waitFor();
  await typeSlowly(page, '3');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ask').waitFor();
  await page.locator('.text-box-input').fill('商品质量问题');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '246813');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typeSlowly(page, managerPin);
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-facts').textContent()).toContain('免除积分320');
});

test('PL-10: of two sales of another store’s one number the cashier says which comes back', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await openReceipt(page, 'T07-000007', 'B02');
  await page.locator('.receipt-row:focus').waitFor();
  expect(await page.locator('.side-task').textContent()).toContain('同号小票有几张，请选一张');
  const rows = await page.locator('.receipt-row').allTextContents();
  expect(rows.map((row) => /收银\d.*¥\d+\.00/.exec(row)?.[0])).toEqual([
    expect.stringMatching(/^收银1.*¥10\.00$/),
    expect.stringMatching(/^收银2.*¥20\.00$/),
  ]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.refund-line').waitFor();
  await page.keyboard.press('F8');
  expect(await page.locator('.refund-line input').inputValue()).toBe('20.00');
  // Back to the search, and from there out.
  await page.keyboard.press('Escape');
  await page.locator('.receipt-search').waitFor();
});

test('OF-02: another store’s receipt comes from head office, and offline a manager takes it down for later', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  await openReceipt(page, 'T07-000311', 'B02');
  await page.locator('.refund-line').waitFor();
  expect(await page.locator('.refund-facts').textContent()).toContain('其他门店（B02）');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  core.setStatus({ online: false, offlineSinceMs: Date.now(), pendingCount: 0 });
  await openReceipt(page, 'T07-000311', 'B02');
  await page.locator('.notice-ask').waitFor();
  expect(await page.locator('.notice-ask').textContent()).toContain(
    '离线查不到原单，需店长批准，积分联网后处理',
  );
  expect(await page.locator('.notice-ask').textContent()).toContain('请先找到会员');
  await page.keyboard.press('Escape');
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await openReceipt(page, 'T07-000311', 'B02');
  await page.locator('.text-box-amount').waitFor();
  await typeSlowly(page, '20261118');
  await page.keyboard.press('Enter');
  await typeSlowly(page, '88.5');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  expect(await page.locator('.facts').textContent()).toContain('¥88.50');
  await typeSlowly(page, managerPin);
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.side-task').textContent()).toContain('由总部退回会员');
});

test('FR-20: many points wait for a second person, who is never the one who asks', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await openAdjust(page, '500');
  await page.locator('.pin-input').waitFor();
  expect(await page.locator('.facts').textContent()).toContain('+500');
  expect(await page.locator('.manager-pin').textContent()).toContain('申请人：王芳');
  expect(await page.locator('.choice-option').allTextContents()).toEqual([
    'Alexandra Montgomery-Fitzgerald',
    '李建国',
  ]);
  expect(await page.locator('.approve-left').textContent()).toMatch(/还剩 (2:00|1:5\d)/);
  await page.locator('.choice-option').nth(1).click();
  await page.locator('.pin-input').click();
  await typeSlowly(page, '111222');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typeSlowly(page, managerPin);
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.balances .figure-number').first().textContent()).toBe('2,856');
  expect(complaints).toEqual([]);
});

test('FR-20: an approval lapses after two minutes and is asked for again; Esc keeps what was asked', async () => {
  const { page } = await screens.open();
  await takeClock(page);
  await signIn(page);
  await openAdjust(page, '500');
  // Its two minutes begin as it takes the keys.
  await page.locator('.pin-input:focus').waitFor();
  await page.clock.fastForward(60_000);
  await page.locator('.pin-input').press('1');
  await page.clock.fastForward(61_000);
  await page.locator('.approve-over').waitFor();
  expect(await page.locator('.pin-input').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.locator('.text-box-input').first().inputValue()).toBe('500');
});

test('PL-17: a missed receipt earns by its own goods with a manager’s PIN, and only once', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  const askFor = async (receiptNo: string) => {
    await page.keyboard.press('F10');
    await page.locator('.menu-item[data-focused]').waitFor();
    await page.keyboard.press('3');
    await page.locator('.side-task .choice-option').last().click();
    await page.getByLabel('小票号').fill(receiptNo);
    await page.getByLabel('小票日期').fill('2026-05-17');
    await page.getByLabel('小票金额').fill('88.50');
    await page.keyboard.press('Enter');
    await page.locator('.pin-input').waitFor();
  };
  await askFor('T01-000098');
  expect(await page.locator('.facts').textContent()).toContain('¥88.50');
  await typeSlowly(page, managerPin);
  await page.keyboard.press('Enter');
  // It names whom the paper has earned for, and where.
  const message = () => page.locator('.pin-message').textContent();
  await expect.poll(message).toContain('在 青禾生鲜 · 人民路店 给 张*');
  // Esc goes back to what was typed, where the number is put right.
  await page.keyboard.press('Escape');
  expect(await page.getByLabel('小票金额').inputValue()).toBe('88.50');
  await page.keyboard.press('Escape');
  await askFor('T09-000098');
  await typeSlowly(page, managerPin);
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.notice-ok').textContent()).toContain('已补录小票 T09-000098');
  expect(complaints).toEqual([]);
});

test('PL-17: the limits are there to be read, and more than anybody may is refused in words', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await openAdjust(page, '5000');
  await page.locator('.notice-refuse').waitFor();
  expect(await page.locator('.notice-refuse').textContent()).toContain(
    '最多可调 2,000 分，更多请联系总部',
  );
  expect(await page.locator('.adjust-limits').textContent()).toContain(
    '主管 200 分，店长 2,000 分',
  );
});

test('every time is that of the shop, whatever zone the computer has', async () => {
  const zone = { timezoneId: 'Pacific/Honolulu', isClockFixed: true } as const;
  const { page, complaints } = await screens.open(zone);
  await signIn(page);
  expect(await page.locator('.top-bar-clock').textContent()).toBe('14:05');
  expect(await page.locator('.state-bar').textContent()).toContain('14:05');
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await page.locator('.member-acts .button').first().click();
  await page.locator('.ledger-details').waitFor();
  const rows = page.locator('.ledger-row');
  expect(await rows.nth(0).textContent()).toContain('11-20 14:05');
  expect(await rows.nth(1).textContent()).toContain('11-19 21:48');
  expect(await page.locator('.ledger-details').textContent()).toContain('11-20 14:05');
  expect(complaints).toEqual([]);
});

test('R110: every line of the ledger opens by the arrows to its rule, version, receipt and who did it', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await page.locator('.member-acts .button').first().click();
  const details = page.locator('.ledger-details');
  await details.waitFor();
  expect(await details.textContent()).toContain('base · 方案第 1 版');
  expect(await details.textContent()).toContain('总部还没确认');
  for (const _time of [1, 2]) await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('使用积分');
  expect(await details.textContent()).toContain('T01-000122');
  expect(await details.textContent()).toContain('王芳');
  expect(await page.locator('.ledger-row').count()).toBe(8);
  // R116: from any line a case is opened, once.
  expect(await details.textContent()).toContain('青禾生鲜 · 人民路店 · 2 号收银机');
  // What the member says may be written down beside it.
  const words = page.getByLabel('会员说明（可不填）');
  await words.fill('少积了一件'.repeat(50));
  expect(await words.inputValue()).toHaveLength(200);
  await page.keyboard.press('Enter');
  await page.getByText('总部会核对并答复').first().waitFor();
  await details.locator('.button').click();
  await page.getByText('这条已提过异议').first().waitFor();
  // What head office does after a rule has no person's name.
  await page.locator('.ledger-row', { hasText: '转入' }).first().click();
  await expect.poll(() => details.textContent()).toContain('总部自动处理');

  await page.locator('.ledger-foot .button').click();
  await expect.poll(() => page.locator('.ledger-row').count()).toBe(16);
  expect(await page.locator('.ledger-foot .button').count()).toBe(0);
  await page.keyboard.press('Escape');

  core.setStatus({ online: false, offlineSinceMs: Date.now() });
  await page.locator('.member-acts .button').first().click();
  await details.waitFor();
  expect(await page.locator('.ledger-foot').textContent()).toContain('只有本机最近的记录');
  expect(await details.textContent()).toContain('总部确认后可查');
  expect(complaints).toEqual([]);
});

test('OF-06: the state bar says that the offline allowance is used up, and a manager extends it from F12', async () => {
  const { page, core } = await screens.open();
  core.setStatus({
    online: false,
    offlineSinceMs: fakeNowMs,
    offlineCeiling: {
      level: 'reached',
      isExtended: false,
      kinds: [
        { kind: 'pointsWorthFen', used: 41_500, limit: 50_000, level: 'amber' },
        { kind: 'couponCount', used: 0, limit: 40, level: 'open' },
        { kind: 'newMemberCount', used: 60, limit: 60, level: 'reached' },
      ],
    },
  });
  await signIn(page);
  await expect.poll(() => page.locator('.state-bar').textContent()).toContain('离线额度已满');
  await page.keyboard.press('F12');
  await page.locator('.ceiling-list').waitFor();
  expect(await page.locator('.ceiling-list li').allTextContents()).toEqual([
    '积分抵现¥415.00 / ¥500.00',
    '新会员60 / 60',
  ]);
  await page.locator('.ceiling .button').press('Enter');
  await page.locator('.sheet .pin-entry').waitFor();
  expect(await page.locator('.sheet').textContent()).toContain('超出原额度的费用由门店承担');
  await typeSlowly(page, '000000');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.sheet').textContent()).toContain('密码不对，还可试 4 次');
  await typeSlowly(page, managerPin);
  await page.keyboard.press('Enter');
  await page.locator('.ceiling-list').waitFor();
  expect(await page.locator('.ceiling').textContent()).toContain('店长已延长一次');
  expect(await page.locator('.ceiling .button').count()).toBe(0);
  expect(await page.locator('.ceiling-list li').first().textContent()).toContain('¥1,000.00');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('.state-bar').textContent()).not.toContain('离线额度');
});
