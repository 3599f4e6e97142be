import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { setUpScreens } from './support/set-up-screens.ts';
import { scanKeys, signIn, typeSlowly } from './support/till-page.ts';

const screens = setUpScreens();
const zhang = '2900000000018';
const other = '2900000000025';
const code = 'M2:M-ZHANG';
const phone = '13812341234';
const pin = '314926';

const dots = (page: Page) => page.locator('.pin-dot-full').count();
const said = (page: Page) => page.locator('.customer-side .pin-message').textContent();

async function openZhang(page: Page): Promise<void> {
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
}

async function press(page: Page, key: string, shows: string): Promise<void> {
  await page.keyboard.press(key);
  await page.locator(shows).first().waitFor();
}

/** What stands in the fields that keys go to by themselves. */
function typed(page: Page): Promise<string> {
  return page.evaluate(() => {
    const fields = document.querySelectorAll<HTMLInputElement>('.sale-amount-input, .search-input');
    return [...fields].map(({ value }) => value).join('');
  });
}

test('a scan never takes the pad from who types a PIN, and digits after a code of the phone go nowhere', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await openZhang(page);
  await typeSlowly(page, '12.5*3+');
  await press(page, 'F5', '.points-panel');
  await page.keyboard.press('Enter');
  await page.locator('.quote-result .figure-large', { hasText: '¥19.50' }).waitFor();
  await press(page, 'Enter', '.pin-input:focus');
  await typeSlowly(page, pin.slice(0, 3));
  // Their own card says nothing new; that of somebody else does not take the sale over.
  core.readCode(zhang);
  core.readCode(other);
  await expect.poll(() => said(page)).toContain('另一位会员');
  expect(await dots(page)).toBe(3);
  await typeSlowly(page, pin.slice(3));
  await press(page, 'Enter', '.pin-message:not(:empty)');
  await expect.poll(() => said(page)).toContain('还可试');

  core.readCode(code);
  await page.locator('.earned-card').waitFor();
  await typeSlowly(page, pin);
  await page.keyboard.press('Enter');
  expect(await typed(page)).toBe('');
  expect(await page.locator('.earned-card').count()).toBe(1);
  // Nothing is held back from who touches a field.
  await page.locator('.search-input').click();
  await typeSlowly(page, '26');
  expect(await page.locator('.search-input').inputValue()).toBe('26');
  expect(complaints).toEqual([]);
});

test('half a code of a reader of the till is said where the cashier or the member looks', async () => {
  const { page, core, complaints } = await screens.open();
  await page.locator('.staff-tile').first().waitFor();
  core.dropScan('incomplete');
  await page.getByText('没读全，请再扫一次').waitFor();
  await signIn(page);
  core.dropScan('check');
  await page.locator('.notice-refuse', { hasText: '没读全，请再扫一次' }).waitFor();
  expect(await page.locator('.notice-refuse').textContent()).toContain('校验不符');
  await openZhang(page);
  await page.keyboard.press('F10');
  await page.locator('.menu-item[data-key="set_pin"]').click();
  await page.locator('.pin-input:focus').waitFor();
  await typeSlowly(page, '91');
  core.dropScan('parity');
  await expect.poll(() => said(page)).toBe('没读全，请再扫一次');
  expect(await dots(page)).toBe(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('F3');
  await page.locator('.enrol').waitFor();
  core.dropScan('too_long');
  await page.getByText('没读全，请再扫一次').waitFor();
  expect(complaints).toEqual([]);
});

test('who is scanned while a manager types their PIN comes when they are done, and the amount after it is theirs', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await openZhang(page);
  await page.keyboard.press('F10');
  await page.locator('.menu-item[data-key="reset_pin"]').click();
  await page.locator('.manager-pin .pin-input').waitFor();
  core.readCode(other);
  await page.locator('.notice-ask', { hasText: '已读到，这一步完成后处理' }).waitFor();
  expect(await page.locator('.manager-pin').count()).toBe(1);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('.member-head h1').textContent()).not.toBe('张*');
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '91.64');
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('91.64');
  expect(complaints).toEqual([]);
});

const refused: readonly (readonly [scanned: string, says: string])[] = [
  ['130000000000000000', '付款码'],
  ['6222000000000000', '银行卡'],
  ['S1:s-chen', '员工证'],
  ['C1:c-voucher', '优惠券'],
  ['6901234567892', '商品'],
  ['2900000000099', '会员卡'],
  ['13900000000', '手机号'],
  ['M2:OLD', '会员码已过期'],
  ['XYZ', '其他内容'],
  [other, '另一位会员'],
];

const customerSteps: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  identify_pin: async (page) => {
    await typeSlowly(page, phone);
    await press(page, 'Enter', '.identify-box');
    await page.locator('.identify-input').click();
    await page.locator('.side-pad .button-plain').click();
  },
  set_pin: async (page) => {
    await openZhang(page);
    await page.keyboard.press('F10');
    await page.locator('.menu-item[data-key="set_pin"]').click();
  },
  sink_pin: async (page) => {
    await openZhang(page);
    await press(page, 'F5', '.sink-list [data-focused]');
    await page.keyboard.press('Enter');
  },
  member_pin: async (page) => {
    await openZhang(page);
    await typeSlowly(page, '128');
    await page.locator('.quote-result').waitFor();
    await page.keyboard.press('Enter');
  },
  'value_customer, paying': async (page) => {
    await openZhang(page);
    await typeSlowly(page, '700');
    await press(page, 'F6', '.value-home');
    await press(page, '1', '.value-amount');
    await page.keyboard.press('Enter');
  },
  'value_customer, topping up': async (page) => {
    await openZhang(page);
    await press(page, 'F6', '.value-home');
    await press(page, '2', '.value-packages');
    await page.keyboard.press('2');
    await press(page, 'Enter', '.notice-ask');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
  },
};

test('every scan that is not taken while the customer has the screen is said there by name', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  for (const [step, open] of Object.entries(customerSteps)) {
    await open(page);
    await page.locator('.customer-side').waitFor();
    for (const [scanned, says] of refused) {
      core.readCode(scanned);
      await expect.poll(() => said(page), { message: `${step}: ${scanned}` }).toContain(says);
    }
    while ((await page.locator('.sale-amount-input').count()) === 0)
      await page.keyboard.press('Escape');
    expect(await page.locator('.member-head h1').textContent(), step).toBe('张*');
    await press(page, 'F7', '.ready');
  }
  expect(complaints).toEqual([]);
});

test('ID-02: a code of the phone tells who it is where the PIN was asked for', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  await customerSteps['identify_pin']?.(page);
  await page.locator('.pin-input:focus').waitFor();
  await typeSlowly(page, '31');
  core.readCode(zhang);
  core.readCode('S1:s-chen');
  await expect.poll(() => said(page)).toContain('员工证');
  expect(await dots(page)).toBe(2);
  core.readCode(code);
  await page.locator('.balances').waitFor();
  await typeSlowly(page, '4926');
  await page.keyboard.press('Enter');
  expect(await typed(page)).toBe('');
});
