import { expect, test } from 'vitest';
import { scanKeys, signIn, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const tablet = { at: '/enrol', size: { width: 1280, height: 800 } } as const;

test('a member joins with three touches after the phone, and agrees to nothing else by default', async () => {
  const { page, complaints } = await screens.open(tablet);
  await signIn(page);
  for (const digit of '13600001111') await page.locator('.pad-key', { hasText: digit }).click();
  await page.locator('.enrol-pad .button').click();
  await page.locator('.enrol-details').waitFor();
  expect(await page.locator('.notice-text').textContent()).toContain('手机号');
  const ticked = page.locator('.tick[data-selected]');
  expect(await ticked.count()).toBe(1);
  expect(await ticked.textContent()).toContain('会员服务必需');

  await page.locator('.enrol-join .button').click();
  await page.locator('.notice-ask').waitFor();
  await page.getByText('已满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  await page.locator('.enrol-number').waitFor();
  expect(await page.locator('.enrol-number').textContent()).toBe('1000 0005 8');
  expect(await page.locator('.enrol-card-face').textContent()).toMatch(/用时 \d+ 秒/);
  expect(complaints).toEqual([]);
});

test('by keyboard alone: the age is asked at once, and Enter joins', async () => {
  const { page, complaints } = await screens.open(tablet);
  await signIn(page);
  await typeSlowly(page, '13600001112');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.notice-ask').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-number').waitFor();
  expect(complaints).toEqual([]);
});

test('a number that is known already shows its member masked', async () => {
  const { page } = await screens.open(tablet);
  await signIn(page);
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-result').waitFor();
  expect(await page.locator('.enrol-result').textContent()).toContain('此号已是会员 张*');
  expect(await page.locator('body').textContent()).not.toContain('13812341234');
});

test('ID-02: what the member of a known number has is seen after their surname', async () => {
  const { page, complaints } = await screens.open(tablet);
  await signIn(page);
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  expect(await page.locator('body').textContent()).not.toContain('2,356');
  await page.locator('.identify-input').click();
  await typeSlowly(page, '0306');
  await page.keyboard.press('Enter');
  expect(await page.locator('.identify-no').textContent()).toContain('还可试 4 次');
  await typeSlowly(page, '张');
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor({ state: 'detached' });
  expect(await page.locator('.enrol-facts').textContent()).toContain('2,356');
  // The next one who says this number is a stranger again.
  await page.locator('.enrol-result-acts .button').first().click();
  await page.locator('.enrol-phone').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  expect(complaints).toEqual([]);
});

test('ID-09: a number that somebody else has now: another surname, a manager, and the enrolment goes on', async () => {
  const { page, complaints } = await screens.open(tablet);
  await signIn(page);
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '不是本人，号码换主了' }).press('Enter');
  await page.locator('.enrol-new-holder').waitFor();
  // By keyboard from here: what is on file is shown to nobody.
  await page.locator('.enrol-new-holder .text-box-input:focus').waitFor();
  await typeSlowly(page, '张');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input:focus').waitFor();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('按原会员办理');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '不是本人，号码换主了' }).press('Enter');
  await page.locator('.enrol-new-holder .text-box-input:focus').waitFor();
  await typeSlowly(page, '王');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input:focus').waitFor();
  // A wrong PIN is typed again where nobody reads it.
  await typeSlowly(page, '111222');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('还可试 4 次');
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  expect(await page.locator('.notice-ask').textContent()).toContain('号码已换主');
  await page.getByText('已满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  await page.locator('.enrol-number').waitFor();
  expect(await page.locator('body').textContent()).not.toContain('2,356');
  expect(complaints).toEqual([]);
});

