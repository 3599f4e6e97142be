import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { friendVoucher } from './support/fake-core.ts';
import { scanKeys, signIn, takeClock, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const zhang = '2900000000018';
const diamond = '2900000000025';
const memberName = (page: Page) => page.locator('.member-head h1').textContent();

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
  // Every condition of the next tier, not the first of them.
  expect(await page.locator('.quote-why').textContent()).toContain(
    '本单后还差 ¥12,345.00 + 6 天到店 升钻石',
  );
  // TR-04: what it takes to keep a tier comes before the next one.
  await page.keyboard.press('F7');
  await scanKeys(page, diamond);
  await expect
    .poll(() => page.locator('.standing-keep').textContent())
    .toBe('2026-11-29 前还差 ¥12,345.00 + 6 天到店 保级');
  expect(complaints).toEqual([]);
});

test('ID-02: where the PIN is asked for, a fresh code of the phone pays; why one does not count stands there', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '128.40');
  await expect.poll(() => page.locator('.prompt-line').textContent()).toContain('本单已省');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  expect(await page.locator('.customer-or').textContent()).toContain('会员码');
  await scanKeys(page, 'M2:OLD');
  await expect
    .poll(() => page.locator('.pin-message').textContent())
    .toContain('会员码已过期，请会员刷新后再扫');
  await scanKeys(page, 'M2:M-ZHANG');
  await page.locator('.earned-card').waitFor();
  expect(complaints).toEqual([]);
});

test('a line typed by hand is sorted by a key, and so is one that stands there already', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '12.5/');
  await page.locator('.category-picked').waitFor();
  await page.keyboard.press('2');
  await page.locator('.sale-amount-input:focus').waitFor();
  expect(await page.locator('.sale-category').textContent()).toBe('水果');
  await expect.poll(() => core.quotedCategories()).toEqual(['fruit']);
  await typeSlowly(page, '+');
  await page.locator('.sale-line').waitFor();
  expect(await page.locator('.sale-line').textContent()).toContain('水果');
  // The next one begins without; one that stands there is sorted anew with arrows.
  expect(await page.locator('.sale-category').count()).toBe(0);
  await typeSlowly(page, '8+');
  await page.locator('.sale-line').nth(1).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => core.quotedCategories()).toEqual(['fruit', 'fresh']);
  await page.keyboard.press('/');
  await page.keyboard.press('0');
  await expect.poll(() => core.quotedCategories()).toEqual(['fruit', 'general']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => core.quotedCategories()).toEqual(['fruit', 'fresh']);
  expect(complaints).toEqual([]);
});

/** By the key that is drawn beside it. */
async function openFromMenu(page: Page, item: string) {
  await page.keyboard.press('F10');
  await page.locator('.menu-item[data-focused]').waitFor();
  const key = await page.locator(`.menu-item[data-key="${item}"] .key-hint`).textContent();
  await page.keyboard.press(key ?? '');
}

test('TR-09: a plan is renewed, given back line by line, and what waits for the line is done when it is back', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  await openFromMenu(page, 'plans');
  await page.locator('.plan-row').first().waitFor();
  // The first that is sold has the focus.
  await page.keyboard.press('Enter');
  await page.locator('.refund-facts').waitFor();
  expect(await page.locator('.side-task').textContent()).toContain('2027-08-11 之后接上');
  expect(await page.locator('.side-task').textContent()).toContain('到期不自动续费');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-facts').textContent()).toContain('2027-08-12');
  await page.keyboard.press('Enter');
  await page.locator('.plan-row').nth(1).waitFor();

  // Given back: the calculation first, then a manager.
  await page.locator('.plan-row').first().focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.locator('.plan-lines li').allTextContents())
    .toEqual(['已付会员费¥199.00', '已享优惠（按原价计，含多得积分）−¥25.00', '应退金额¥174.00']);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.locator('.plan-line-sum').textContent()).toBe('应退金额¥143.94');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => page.locator('.plan-line-sum').textContent()).toBe('应退金额¥174.00');
  core.setStatus({ online: false, offlineSinceMs: Date.now(), pendingCount: 0 });
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.refund-short').waitFor();
  expect(await page.locator('.refund-short').textContent()).toContain('未退，请勿付款');
  await page.keyboard.press('Enter');

  // It waits, and is done under its own id once the line is back.
  await page.locator('.plan-requests li').waitFor();
  expect(await page.locator('.plan-requests').textContent()).toContain('退 青禾 Plus 年卡');
  core.setStatus({ online: true, offlineSinceMs: null, pendingCount: 0 });
  await page.locator('.plan-requests .button').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.plan-lines').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-done').textContent()).toBe(
    '青禾 Plus 年卡 已退，请付 ¥174.00',
  );
  await page.keyboard.press('Enter');
  await page.locator('.plan-columns').waitFor();
  expect(await page.locator('.plan-requests').count()).toBe(0);
  expect(await page.locator('.plan-row').count()).toBe(3);
  await page.keyboard.press('Escape');
  await page.locator('.member-panel').waitFor();
  expect(complaints).toEqual([]);
});

