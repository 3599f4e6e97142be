import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { setUpScreens } from './support/set-up-screens.ts';
import { scanKeys, signIn, typeSlowly } from './support/till-page.ts';

const screens = setUpScreens();
const zhang = '2900000000018';
const long = '2900000000025';
const stopped = '2900000000032';
const phone = '13812341234';
const pin = '258036';
const managerPin = '975310';

/** Digits wait a little, so that a scan is not taken for one of them. */
async function press(page: Page, digit: string, shows: string): Promise<void> {
  await page.keyboard.press(digit);
  await page.locator(shows).first().waitFor();
}

async function openValue(page: Page, card: string): Promise<void> {
  await signIn(page);
  await scanKeys(page, card);
  await page.locator('.sale-amount-input:focus').waitFor();
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
}

async function typePin(page: Page, typed: string): Promise<void> {
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, typed);
  await page.keyboard.press('Enter');
}

/** Counts what goes to the printer, and says what is on the paper. */
async function holdPrinter(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const papers: string[] = [];
    Object.assign(window, { papers });
    window.print = () => {
      papers.push(document.querySelector('.printout')?.textContent ?? '');
    };
  });
  return () => page.evaluate(() => (window as unknown as { papers: readonly string[] }).papers);
}

const balances = (page: Page) => page.locator('.value-balance .figure-number').allTextContents();
const payable = (page: Page) => page.locator('.quote-result .figure-large .figure-number');

test('OF-03, SV-13: without the line as much is offered as is set aside, and the screen says what paid it', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '700');
  core.setStatus({ online: false, offlineSinceMs: Date.now() });
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  await press(page, '1', '.value-amount');
  expect(await page.locator('.text-box-input').inputValue()).toBe('100.00');
  expect(await page.locator('.refund-facts').textContent()).toContain('离线可用¥100.00');
  expect(await page.locator('.right-mark').textContent()).toBe('离线中，用本店预留的储值');
  await page.keyboard.press('Enter');
  await page.locator('.customer-pay').waitFor();
  await typePin(page, pin);
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.notice-ok').textContent()).toContain('用了本店预留的储值');
  expect(complaints).toEqual([]);
});

test('SV-12: a sale above 200 yuan is paid by keyboard alone with the PIN, and its receipt closes it', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  expect(await page.locator('.balances').textContent()).toContain(
    '储值本金 ¥1,000.00 + 赠送 ¥125.00',
  );
  await typeSlowly(page, '700');
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  expect(await balances(page)).toEqual(['¥1,125.00', '¥1,000.00', '¥125.00', '¥0.00']);
  await press(page, '1', '.value-amount');
  // 700.00 less 30.00 and 5.00 by coupons: as much as there is to pay is filled in.
  expect(await page.locator('.text-box-input').inputValue()).toBe('665.00');
  await page.keyboard.press('Enter');
  await page.locator('.customer-pay').waitFor();
  expect(await page.locator('.customer-side').textContent()).toContain('付后可用 ¥460.00');
  await typePin(page, '111111');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typePin(page, pin);
  await page.locator('.notice-ok').waitFor();
  // 600 from the older contract by 1,000 : 200, the rest from the next by 500 : 25.
  expect(await page.locator('.notice-ok').textContent()).toContain(
    '储值已付 ¥665.00本金 ¥561.90 + 赠送 ¥103.10',
  );
  await expect.poll(() => payable(page).textContent()).toBe('¥0.00');

  // Paid money is not left behind: the next customer waits.
  await page.keyboard.press('F7');
  await page.locator('.notice-ask').waitFor();
  expect(await page.locator('.notice-ask').textContent()).toContain('按 F6 退回付款，或先完成本单');
  await scanKeys(page, long);
  await page.locator('.notice-ask').waitFor();
  expect(await page.locator('.member-head h1').textContent()).toBe('张*');
  await expect.poll(() => payable(page).textContent()).toBe('¥0.00');

  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  expect(await page.locator('.earned-card').textContent()).toContain('储值已付 ¥665.00');
  expect(await page.locator('.earned-card .figure-number').textContent()).toBe('¥0.00');

  // The statement tells how the payment was shared over two contracts.
  const papers = await holdPrinter(page);
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  expect(await page.locator('.value-act').first().textContent()).toContain('本单已完成');
  await press(page, '4', '.ledger-details');
  const details = await page.locator('.ledger-details').textContent();
  expect(details).toContain('−¥665.00');
  expect(details).toContain('SV3-000007本金 −¥500.00 + 赠送 −¥100.00');
  expect(details).toContain('SV3-000011本金 −¥61.90 + 赠送 −¥3.10');
  expect(details).toContain('商品原价¥700.00');
  expect(await page.locator('.ledger-row').count()).toBe(4);
  await page.keyboard.press('p');
  await expect.poll(async () => (await papers()).length).toBe(1);
  expect((await papers())[0]).toContain('张* 的储值明细');
  expect((await papers())[0]).toMatch(/商品原价[\s\S]*−¥100\.00\s*¥631\.5/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('.earned-card').waitFor();
  expect(complaints).toEqual([]);
});

