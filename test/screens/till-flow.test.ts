import { expect, test } from 'vitest';
import { scanKeys, signIn, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const zhang = '2900000000018';
const long = '2900000000025';
const locked = '2900000000032';
const pin = '258036';

test('a whole day by keyboard alone: sign in, scan, redeem, undo, earn, refund', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await typeSlowly(page, '89.40');

  await page.keyboard.press('F5');
  await page.locator('.redeem-panel').waitFor();
  expect(await page.locator('.redeem-points strong').textContent()).toBe('2,300');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('.redeem-points strong').textContent()).toBe('2,100');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '111111');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typeSlowly(page, pin);
  expect(await page.locator('.customer-side').textContent()).not.toContain('138****1234');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.notice-ok').textContent()).toContain('总部已授权');
  expect(await page.locator('.sale-figures').textContent()).toContain('¥68.40');

  await page.keyboard.press('Control+z');
  await expect.poll(() => page.locator('.sale-used').count()).toBe(0);
  expect(await page.locator('.balances .figure-number').first().textContent()).toBe('2,356');

  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  expect(await page.locator('.earned-points').textContent()).toContain('+106');
  await page.keyboard.press('Enter');
  await page.locator('.ready').waitFor();

  await page.keyboard.press('F8');
  await page.locator('.receipt-row').first().waitFor();
  await typeSlowly(page, 'T01-000124');
  await page.keyboard.press('Enter');
  await page.locator('.refund-line').waitFor();
  await page.keyboard.press('F8');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-facts').textContent()).toContain('89');
  await page.keyboard.press('Enter');
  await page.locator('.ready').waitFor();
  expect(complaints).toEqual([]);
});

test('a step back never loses the sale, and clearing gives used points back first', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await typeSlowly(page, '50');
  for (const key of [
    'F8',
    'Escape',
    'F10',
    'Escape',
    'F1',
    'Escape',
    'F12',
    'Escape',
    'Escape',
    'Escape',
  ])
    await page.keyboard.press(key);
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('50');
  await page.keyboard.press('F5');
  await page.locator('.redeem-panel').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('F5');
  await page.locator('.redeem-panel').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, pin);
  await page.keyboard.press('Enter');
  await page.locator('.sale-used').waitFor();

  // Another member's card does not take the sale over.
  await scanKeys(page, long);
  await page.locator('.notice-refuse').waitFor();
  await page.keyboard.press('F7');
  // The dialog gives the focus to its first button and then to the one that is meant.
  await page.locator('.sheet-content button:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.ready').waitFor();
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  expect(await page.locator('.balances .figure-number').first().textContent()).toBe('2,356');
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('');
});

test('a locked PIN leads back to the sale with its reason; the sale goes on', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await scanKeys(page, locked);
  await page.locator('.flag-refuse').waitFor();
  await typeSlowly(page, '30');
  await page.keyboard.press('F5');
  await page.locator('.redeem-panel').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, pin);
  await page.keyboard.press('Enter');
  await page.locator('.notice-refuse').waitFor();
  expect(await page.locator('.notice-refuse').textContent()).toContain('锁定');
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
});

test('offline the strip says since when and how much waits, and which right a redemption uses', async () => {
  const { page, core } = await screens.open();
  core.setStatus({ online: false, offlineSinceMs: Date.now() - 35 * 60_000, pendingCount: 12 });
  await signIn(page);
  const strip = page.locator('.state-bar-offline');
  expect(await strip.textContent()).toContain('离线 35 分钟 · 待传 12');
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await typeSlowly(page, '89.40');
  await page.keyboard.press('F5');
  await page.locator('.right-floor').waitFor();
  expect(await page.locator('.redeem-points strong').textContent()).toBe('500');
  core.setStatus({ online: true, offlineSinceMs: null, pendingCount: 0 });
  await page.locator('.state-bar-online').waitFor();
});

test('a lost line comes back by itself and the sale is still there', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await typeSlowly(page, '66');
  core.dropConnections();
  await page.locator('.staff-tile').first().waitFor();
  await signIn(page);
  await page.locator('.member-panel').waitFor();
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('66');
});

test('the till locks itself when nobody touches it, and keeps the sale', async () => {
  const { page } = await screens.open();
  await page.clock.install();
  await page.reload();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await page.clock.fastForward(119_000);
  expect(await page.locator('.member-panel').count()).toBe(1);
  await page.clock.fastForward(2000);
  await page.locator('.staff-tile').first().waitFor();
  await signIn(page);
  await page.locator('.member-panel').waitFor();
});

test('a revoked till says so and shows nothing else', async () => {
  const { page, core } = await screens.open();
  await signIn(page);
  core.setStatus({ revoked: true });
  await page.locator('.full-message-stop').waitFor();
  expect(await page.locator('button').count()).toBe(0);
});