test('PL-22, PL-23: points are given for a gift and a coupon by the member’s PIN, and the coupon is given back', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.member-panel').waitFor();
  // Without a sale F5 leads here at once.
  await page.keyboard.press('F5');
  await page.locator('.plan-row').first().waitFor();
  const rows = page.locator('.plan-row');
  expect(await rows.allTextContents()).toEqual([
    '帆布购物袋礼品 · 本机还有 3 件600 分',
    '青禾限量搪瓷杯（周年纪念款，配木盖）礼品 · 本机还有 0 件 · 本机没有这件礼品了，可到其他收银台或换一件1,200 分',
    '山区学校午餐捐赠500 分',
    '10元代金券优惠券1,000 分',
    '金卡 3 个月等级 · 积分不够，现在可用 2356 分6,000 分',
  ]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.notice-refuse').waitFor();
  expect(await page.locator('.notice-refuse').textContent()).toContain('可到其他收银台或换一件');

  // The member has the gift in their hands and says so with the PIN; a wrong one may be typed again.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.locator('.customer-side').waitFor();
  expect(await page.locator('.customer-side').textContent()).toContain('请先拿到礼品');
  await typeSlowly(page, '111222');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.pin-message').textContent()).toContain('4');
  await typeSlowly(page, '258036');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  expect(await page.locator('.refund-done').textContent()).toBe('帆布购物袋 已领取');
  expect(await page.locator('.refund-facts').textContent()).toBe(
    '已用积分600总部已授权可用积分1,756',
  );
  await page.keyboard.press('Enter');
  await expect.poll(() => rows.first().textContent()).toContain('还有 2 件');

  for (let count = 0; count < 3; count += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.customer-side').waitFor();
  await typeSlowly(page, '258036');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.sink-taken .button').waitFor();
  await page.locator('.sink-taken .button').focus();
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.notice-ok').textContent()).toContain('退回 1,000 分');
  expect(await page.locator('.sink-taken').count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.locator('.member-panel').waitFor();
  expect(await page.locator('.balances').textContent()).toContain('1,756');

  // With a sale F5 is the offset first, and the same once more.
  await typeSlowly(page, '88');
  await page.keyboard.press('F5');
  await page.locator('.points-panel').waitFor();
  await page.keyboard.press('F5');
  await page.locator('.plan-row').first().waitFor();
  await page.keyboard.press('Escape');
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('88');
  expect(complaints).toEqual([]);
});

test('R115: a manager finds what waits in one place, decides what the store may, and cashiers are not shown it', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  await openFromMenu(page, 'review');
  await page.locator('.notice-refuse').waitFor();
  expect(await page.locator('.notice-refuse').textContent()).toContain('需要店长权限');

  await page.keyboard.press('F10');
  await page.locator('.menu-item[data-key="sign_out"]').click();
  await page.locator('.staff-tile').nth(3).click();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.till').waitFor();
  await openFromMenu(page, 'review');
  await page.locator('.ledger-details').waitFor();
  expect(await page.locator('.review-section').allTextContents()).toEqual([
    '审核中的积分 2',
    '待查的退货 2',
    '可能是同一人 1',
    '积分明细异议 2',
    '一券两用 1',
  ]);
  const details = page.locator('.ledger-details');
  expect(await details.textContent()).toContain('超过每日积分上限');
  expect(await details.textContent()).toContain('T01-000087 · 2026-11-19');
  // What head office has found about the staff is only told.
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('此项由总部审核');
  expect(await details.locator('.button').count()).toBe(0);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('退的比卖的多，请核对小票');
  // ID-10: what was told of stands side by side, and either can be opened.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('已报总部核对');
  expect(await details.locator('.button').count()).toBe(2);
  // R116: what the member said, and head office's answer once it is there.
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('会员说买了两件，只积了一件的分');
  expect(await details.textContent()).toContain('还没看');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('总部认可会员的异议');
  expect(await details.textContent()).toContain('退货金额录错，积分已补回');
  // CP-09: both tills with their times, and who bears it.
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('由活动承担');
  const facts = await details.textContent();
  expect(facts).toContain('算数11-19 08:05青禾生鲜 · 人民路店 · 1 号收银台 · T01-000076');
  expect(facts).toContain('不算数11-19 09:05其他门店（B02） · 人民广场店 7 号收银台 · T07-000298');

  await page.keyboard.press('Home');
  await expect.poll(() => details.textContent()).toContain('王芳');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.text-box-input').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.notice-ask').waitFor();
  await page.locator('.text-box-input').fill('当天团购，已核对');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  expect(await page.locator('.facts').textContent()).toContain('当天团购，已核对');
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await page.locator('.notice-ok').textContent()).toContain('积分归会员');
  expect(await page.locator('.review-section').first().textContent()).toBe('审核中的积分 1');
  await page.keyboard.press('Escape');

  core.setStatus({ online: false, offlineSinceMs: Date.now(), pendingCount: 0 });
  await openFromMenu(page, 'review');
  await page.locator('.refund-short').waitFor();
  expect(await page.locator('.side-task').textContent()).toContain('没有待审核或待办的事');
  expect(complaints).toEqual([]);
});