test('SV-11: no more is offered than the goods come to that stored value buys', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '50/');
  await page.locator('.category', { hasText: '礼品卡' }).click();
  await page.locator('.sale-amount-input:focus').waitFor();
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  await page.keyboard.press('1');
  await page.locator('.notice-ask').waitFor();
  expect(await page.locator('.notice-ask').textContent()).toContain('储值不能买礼品卡类商品');
  expect(await page.locator('.value-amount').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('SV-12: who typed the PIN in this visit pays a little without it, and more with it; a payment comes back', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await typeSlowly(page, phone);
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  // A number alone shows no wallet (ID-02).
  await page.keyboard.press('F6');
  await page.locator('.side-pad .button-plain').last().click();
  await typePin(page, pin);
  await page.locator('.value-home').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '98');
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  await press(page, '1', '.value-amount');
  await page.locator('.text-box-input').fill('98.01');
  expect(await page.locator('.text-box-error').textContent()).toContain('最多可付 ¥98.00');
  await page.locator('.text-box-input').fill('60');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  await expect.poll(() => payable(page).textContent()).toBe('¥38.00');

  // The sale grows, and the PIN is asked for above the limit.
  await typeSlowly(page, '0');
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  await press(page, '1', '.value-amount');
  await page.keyboard.press('Enter');
  await page.locator('.customer-pay').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('.value-home').waitFor();

  // Now it costs less than was paid: nothing is recorded like that.
  await page.keyboard.press('Escape');
  await page.locator('.sale-amount-input').fill('50');
  await expect.poll(() => payable(page).textContent()).toBe('¥0.00');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ask').waitFor();
  expect(await page.locator('.notice-ask').textContent()).toContain(
    '储值已付 ¥60.00，多于应付 ¥50.00',
  );
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  expect(await page.locator('.value-act').last().textContent()).toContain('¥60.00');
  await press(page, '6', '.notice-ok');
  await expect.poll(() => balances(page)).toContain('¥1,125.00');
  await page.keyboard.press('F6');
  await expect.poll(() => payable(page).textContent()).toBe('¥50.00');
});

test('SV-06: on a small screen the rows of the document stay in sight when the focus goes back up', async () => {
  const { page, complaints } = await screens.open({ size: { width: 1024, height: 768 } });
  await openValue(page, long);
  await press(page, '2', '.value-packages');
  for (const words of ['请先选顾客怎样付', '请先核对购买人的证件']) {
    await page.keyboard.press('Enter');
    await page.locator('.notice-ask', { hasText: words }).waitFor();
    await page.keyboard.press('Space');
  }
  await page.locator('.value-document').waitFor();
  await page.locator('.value-packages input:checked').focus();
  await page.locator('.value-packages').evaluate((rows) => rows.scrollIntoView());
  const box = async (rows: string) => {
    const { y = 0, height = 0 } = (await page.locator(rows).boundingBox()) ?? {};
    return { top: y, bottom: y + height };
  };
  const form = await box('.value-form');
  expect((await box('.value-packages')).top).toBeGreaterThanOrEqual(form.top);
  expect((await box('.value-document')).bottom).toBeLessThanOrEqual(form.bottom + 1);
  // The focus is never behind them.
  for (const _time of [1, 2]) await page.keyboard.press('Tab');
  await page.locator('.choice-chips input:focus').waitFor({ state: 'attached' });
  const chips = await box('.choice-chips');
  expect(chips.bottom).toBeLessThanOrEqual((await box('.value-document')).top);
  expect(complaints).toEqual([]);
});