test('the member sets a PIN, a manager resets it and adjusts points', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await scanKeys(page, long);
  await page.locator('.member-panel').waitFor();

  await page.keyboard.press('F10');
  await page.locator('.menu-item').nth(2).click();
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '707172');
  await page.keyboard.press('Enter');
  await typeSlowly(page, '999888');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).not.toBe('');
  for (const _time of [1, 2]) {
    await typeSlowly(page, '707172');
    await page.keyboard.press('Enter');
  }
  await page.locator('.notice-ok').waitFor();

  await page.keyboard.press('F10');
  await page.locator('.menu-item').nth(3).click();
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.flag-plain').waitFor();

  await page.keyboard.press('F10');
  await page.locator('.menu-item').nth(4).click();
  await page.locator('.side-task').waitFor();
  await typeSlowly(page, '50');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.balances .figure-number').first().textContent()).toBe('1,238,500');
});

test('language, look and sound stay after a reload', async () => {
  const { page } = await screens.open();
  await page.locator('.staff-tile').first().waitFor();
  await page.getByText('English', { exact: true }).click();
  await page.getByText('Dark', { exact: true }).click();
  await page.getByText('Muted', { exact: true }).click();
  await page.reload();
  await page.locator('.staff-tile').first().waitFor();
  expect(await page.locator('h1').textContent()).toBe('Welcome, please sign in');
  const html = page.locator('html');
  expect(await html.getAttribute('lang')).toBe('en');
  expect(await html.getAttribute('data-theme')).toBe('dark');
});

const phone = '13812341234';

test('ID-02: a phone earns at once, shows nothing, and F5 asks for the surname before points', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await typeSlowly(page, phone);
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  expect(await page.locator('.balances').count()).toBe(0);
  const panel = page.locator('.member-panel');
  expect(await panel.textContent()).toContain('张*');
  expect(await panel.textContent()).toContain('核对身份后显示积分');
  for (const secret of ['2,356', '178', '300', '1000 0001 7']) {
    expect(await page.locator('body').textContent(), secret).not.toContain(secret);
  }

  await typeSlowly(page, '89.40');
  await page.keyboard.press('F5');
  await page.locator('.identify-input:focus').waitFor();
  await typeSlowly(page, 'wang');
  await page.keyboard.press('Enter');
  expect(await page.locator('.identify-no').textContent()).toContain('还可试 4 次');
  expect(await page.locator('.identify-input').inputValue()).toBe('');
  await typeSlowly(page, 'zhang');
  await page.keyboard.press('Enter');
  // What was wanted goes on by itself.
  await page.locator('.redeem-panel').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.locator('.balances .figure-number').first().textContent()).toBe('2,356');

  // The next visit begins anew.
  await page.keyboard.press('F7');
  await page.locator('.ready').waitFor();
  await typeSlowly(page, phone);
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '30');
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  expect(await page.locator('.earned-script').textContent()).toBe(
    '可以对顾客说“应付 ¥30.00。本次积 36 分。”',
  );
  expect(complaints).toEqual([]);
});

test('ID-02: a birthday by finger, the PIN on the customer side, or the card: each opens the balances', async () => {
  const { page } = await screens.open();
  await signIn(page);
  const available = page.locator('.balances .figure-number').first();
  const comeAgain = async () => {
    await page.keyboard.press('F7');
    await page.locator('.ready').waitFor();
    await typeSlowly(page, phone);
    await page.keyboard.press('Enter');
    await page.locator('.identify-box').waitFor();
  };
  await comeAgain();
  await page.locator('.identify-input').click();
  for (const digit of '0305') await page.locator('.pad-key', { hasText: digit }).click();
  await page.locator('.side-pad .button-primary').click();
  expect(await available.textContent()).toBe('2,356');

  await comeAgain();
  await page.locator('.identify-input').click();
  await page.locator('.side-pad .button-plain').click();
  await page.locator('.customer-side').waitFor();
  await typeSlowly(page, '111111');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typeSlowly(page, pin);
  await page.keyboard.press('Enter');
  expect(await available.textContent()).toBe('2,356');

  await comeAgain();
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '12');
  await page.keyboard.press('F5');
  await scanKeys(page, zhang);
  await page.locator('.redeem-panel').waitFor();
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('12');
});

test('ID-02: after an earning the member may still ask what they have, and a lock hides it again', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await typeSlowly(page, phone);
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  await typeSlowly(page, '30');
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  await page.locator('.identify-input').click();
  await page.locator('.earned-card').waitFor();
  await typeSlowly(page, '张');
  await page.keyboard.press('Enter');
  await page.locator('.balances').waitFor();
  expect(await page.locator('.earned-script').textContent()).toContain('2,356');

  await page.locator('.top-bar .button').click();
  await page.locator('.staff-tile').first().waitFor();
  await signIn(page);
  await page.locator('.earned-card').waitFor();
  await page.locator('.identify-box').waitFor();
  expect(await page.locator('body').textContent()).not.toContain('2,356');
});

test('ID-02: the history of somebody who only said a number is asked for, and a manager may vouch for them', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await typeSlowly(page, '13700005678');
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  expect(await page.locator('.identify-input').count()).toBe(0);
  await page.locator('.member-acts .button').first().click();
  await page.locator('.identify-acts .button:focus').waitFor();
  expect(await page.locator('.ledger').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.locator('.manager-pin').waitFor();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.ledger').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.locator('.balances .figure-number').first().textContent()).toBe('640');
});