test('PL-13, PL-14: what was paid without a receipt is told, and given back by keyboard and by finger, once asked', async () => {
  const { page, core, complaints } = await screens.open();
  core.leaveUnclosed();
  await page.locator('.staff-tile').nth(3).click();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.till').waitFor();
  // It waits at this till, whether the line is there or not.
  core.setStatus({ online: false, offlineSinceMs: Date.now(), pendingCount: 0 });
  await openFromMenu(page, 'review');
  const details = page.locator('.ledger-details');
  await details.waitFor();
  const sections = page.locator('.review-section');
  expect(await sections.allTextContents()).toEqual(['已付款，没有小票 2']);
  expect(await details.textContent()).toContain('本机没有对应的小票');
  expect(await details.textContent()).toContain('T01-000118');
  expect(await page.locator('.ledger-row').first().locator('.pending-mark').count()).toBe(0);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => details.textContent()).toContain('会员付了两次');
  expect(await details.textContent()).toContain('2 号收银台');
  expect(await details.textContent()).toContain('¥50.00');
  expect(await page.locator('.ledger-row').nth(1).locator('.pending-mark').count()).toBe(1);

  // By keyboard; Esc leaves everything as it is.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const confirm = page.locator('.side-task-acts .button');
  await confirm.waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => details.textContent()).toContain('会员付了两次');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await confirm.waitFor();
  await page.keyboard.press('Enter');
  const done = page.locator('.notice-ok');
  await done.waitFor();
  expect(await done.textContent()).toContain('储值付款 ¥30.00 已退回');
  expect(await sections.allTextContents()).toEqual(['已付款，没有小票 1']);

  // By finger.
  await details.locator('.button').click();
  await confirm.click();
  await page.locator('.notice-ok', { hasText: '1,000 积分已退回会员' }).waitFor();
  expect(await page.locator('.side-task').textContent()).toContain('没有待审核或待办的事');
  expect(complaints).toEqual([]);
});