test('SV-04 to SV-06: a top-up says its limits and what the customer agrees to, and prints a voucher', async () => {
  const { page, core, complaints } = await screens.open();
  await openValue(page, long);
  expect(await page.locator('.value-contracts').textContent()).toContain('还没有储值');
  expect(await page.locator('.value-act[data-disabled]').allTextContents()).toEqual([
    '1用储值付本单没有可用的储值',
    '3退储值没有可退的储值',
  ]);
  const papers = await holdPrinter(page);
  await press(page, '2', '.value-packages');
  const limits = await page.locator('.value-limits').textContent();
  for (const said of [
    '本次最多到账 ¥5,000.00（含赠送）',
    '余额不超过 ¥5,000.00，现有 ¥0.00',
    '充值前核对证件，每人一次',
    '当日满 ¥50,000.00 不收现金',
    '当日超过 ¥200.00 须监护人同意',
  ]) {
    expect(limits).toContain(said);
  }
  // 500 with 25 on top. Enter goes to what is missing, one after the other.
  await page.keyboard.press('2');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ask').waitFor();
  expect(await page.locator('.notice-ask').textContent()).toContain('请先选顾客怎样付');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.locator('.notice-ask').textContent())
    .toContain('请先核对购买人的证件');
  // Its number goes to head office, and nowhere else.
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.notice-ask').textContent()).toContain('请登记证件号码');
  await typeSlowly(page, '110105194912310021');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.customer-terms').count()).toBe(0);
  await page.locator('.value-document input').first().fill('11010519491231002x');
  await page.keyboard.press('Enter');
  await page.locator('.customer-terms').waitFor();
  const agreed = await page.locator('.customer-side').textContent();
  for (const said of ['¥500.00', '¥25.00', '青禾生鲜商业有限公司', '7 日内未使用', '不兑换现金']) {
    expect(agreed).toContain(said);
  }
  expect(agreed).not.toMatch(/139\*{4}1234|110105/);
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-done').textContent()).toContain(
    '已充值 ¥525.00，合同 SV3-000013',
  );
  await page.keyboard.press('p');
  await expect.poll(async () => (await papers())[0]).toContain('合同编号：SV3-000013');
  await page.keyboard.press('Enter');
  await expect.poll(() => balances(page)).toEqual(['¥525.00', '¥500.00', '¥25.00', '¥0.00']);

  // Offline less may be taken, and it waits for head office (SV-13).
  core.setStatus({ online: false, offlineSinceMs: Date.now() });
  await page.keyboard.press('Escape');
  await page.keyboard.press('F6');
  await expect
    .poll(() => page.locator('.value-act[data-disabled]').allTextContents())
    .toEqual(['1用储值付本单请先输入本单金额', '3退储值离线时不能办，请联网后再试']);
  await press(page, '2', '.value-limit-offline');
  expect(
    await page.locator('.choice-cards .choice-option[data-disabled]').allTextContents(),
  ).toHaveLength(1);
  await press(page, '5', '.text-box-input');
  await typeSlowly(page, '1150');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.locator('.notice-ask').textContent())
    .toContain('请输入 ¥100.00 的整数倍');
  await page.locator('.text-box-input').fill('1100');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.locator('.notice-ask').textContent())
    .toContain('本次最多到账 ¥1,000.00');
  await page.locator('.text-box-input').fill('1000');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.locator('.customer-terms').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => balances(page))
    .toEqual(['¥525.00', '¥500.00', '¥25.00', '¥1,000.00', '¥100.00']);
  expect(complaints).toEqual([]);
});

test('SV-03: the calculation of every basis is printed before a manager can agree to it', async () => {
  const { page, complaints } = await screens.open();
  await openValue(page, zhang);
  const papers = await holdPrinter(page);
  await press(page, '3', '.value-contract-row');
  await press(page, '1', '.value-bases');
  expect(await page.locator('.value-bases .choice-words').allTextContents()).toEqual([
    '无理由退款（7 日内未使用，第 14 条）不适用：已使用或已超过 7 日',
    '商家原因（第 18 条）已消费 ¥600.00 × ¥1,000.00 ÷ ¥1,200.00 = ¥500.00（不足一分舍去）应退 ¥500.00',
    '消费者原因（第 19 条）已消费商品按原价 ¥600.00应退 ¥400.00',
  ]);
  // What does not apply cannot be chosen.
  await page.keyboard.press('1');
  await page.keyboard.press('3');
  expect(await page.locator('.side-task-acts').textContent()).toContain('打印全部算法');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await papers()).length).toBe(1);
  for (const said of ['应退 ¥500.00', '应退 ¥400.00', '实付 ¥1,000.00，赠送 ¥200.00']) {
    expect((await papers())[0]).toContain(said);
  }
  // More than 100 yuan is no cash.
  expect(await page.locator('.choice-row .choice-option[data-disabled]').textContent()).toBe(
    '退现金',
  );
  await page.keyboard.press('Enter');
  await page.locator('.customer-pay').waitFor();
  expect(await page.locator('.customer-pay').textContent()).toContain('¥400.00');
  await typePin(page, pin);
  await page.locator('.manager-pin').waitFor();
  expect(await page.locator('.facts').textContent()).toContain('退到本人同名账户');
  await typePin(page, '246813');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typePin(page, managerPin);
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.printout').textContent()).toContain('已退 ¥400.00');
  await page.keyboard.press('Enter');
  await expect.poll(() => balances(page)).toEqual(['¥525.00', '¥500.00', '¥25.00', '¥0.00']);
  // Unused for two days: all of the principal (art. 14).
  await press(page, '3', '.value-bases');
  expect(await page.locator('.choice-option[data-selected]').first().textContent()).toContain(
    '应退 ¥500.00',
  );
  expect(complaints).toEqual([]);
});

test('SV-09: a lost wallet is stopped with Enter, says so, and only a manager lets it go', async () => {
  const { page } = await screens.open();
  await openValue(page, stopped);
  expect(await page.locator('.value-stopped').textContent()).toContain('余额不变');
  expect(await page.locator('.value-act[data-disabled]').count()).toBe(3);
  await press(page, '5', '.manager-pin');
  await typePin(page, '111222');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typePin(page, managerPin);
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.value-stopped').count()).toBe(0);
  await press(page, '5', '.value-means');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.notice-ok').textContent()).toContain('储值已停用');
  await page.locator('.value-stopped').waitFor();
});
