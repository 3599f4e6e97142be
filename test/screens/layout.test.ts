import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { scanKeys, signIn, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const looks = [
  { size: { width: 1366, height: 768 }, language: 'zh-CN' },
  { size: { width: 1024, height: 768 }, language: 'en' },
  { size: { width: 1280, height: 800 }, language: 'en' },
] as const;

/** Everything that sticks out of the page or of its own box, and every target a finger would miss. */
async function findFaults(page: Page, where: string): Promise<readonly string[]> {
  const faults = await page.evaluate(() => {
    const found: string[] = [];
    const { innerWidth, innerHeight } = window;
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push('the page scrolls');
    for (const element of document.querySelectorAll<HTMLElement>(
      'button, input, label, h1, h2, p, strong, span, td',
    )) {
      const box = element.getBoundingClientRect();
      // React Aria's own dismiss button is for screen readers only.
      const isUnseen =
        element.closest('.unseen') !== null ||
        (element.tagName === 'BUTTON' && element.className === '');
      if (box.width < 2 || isUnseen) continue;
      const name = `${element.tagName}.${element.className} ${(element.textContent ?? '').slice(0, 24)}`;
      if (box.right > innerWidth + 1 || box.left < -1) found.push(`outside: ${name}`);
      const hides =
        getComputedStyle(element).overflowX !== 'visible' || element instanceof HTMLInputElement;
      if (
        !hides &&
        element.scrollWidth > element.clientWidth + 2 &&
        getComputedStyle(element).display !== 'inline'
      )
        found.push(`wider than its box: ${name}`);
      const isTarget =
        element instanceof HTMLButtonElement || element.className.includes('choice-option');
      if (isTarget && (box.height < 47.5 || box.width < 47.5)) found.push(`small target: ${name}`);
    }
    return found;
  });
  return faults.map((fault) => `${where}: ${fault}`);
}

test.each(looks)(
  'nothing overflows at $size.width x $size.height in $language',
  async ({ size, language }) => {
    const { page, core, complaints } = await screens.open({ size, language });
    await page.locator('.staff-tile').first().waitFor();
    const faults = [...(await findFaults(page, 'sign-in'))];
    await signIn(page);
    faults.push(...(await findFaults(page, 'ready')));
    core.setStatus({
      online: false,
      offlineSinceMs: Date.now() - 9e6,
      pendingCount: 7300,
      setAsideCount: 2,
    });
    await scanKeys(page, '2900000000025');
    await page.locator('.member-panel').waitFor();
    await typeSlowly(page, '99999.99+');
    await typeSlowly(page, '128');
    await page.locator('.quote-result').waitFor();
    await page.keyboard.press('ArrowUp');
    faults.push(...(await findFaults(page, 'quote')));
    await page.keyboard.press('/');
    await page.locator('.category').first().waitFor();
    faults.push(...(await findFaults(page, 'categories')));
    await page.keyboard.press('6');
    await page.keyboard.press('F4');
    await page.locator('.coupon-panel').waitFor();
    await page.keyboard.press('2');
    faults.push(...(await findFaults(page, 'coupons')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('F5');
    await page.locator('.points-panel').waitFor();
    faults.push(...(await findFaults(page, 'points')));
    await page.keyboard.press('F5');
    await page.locator('.plan-row').first().waitFor();
    faults.push(...(await findFaults(page, 'gifts for points')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('F8');
    await page.locator('.receipt-row').first().click();
    await page.keyboard.press('F8');
    faults.push(...(await findFaults(page, 'refund')));
    await page.keyboard.press('Escape');
    await page.locator('.receipt-row').nth(1).click();
    await page.keyboard.press('F8');
    await page.keyboard.press('Enter');
    await page.locator('.refund-short').waitFor();
    faults.push(...(await findFaults(page, 'choices of a refund')));
    await page.keyboard.press('Escape');
    for (const key of ['F1', 'F10', 'F12']) {
      await page.keyboard.press(key);
      await page.locator('.sheet').waitFor();
      faults.push(...(await findFaults(page, key)));
      await page.keyboard.press('Escape');
      await page.locator('.sheet').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('F10');
    await page.locator('.menu-item[data-key="adjust"]').click();
    await page.locator('.side-task').waitFor();
    faults.push(...(await findFaults(page, 'adjust')));
    await typeSlowly(page, '500');
    await page.keyboard.press('Enter');
    await page.locator('.approve-left').waitFor();
    faults.push(...(await findFaults(page, 'approval')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F10');
    await page.locator('.menu-item[data-key="plans"]').click();
    await page.locator('.plan-row').first().waitFor();
    faults.push(...(await findFaults(page, 'plans')));
    await page.keyboard.press('Enter');
    await page.locator('.refund-facts').waitFor();
    faults.push(...(await findFaults(page, 'sale of a plan')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    // The first person here is a cashier: who may see it is another.
    await page.keyboard.press('F10');
    await page.locator('.menu-item[data-key="sign_out"]').click();
    await page.locator('.staff-tile').nth(3).click();
    await typeSlowly(page, '975310');
    await page.keyboard.press('Enter');
    await page.locator('.till').waitFor();
    core.setStatus({ online: true, offlineSinceMs: null });
    core.leaveUnclosed();
    await page.keyboard.press('F10');
    await page.locator('.menu-item[data-key="review"]').click();
    await page.locator('.ledger-details').waitFor();
    faults.push(...(await findFaults(page, 'what waits')));
    await page.locator('.ledger-row').nth(1).click();
    faults.push(...(await findFaults(page, 'paid twice')));
    await page.locator('.review-acts .button').click();
    await page.locator('.side-task-acts .button').waitFor();
    faults.push(...(await findFaults(page, 'giving back')));
    await page.keyboard.press('Escape');
    await page.locator('.ledger-row').nth(1).waitFor();
    await page.locator('.ledger-row').last().click();
    faults.push(...(await findFaults(page, 'a coupon used twice')));
    await page.locator('.ledger-row').nth(2).click();
    await page.locator('.review-acts .button').first().click();
    await page.locator('.text-box-input').waitFor();
    faults.push(...(await findFaults(page, 'decision')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F9');
    await page.locator('.device-row').first().waitFor();
    faults.push(...(await findFaults(page, 'readers')));
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.locator('.reader-form .choice').nth(1).locator('.choice-option').nth(2).click();
    await page.locator('.reader-form .choice').nth(6).locator('.choice-option').nth(3).click();
    faults.push(...(await findFaults(page, 'settings of a reader')));
    await page.keyboard.press('F9');
    await page.locator('.till').waitFor();
    await scanKeys(page, '2900000000025');
    await page.locator('.member-panel').waitFor();
    await page.locator('.member-acts .button').first().click();
    await page.locator('.ledger-details').waitFor();
    faults.push(...(await findFaults(page, 'ledger')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('F6');
    await page.locator('.value-home').waitFor();
    faults.push(...(await findFaults(page, 'stored value')));
    await page.keyboard.press('2');
    await page.locator('.value-packages').waitFor();
    await page.keyboard.press('5');
    await page.locator('.text-box-input').fill('300');
    faults.push(...(await findFaults(page, 'top-up')));
    await page.locator('.choice-row .choice-option').nth(1).click();
    await page.locator('.choice-chips .choice-option').first().click();
    await page.locator('.value-document input').first().fill('11010519491231002X');
    faults.push(...(await findFaults(page, 'document of a top-up')));
    await page.locator('.side-task-acts .button').click();
    await page.locator('.customer-terms').waitFor();
    faults.push(...(await findFaults(page, 'terms of a top-up')));
    await page.keyboard.press('Enter');
    await page.locator('.printout').waitFor();
    faults.push(...(await findFaults(page, 'voucher')));
    core.setStatus({ online: true, offlineSinceMs: null });
    await page.keyboard.press('Enter');
    await page.locator('.value-home').waitFor();
    await page.keyboard.press('3');
    await page.locator('.value-bases').waitFor();
    faults.push(...(await findFaults(page, 'refund of stored value')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('4');
    await page.locator('.ledger-details').waitFor();
    faults.push(...(await findFaults(page, 'statement')));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F7');
    await page.locator('.ready').waitFor();
    await typeSlowly(page, '13987651234');
    await page.keyboard.press('Enter');
    await page.locator('.identify-box').waitFor();
    faults.push(...(await findFaults(page, 'unknown member')));
    await page.keyboard.press('F5');
    await typeSlowly(page, 'wang');
    await page.keyboard.press('Enter');
    await page.locator('.identify-no').waitFor();
    faults.push(...(await findFaults(page, 'wrong surname')));
    await page.keyboard.press('F3');
    await page.locator('.enrol-phone').waitFor();
    faults.push(...(await findFaults(page, 'enrol phone')));
    await typeSlowly(page, '13600001111');
    await page.keyboard.press('Enter');
    await page.locator('.enrol-details').waitFor();
    faults.push(...(await findFaults(page, 'enrol details')));
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
  },
  60_000,
);