test('CP-01: another member’s voucher passes to nobody unasked, and to whose sale this is by F2', async () => {
  const { page, core, complaints } = await screens.open();
  await signIn(page);
  // Before anybody is there it says whom it waits for.
  await scanKeys(page, friendVoucher.code);
  await page.locator('.notice-ask', { hasText: '60元好友代金券，请再扫会员码' }).waitFor();
  const sheet = page.locator('.sheet-body');
  const takeOver = sheet.locator('.button:not([data-disabled])', { hasText: '转给本单会员' });
  await scanKeys(page, 'M2:M-ZHANG');
  await sheet.waitFor();
  // What is scanned meanwhile is no answer, and waits for one.
  await scanKeys(page, 'C1:c-100-10');
  await page.locator('.notice-ask', { hasText: '已读到，这一步完成后处理' }).waitFor();
  await sheet.waitFor();
  await page.keyboard.press('Enter');
  await sheet.waitFor({ state: 'detached' });
  await page.locator('.notice-ok', { hasText: '券码有效：满100减10元，请输入金额' }).waitFor();
  await typeSlowly(page, '128.40');
  await page.locator('.notice-ok', { hasText: '已用：满100减10元' }).waitFor();
  await scanKeys(page, friendVoucher.code);
  await sheet.waitFor();
  expect(await sheet.textContent()).toContain('把这张券转给本单会员？');
  expect(await sheet.textContent()).toContain('本单会员张*刚扫到券码有效：60元好友代金券');
  await page.keyboard.press('Enter');
  await sheet.waitFor({ state: 'detached' });
  expect(await page.locator('.notice').count()).toBe(0);

  // Without the line nobody knows whether it is unused.
  core.setStatus({ online: false });
  await scanKeys(page, friendVoucher.code);
  await takeOver.waitFor();
  await page.keyboard.press('F2');
  await page.locator('.notice-refuse').waitFor();
  expect(await page.locator('.notice-refuse').textContent()).toContain('转赠优惠券需要联网');

  core.setStatus({ online: true });
  await scanKeys(page, friendVoucher.code);
  await takeOver.waitFor();
  await page.keyboard.press('F2');
  await sheet.waitFor({ state: 'detached' });
  await page.locator('.notice-ok', { hasText: '已用：60元好友代金券' }).waitFor();
  await page.keyboard.press('F4');
  await page.locator('.coupon').first().waitFor();
  const used = page.locator('.coupon[aria-pressed="true"]');
  expect((await used.allTextContents()).join(' ')).toContain('60元好友代金券−¥60.00');
  expect(await page.locator('.notice').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('whose the sale is stays asked whatever is scanned, and no key that answers it hands a coupon over', async () => {
  const { page, core, complaints } = await screens.open();
  const question = page.locator('.sheet-body', { hasText: '这一单换成另一位会员？' });
  const handOver = page.locator('.sheet-body', { hasText: '把这张券转给本单会员？' });
  const waits = page.locator('.notice-ask', { hasText: '已读到，这一步完成后处理' });
  const take = { hasText: '转给本单会员' };
  core.giveCoupons('m-new', [
    { couponId: 'five', name: '5元代金券', offFen: 500, thresholdFen: 0, stacks: true },
  ]);
  await takeClock(page);
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '30');
  await scanKeys(page, 'M2:M-NEW');
  await question.waitFor();
  // Their coupon by the keyboard, half a code and one that may pass on by a port: none of them is an answer.
  await scanKeys(page, 'C1:five');
  await waits.waitFor();
  core.dropScan('incomplete');
  await page.locator('.notice-refuse').waitFor();
  core.readCode(friendVoucher.code);
  await question.locator(waits).waitFor();
  expect(await memberName(page)).toBe('张*');

  // F2 answers the one question. Pressed twice it is no answer to the next one, whose yes nobody takes back; nor is a touch.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 10_000);
  await page.keyboard.press('F2');
  await handOver.waitFor();
  await page.keyboard.press('F2');
  await handOver.locator('.button[data-disabled]', take).click({ force: true });
  await page.clock.runFor(500);
  await page.keyboard.press('F2');
  await handOver.locator('.button[data-disabled]', take).waitFor();
  await page.clock.runFor(500);
  await handOver.locator('.button:not([data-disabled])', take).waitFor();
  await page.clock.resume();
  await page.keyboard.press('Escape');
  await handOver.waitFor({ state: 'detached' });
  expect(await memberName(page)).toBe('L** M**');
  await page.keyboard.press('F4');
  await page.locator('.coupon').first().waitFor();
  expect((await page.locator('.coupon').allTextContents()).join(' ')).toContain('5元代金券');
  expect(await page.locator('.coupon', { hasText: friendVoucher.name }).count()).toBe(0);

  // Goods wait as well, and are of whose the sale is once that is said.
  await page.keyboard.press('F4');
  await scanKeys(page, zhang);
  await question.waitFor();
  core.readCode('6900000000001');
  await waits.waitFor();
  await question.waitFor();
  await page.keyboard.press('F2');
  await question.waitFor({ state: 'detached' });
  await page.locator('.sale-entry', { hasText: '6900000000001' }).waitFor();
  expect(await memberName(page)).toBe('张*');
  expect(complaints).toEqual([]);
});

test('what is scanned after the end of a sale counts for the next one', async () => {
  const { page, complaints } = await screens.open();
  const waits = page.locator('.notice-ask', { hasText: '券码有效：满100减10元，请再扫会员码' });
  await signIn(page);
  await scanKeys(page, diamond);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '30');
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  await scanKeys(page, 'C1:c-100-10');
  await waits.waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor({ state: 'detached' });
  await waits.waitFor();
  await scanKeys(page, zhang);
  await page.locator('.notice-ok', { hasText: '券码有效：满100减10元，请输入金额' }).waitFor();

  // After the end no sale is at hand that could be moved: whose card it is opens the next.
  await typeSlowly(page, '128');
  await page.locator('.notice-ok', { hasText: '已用：满100减10元' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, '258036');
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  await scanKeys(page, 'C1:c-100-8');
  await page.locator('.notice-ask', { hasText: '请再扫会员码' }).waitFor();
  await scanKeys(page, diamond);
  await page.locator('.notice-refuse', { hasText: '此券属于其他会员' }).waitFor();
  expect(await page.locator('.sheet').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('of an own coupon and another member’s that are scanned before the card both are told', async () => {
  const { page, core, complaints } = await screens.open();
  core.giveCoupons('m-new', [
    { couponId: 'five', name: '5元代金券', offFen: 500, thresholdFen: 0, stacks: true },
  ]);
  await signIn(page);
  await scanKeys(page, 'C1:c-100-10');
  await page.locator('.notice-ask', { hasText: '满100减10元，请再扫会员码' }).waitFor();
  await scanKeys(page, 'C1:five');
  await page.locator('.notice-ask', { hasText: '5元代金券，请再扫会员码' }).waitFor();
  await scanKeys(page, zhang);
  const told = page.locator('.notice-refuse', { hasText: '此券属于其他会员，本单不能用' });
  await told.filter({ hasText: '券码有效：满100减10元，请输入金额' }).waitFor();
  expect(complaints).toEqual([]);
});

test('CP-03: a coupon that is scanned costs the sale nothing, and its use or why not is said of each quote', async () => {
  const { page, core, complaints } = await screens.open();
  const worth = { thresholdFen: 0, stacks: false };
  core.giveCoupons('m-zhang', [
    { ...worth, couponId: 'ten', name: '10元代金券', offFen: 1000 },
    { ...worth, couponId: 'sixty', name: '60元代金券', offFen: 6000, thresholdFen: 8000 },
    { ...worth, couponId: 'five', name: '5元代金券', offFen: 500, stacks: true },
    { ...worth, couponId: 'soy_milk', name: '豆浆券', offFen: 300, sku: '6900000000001' },
  ]);
  const payable = page.locator('.quote-result .figure-large .figure-number');
  const shows = (amount: string) => payable.filter({ hasText: amount }).waitFor();
  const says = async (tone: 'ok' | 'ask' | 'refuse', words: string) => {
    await page.locator(`.notice-${tone} .notice-words`, { hasText: words }).waitFor();
    expect(await page.locator('.notice-words').textContent()).toBe(words);
  };
  await signIn(page);
  await scanKeys(page, zhang);
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '30');
  await shows('¥15.00');
  // A scanner that types takes the quote away for a moment.
  await scanKeys(page, 'C1:soy_milk');
  await says('refuse', '豆浆券：没有适用商品');
  await shows('¥15.00');
  core.readCode('C1:ten');
  await says('ok', '已用：10元代金券');
  // With more to pay another one is better: it is said, and F4 changes it.
  await page.locator('.sale-amount-input').fill('80');
  await says('ask', '10元代金券：与已选优惠不能同享，按 F4 可改选');
  await shows('¥15.00');

  // What the cashier has chosen stays; what goes with it is added.
  await page.keyboard.press('F4');
  await page.locator('.coupon').first().waitFor();
  await page.locator('.coupon', { hasText: '10元代金券' }).click();
  await shows('¥65.00');
  await page.keyboard.press('2');
  await shows('¥70.00');
  expect(await page.locator('.notice').count()).toBe(0);
  await page.keyboard.press('F4');
  await scanKeys(page, 'C1:sixty');
  await says('ask', '60元代金券：与已选优惠不能同享，按 F4 可改选');
  await shows('¥70.00');
  await scanKeys(page, 'C1:five');
  await says('ok', '已用：5元代金券');
  await shows('¥65.00');

  // Before the amount they wait for it, also while it is half typed, and each is spoken of.
  await page.keyboard.press('F7');
  await scanKeys(page, 'C1:sixty');
  await page.locator('.notice-ask', { hasText: '请再扫会员码' }).waitFor();
  await scanKeys(page, zhang);
  await says('ok', '券码有效：60元代金券，请输入金额');
  await scanKeys(page, 'C1:soy_milk');
  await says('ok', '券码有效：豆浆券，请输入金额');
  await typeSlowly(page, '8');
  await page.locator('.notice-refuse', { hasText: '60元代金券：还差 ¥72.00 可用' }).waitFor();
  await typeSlowly(page, '8');
  await says('ok', '已用：60元代金券');
  await shows('¥23.00');
  // A slow hand: what was said of the coupon stands until there is something else to say, or no sum any more.
  await typeSlowly(page, '.4');
  await shows('¥23.40');
  await says('ok', '已用：60元代金券');
  await page.locator('.sale-amount-input').fill('');
  await payable.waitFor({ state: 'detached' });
  expect(await page.locator('.notice').count()).toBe(0);

  // With the sale it is forgotten.
  await page.keyboard.press('F7');
  await scanKeys(page, 'C1:sixty');
  await page.locator('.notice-ask', { hasText: '请再扫会员码' }).waitFor();
  await page.keyboard.press('Escape');
  await scanKeys(page, diamond);
  await page.locator('.sale-amount-input:focus').waitFor();
  expect(await page.locator('.notice').count()).toBe(0);
  await scanKeys(page, 'C1:sixty');
  await page.locator('.notice-refuse', { hasText: '此券属于其他会员，本单不能用' }).waitFor();
  expect(complaints).toEqual([]);
});

test('ID-02: a coupon of one known by a number alone waits until they have said who they are', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '128');
  await scanKeys(page, 'C1:c-100-10');
  await page.locator('.identify-input:focus').waitFor();
  await page.keyboard.insertText('张');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok', { hasText: '已用：满100减10元' }).waitFor();
  expect(await page.locator('.sale-amount-input').inputValue()).toBe('128');
  expect(complaints).toEqual([]);
});

test('ID-02: a coupon of somebody who has not said who they are is not left out without a word', async () => {
  const { page, complaints } = await screens.open();
  await signIn(page);
  await typeSlowly(page, '13812341234');
  await page.keyboard.press('Enter');
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '128');
  await scanKeys(page, 'C1:c-100-10');
  await page.locator('.identify-input:focus').waitFor();
  await page.keyboard.press('Escape');
  const notKnown = page.locator('.notice-ask', {
    hasText: '未核对身份，本单不用刚扫的券，按 F4 核对',
  });
  await notKnown.waitFor();
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '.40');
  await notKnown.waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.earned-card').waitFor();
  await page.locator('.notice-ask', { hasText: '刚扫的优惠券本单没有使用' }).waitFor();
  expect(complaints).toEqual([]);
});