test('ID-10: who may be a member already is one of these, none of them, or head office finds out', async () => {
  const { page, core, complaints } = await screens.open(tablet);
  await signIn(page);
  await typeSlowly(page, '13600001111');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  await page.locator('.text-box-input').first().fill('张丽');
  await page.getByText('已满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').press('Enter');
  await page.locator('.enrol-similar .compare-member').waitFor();
  expect(await page.locator('.enrol-similar').textContent()).not.toContain('13812341234');
  expect(core.enrolledCount()).toBe(0);
  // It is her: digits choose, and she is asked who she is before anything is shown.
  await page.keyboard.press('1');
  await page.locator('.identify-box').waitFor();
  expect(await page.getByText('不是本人，号码换主了').count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.locator('.enrol-phone').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  await page.locator('.enrol-join .button').press('Enter');
  await page.locator('.enrol-similar .compare-member').waitFor();
  await page.getByRole('button', { name: '不确定：先办新会员，报总部' }).press('Enter');
  await page.locator('.enrol-number').waitFor();
  expect(await page.locator('.enrol-card-face').textContent()).toContain('已报总部');
  expect(core.proposals()).toEqual([['m-enrolled-0', 'm-zhang']]);
  expect(complaints).toEqual([]);
});

test('a scan that is of no use is refused in words at every step of the enrolment', async () => {
  const { page, complaints } = await screens.open(tablet);
  const paymentCode = '134567890123456789';
  const scanAway = async (words: string) => {
    await scanKeys(page, paymentCode);
    await page.locator('.notice', { hasText: words }).waitFor();
  };
  await signIn(page);
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.locator('.identify-box').waitFor();
  await scanAway('付款码');
  await page.getByRole('button', { name: '不是本人，号码换主了' }).click();
  await page.locator('.enrol-new-holder').waitFor();
  await scanAway('现在不能扫码');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('.phone-input').fill('13600001111');
  await scanAway('付款码');
  await page.locator('.enrol-pad .button').click();
  await page.locator('.enrol-details').waitFor();
  await scanAway('付款码');
  // A card to be bound that another member has: whose it is has nothing to do with who stands here.
  await scanKeys(page, '2900000000018');
  await page.locator('.notice-refuse', { hasText: '另一位会员' }).waitFor();
  expect(await page.locator('.text-box-input').nth(2).inputValue()).toBe('');
  await page.locator('.text-box-input').first().fill('张丽');
  await page.getByText('已满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  await page.locator('.enrol-similar .compare-member').waitFor();
  await scanAway('付款码');
  await page.keyboard.press('Escape');
  await page.getByText('未满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  await page.locator('.enrol-result').waitFor();
  await scanAway('现在不能扫码');
  expect(complaints).toEqual([]);
});

test('a scan neither ticks a consent nor answers the age, whatever has the focus', async () => {
  const { page, core, complaints } = await screens.open(tablet);
  await signIn(page);
  await typeSlowly(page, '13600001111');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  const answers = () =>
    page
      .locator('.enrol-details input:is([type=checkbox], [type=radio])')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).checked));
  const before = await answers();
  expect(before.length).toBeGreaterThan(4);
  const scannedCount = core.scans.length;
  for (const index of before.keys()) {
    await page.locator('.enrol-details input:is([type=checkbox], [type=radio])').nth(index).focus();
    // A member code may hold spaces and a padded one begins with one; they press what has the focus.
    await scanKeys(page, index % 2 === 0 ? 'M2:ABC DEF GHI JKL' : ' M2:ABC  DEF');
    await expect.poll(() => core.scans.length).toBe(scannedCount + index + 1);
    expect(await answers()).toEqual(before);
  }
  // A person's space bar does.
  await page.locator('.enrol-details [type=checkbox]:enabled').last().focus();
  await page.keyboard.press(' ');
  await expect.poll(answers).not.toEqual(before);
  // And whoever types there by mistake breaks nothing.
  await typeSlowly(page, 'ab');
  expect(complaints).toEqual([]);
});

test('a Hong Kong number, a scanned card, a PIN typed twice', async () => {
  const { page } = await screens.open(tablet);
  await signIn(page);
  await page.getByText('香港', { exact: true }).click();
  await typeSlowly(page, '61234567');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  await page.locator('.text-box-input').first().focus();
  await scanKeys(page, '2900000000094');
  await expect
    .poll(() => page.locator('.text-box-input').nth(2).inputValue())
    .toBe('2900000000094');
  expect(await page.locator('.text-box-input').first().inputValue()).toBe('');

  await page.locator('.enrol-optional .button').click();
  await page.locator('.pin-input').waitFor();
  await scanKeys(page, '2900000000087');
  // A card that waits says so at once, where the customer types.
  await page.locator('.notice-ask', { hasText: '已读到，这一步完成后处理' }).waitFor();
  for (const _time of [1, 2]) {
    await page.locator('.pin-input').waitFor();
    await typeSlowly(page, '707172');
    await page.keyboard.press('Enter');
  }
  await expect
    .poll(() => page.locator('.text-box-input').nth(2).inputValue())
    .toBe('2900000000087');
  expect(await page.locator('.notice-ask').count()).toBe(0);
  await page.getByText('已满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  await page.locator('.enrol-number').waitFor();
});

test('of somebody who is a member already, Enter goes on and Esc asks for another number', async () => {
  const { page } = await screens.open(tablet);
  await signIn(page);
  await scanKeys(page, '2900000000018');
  await page.locator('.enrol-result').waitFor();
  await expect.poll(() => page.locator('.button-primary:focus').textContent()).toContain('Enter');
  await page.keyboard.press('Escape');
  await page.locator('.phone-input').waitFor();
  await scanKeys(page, '2900000000018');
  await page.locator('.enrol-result').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.phone-input').waitFor();
});

test('under fourteen nothing is saved', async () => {
  const { page, core } = await screens.open(tablet);
  await signIn(page);
  await typeSlowly(page, '13600001111');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  await page.getByText('未满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  expect(await page.locator('.enrol-result').textContent()).toContain('家长');
  expect(core.enrolledCount()).toBe(0);
});

test('F3 at the till enrols the number that was not found and comes back to the sale', async () => {
  const { page } = await screens.open();
  await signIn(page);
  await scanKeys(page, '13600002222');
  await page.locator('.notice-ask').waitFor();
  await page.keyboard.press('F3');
  await page.locator('.phone-input').waitFor();
  expect(await page.locator('.phone-input').inputValue()).toBe('136 0000 2222');
  // The browser's own meaning of F5 would lose everything.
  await page.keyboard.press('F5');
  await page.keyboard.press('F7');
  expect(await page.locator('.phone-input').inputValue()).toBe('136 0000 2222');
  expect(page.url()).toMatch(/\/enrol$/);
  expect(page.url()).not.toContain('136');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
  await page.getByText('已满 14 周岁', { exact: true }).click();
  await page.locator('.enrol-join .button').click();
  await page.locator('.enrol-number').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.member-panel').waitFor();
  expect(await page.locator('.member-numbers').textContent()).toContain('136****2222');
});
