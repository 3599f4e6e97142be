import path from 'node:path';
import { halfOf } from '../devices/camera-frames.ts';
import { type FilmedCode, writeFilm } from '../support/camera-film.ts';
import { launchChromiumWithCamera, screenshot } from '../support/chromium.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { type FakeCore, friendVoucher, startFakeCore } from './support/fake-core.ts';
import { fakeActivationCode, fakeOtherStoreCode, fakeRecoveryCode } from './support/fake-setup.ts';
import { fakeNowMs } from './support/fake-members.ts';
import { memberPriceSku } from './support/fake-quote.ts';
import {
  openScreens,
  type PageOptions,
  scanKeys,
  signIn,
  signInAs,
  typeSlowly,
} from './support/till-page.ts';
import type { Page } from 'playwright-core';
import type { TillStatus } from '../../src-shared/contract/till/till-event.ts';

/**
 * Takes pictures of every state in the sizes, themes and languages asked for, into .cache/screens. Without arguments
 * all of them; with words, only pictures whose name holds every word, such as `1366 light`.
 */
interface Scene {
  readonly name: string;
  readonly at?: '/' | '/enrol';
  readonly play: (page: Page, core: FakeCore) => Promise<void>;
}

const card = '2900000000018';
const longCard = '2900000000025';
const phone = '13812341234';
const longPhone = '13987651234';
const elsewherePhone = '13600004444';
const barePhone = '13700005678';
const nearCeiling: TillStatus['offlineCeiling'] = {
  level: 'reached',
  isExtended: false,
  kinds: [
    { kind: 'pointsWorthFen', used: 41_500, limit: 50_000, level: 'amber' },
    { kind: 'couponCount', used: 12, limit: 40, level: 'open' },
    { kind: 'newMemberCount', used: 60, limit: 60, level: 'reached' },
    { kind: 'topUpFen', used: 120_000, limit: 500_000, level: 'open' },
  ],
};
/** A serial scanner that was unplugged. */
const lostReader = {
  readerId: 'r2',
  kind: 'serial_scanner',
  name: '/dev/serial/by-id/usb-Honeywell_1900-if00',
  state: 'lost',
  problem: 'gone',
} as const;

const offline = {
  online: false,
  offlineReason: 'no_answer',
  offlineSinceMs: fakeNowMs - 35 * 60_000,
  pendingCount: 12,
} as const;

const clockOff: TillStatus['clock'] = { state: 'off', atMs: fakeNowMs, aheadMs: 12 * 60_000 };
const clockBehind: TillStatus['clock'] = {
  state: 'behind',
  atMs: fakeNowMs,
  aheadMs: -3 * 86_400_000,
};

async function openSale(page: Page, which = card) {
  await signIn(page);
  await scanKeys(page, which);
  await page.locator('.member-panel').waitFor();
}

async function openAmount(page: Page, which = card) {
  await openSale(page, which);
  await typeSlowly(page, '89.40');
  await page.waitForTimeout(350);
}

/** By a number that was typed: somebody else may have it now. */
async function openTyped(page: Page, typed: string) {
  await signIn(page);
  await typeSlowly(page, typed);
  await page.keyboard.press('Enter');
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '89.40');
  await page.waitForTimeout(350);
}

/** Three lines: an amount, a quantity, goods with a price for members. */
async function openQuote(page: Page, which = card) {
  await signIn(page);
  if (which.startsWith('29')) await scanKeys(page, which);
  else {
    await typeSlowly(page, which);
    await page.keyboard.press('Enter');
  }
  await page.locator('.sale-amount-input:focus').waitFor();
  await typeSlowly(page, '89.40+');
  await typeSlowly(page, '12.5*3+');
  await scanKeys(page, memberPriceSku);
  await page.locator('.sale-goods').waitFor();
  await typeSlowly(page, '68.90');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(400);
}

async function openDevices(page: Page) {
  await page.locator('.staff-tile').nth(3).click();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.till').waitFor();
  await page.keyboard.press('F9');
  await page.locator('.device-row').first().waitFor();
}

async function openRecovery(page: Page) {
  await openDevices(page);
  await page.keyboard.press('Escape');
  await page.locator('.till').waitFor();
  await chooseInMenu(page, 'recovery');
  await page.locator('.setup-pin').waitFor();
}

async function openConnect(page: Page, core: FakeCore) {
  core.setStatus({ setup: 'connect' });
  await page.locator('.setup-card').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.text-box-input').first().waitFor();
}

async function openSheet(page: Page, core: FakeCore) {
  await openConnect(page, core);
  await page.keyboard.press('Enter');
  await typeSlowly(page, fakeActivationCode);
  await page.keyboard.press('Enter');
  await page.locator('.recovery-paper').waitFor();
}

async function openReaders(page: Page, core: FakeCore) {
  await openSheet(page, core);
  await page.locator('.setup-acts .button').nth(1).click();
}

async function openPort(page: Page) {
  await openDevices(page);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('.reader-form').waitFor();
}

async function openPin(page: Page) {
  await openQuote(page);
  await page.keyboard.press('F5');
  await page.locator('.points-panel').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(400);
  await page.keyboard.press('Enter');
  await page.locator('.customer-side').waitFor();
}

const scenes: readonly Scene[] = [
  { name: 'sign-in', play: async (page) => page.locator('.staff-tile').first().waitFor() },
  {
    name: 'sign-in-wrong',
    play: async (page) => {
      await page.locator('.staff-tile').nth(2).click();
      await typeSlowly(page, '111222');
      await page.keyboard.press('Enter');
      await page.locator('.pin-message:not(:empty)').waitFor();
    },
  },
  {
    name: 'sign-in-demo',
    play: async (page, core) => {
      const staff = ['王芳', '陈晓东', '李建国'].map((name) => ({ name, pin: '246813' }));
      core.setStatus({ demo: { staff, cards: [card, longCard] } });
      await page.locator('.staff-tile').first().waitFor();
    },
  },
  { name: 'ready', play: (page) => signIn(page) },
  {
    name: 'ready-loading',
    play: async (page, core) => {
      core.setStatus({ load: { loadedCount: 412_300, totalCount: 1_000_000 } });
      await signIn(page);
    },
  },
  {
    name: 'ready-reader-lost',
    play: async (page, core) => {
      core.setStatus({ readers: [lostReader] });
      await signIn(page);
    },
  },
  {
    name: 'ready-offline',
    play: async (page, core) => {
      core.setStatus(offline);
      await signIn(page);
    },
  },
  {
    name: 'not-found',
    play: async (page) => {
      await signIn(page);
      await scanKeys(page, '13600003333');
      await page.locator('.notice').waitFor();
    },
  },
  {
    name: 'payment-code',
    play: async (page) => {
      await openSale(page);
      await scanKeys(page, '134567890123456789');
      await page.locator('.notice').waitFor();
    },
  },
  {
    name: 'amount-unusual',
    play: async (page) => {
      await openSale(page);
      await typeSlowly(page, '88888.00');
      await page.waitForTimeout(350);
      await page.keyboard.press('Enter');
      await page.locator('.notice').waitFor();
    },
  },
  {
    name: 'scan-dropped',
    play: async (page, core) => {
      await openAmount(page);
      core.dropScan('incomplete');
      await page.locator('.notice').waitFor();
    },
  },
  {
    name: 'coupon-hand-over',
    play: async (page) => {
      await openAmount(page);
      await scanKeys(page, friendVoucher.code);
      await page.locator('.sheet .button-large:not([data-disabled])').nth(1).waitFor();
    },
  },
  {
    name: 'other-member-scan-waits',
    play: async (page) => {
      await openAmount(page);
      await scanKeys(page, longCard);
      await page.locator('.other-member').waitFor();
      await scanKeys(page, friendVoucher.code);
      await page.locator('.notice-ask').waitFor();
    },
  },
  {
    name: 'coupons-scanned',
    play: async (page) => {
      await openSale(page, card);
      for (const couponId of ['c-100-8', 'c-200-30', 'c-100-10']) {
        await scanKeys(page, `C1:${couponId}`);
        await page.locator('.notice-ok').waitFor();
      }
      await page.locator('.sale-amount-input').fill('128.40');
      await page.locator('.notice-refuse').waitFor();
    },
  },
  { name: 'camera', play: (page) => openCamera(page, [{ ...shownCode, cut: halfOf }]) },
  {
    name: 'camera-several',
    play: async (page) => {
      await openCamera(page, [
        { ...shownCode, widthPixels: 160, x: 0.32 },
        { ...shownCode, text: 'M2:M-LONG', widthPixels: 160, x: 0.68, turnDegrees: 8 },
      ]);
      await page.locator('.camera-hint-look').waitFor();
    },
  },
  {
    name: 'camera-refused',
    play: async (page) => {
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('', 'NotAllowedError'));
      });
      await signIn(page);
      await page.keyboard.press('Shift+F2');
      await page.locator('[data-problem]').waitFor();
    },
  },
  {
    name: 'candidates',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, '1234');
      await page.keyboard.press('Enter');
      await page.locator('.candidate').first().waitFor();
    },
  },
  {
    name: 'same-number',
    play: async (page, core) => {
      core.shareNumber('m-long', phone);
      await signIn(page);
      await scanKeys(page, phone);
      await page.locator('.compare-member').first().waitFor();
    },
  },
  {
    name: 'same-number-four',
    play: async (page, core) => {
      for (const memberId of ['m-long', 'm-bare', 'm-locked']) core.shareNumber(memberId, phone);
      await signIn(page);
      await scanKeys(page, phone);
      await page.locator('.compare-member').first().waitFor();
      await page.keyboard.press('ArrowRight');
    },
  },
  { name: 'unknown-phone', play: (page) => openAmount(page, phone) },
  { name: 'unknown-typed', play: (page) => openTyped(page, longPhone) },
  { name: 'unknown-typed-bare', play: (page) => openTyped(page, barePhone) },
  {
    name: 'unknown-asked',
    play: async (page) => {
      await openAmount(page, phone);
      await page.keyboard.press('F5');
      await typeSlowly(page, '03');
    },
  },
  {
    name: 'unknown-wrong',
    play: async (page) => {
      await openAmount(page, phone);
      await page.keyboard.press('F5');
      await typeSlowly(page, 'wang');
      await page.keyboard.press('Enter');
      await page.locator('.identify-no').waitFor();
    },
  },
  {
    name: 'unknown-pin',
    play: async (page) => {
      await openAmount(page, phone);
      await page.keyboard.press('F5');
      await page.locator('.side-pad .button-plain').last().click();
      await page.locator('.customer-side').waitFor();
    },
  },
  { name: 'unknown-long', play: (page) => openAmount(page, longPhone) },
  { name: 'unknown-elsewhere', play: (page) => openAmount(page, elsewherePhone) },
  {
    name: 'unknown-elsewhere-earned',
    play: async (page) => {
      await openAmount(page, elsewherePhone);
      await page.keyboard.press('Enter');
      await page.locator('.earned-card').waitFor();
    },
  },
  { name: 'unknown-bare', play: (page) => openAmount(page, barePhone) },
  {
    name: 'unknown-manager',
    play: async (page) => {
      await openAmount(page, barePhone);
      await page.locator('.identify-acts .button').first().click();
      await page.locator('.manager-pin').waitFor();
    },
  },
  {
    name: 'unknown-earned',
    play: async (page) => {
      await openAmount(page, phone);
      await page.keyboard.press('Enter');
      await page.locator('.earned-card').waitFor();
    },
  },
  { name: 'member', play: (page) => openSale(page) },
  { name: 'member-amount', play: (page) => openAmount(page) },
  {
    name: 'other-member',
    play: async (page) => {
      await openQuote(page);
      await scanKeys(page, longCard);
      await page.locator('.other-member').waitFor();
    },
  },
  {
    name: 'other-member-kept',
    play: async (page) => {
      await openQuote(page);
      await scanKeys(page, longCard);
      await page.locator('.other-member').waitFor();
      await typeSlowly(page, '12');
      await page.locator('.notice').waitFor();
    },
  },
  { name: 'member-long', play: (page) => openAmount(page, longCard) },
  {
    name: 'member-short-code',
    play: async (page) => {
      await openAmount(page);
      await scanKeys(page, '4011');
      await page.waitForTimeout(350);
    },
  },
  {
    name: 'member-frozen-offline',
    play: async (page, core) => {
      core.setStatus({ ...offline, setAsideCount: 1 });
      await openAmount(page, '2900000000032');
    },
  },
  {
    name: 'draining',
    play: async (page, core) => {
      core.setStatus({ pendingCount: 7300, drain: { sentCount: 2700, totalCount: 10_000 } });
      await openSale(page);
    },
  },
  { name: 'quote', play: (page) => openQuote(page) },
  {
    name: 'quote-line-picked',
    play: async (page) => {
      await openQuote(page);
      await page.keyboard.press('ArrowUp');
    },
  },
  { name: 'quote-long', play: (page) => openQuote(page, longCard) },
  { name: 'quote-closed', play: (page) => openQuote(page, phone) },
  {
    name: 'coupons',
    play: async (page) => {
      await openQuote(page);
      await page.keyboard.press('F4');
      await page.locator('.coupon-panel').waitFor();
    },
  },
  {
    name: 'coupons-all',
    play: async (page) => {
      await openQuote(page);
      await page.keyboard.press('F4');
      await page.locator('.coupon-panel').waitFor();
      await page.keyboard.press('+');
    },
  },
  {
    name: 'coupons-long',
    play: async (page) => {
      await openQuote(page, longCard);
      await page.keyboard.press('F4');
      await page.locator('.coupon-panel').waitFor();
      await page.keyboard.press('1');
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'points',
    play: async (page) => {
      await openQuote(page);
      await page.keyboard.press('F5');
      await page.locator('.points-panel').waitFor();
    },
  },
  {
    name: 'points-typed',
    play: async (page) => {
      await openAmount(page);
      await page.keyboard.press('F5');
      await page.locator('.points-input').waitFor();
      await typeSlowly(page, '350');
    },
  },
  {
    name: 'points-offline',
    play: async (page, core) => {
      core.setStatus(offline);
      await openAmount(page);
      await page.keyboard.press('F5');
      await page.locator('.points-panel').waitFor();
    },
  },
  {
    name: 'member-pin',
    play: async (page) => {
      await openPin(page);
      await typeSlowly(page, '1112');
    },
  },
  {
    name: 'quote-changed',
    play: async (page, core) => {
      await openPin(page);
      core.loseCoupon('c-100-10');
      await typeSlowly(page, '258036');
      await page.keyboard.press('Enter');
      await page.locator('.notice-ask').waitFor();
    },
  },
  {
    name: 'earned-benefits',
    play: async (page) => {
      await openPin(page);
      await typeSlowly(page, '258036');
      await page.keyboard.press('Enter');
      await page.locator('.earned-card').waitFor();
    },
  },
  {
    name: 'earned-held',
    play: async (page) => {
      await openSale(page, '2900000000032');
      await page.keyboard.press('F7');
      await scanKeys(page, longCard);
      await typeSlowly(page, '6200');
      await page.waitForTimeout(350);
      await page.keyboard.press('F4');
      await page.keyboard.press('1');
      await page.waitForTimeout(350);
      await page.keyboard.press('1');
      await page.waitForTimeout(350);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.locator('.earned-card').waitFor();
    },
  },
  {
    name: 'earned',
    play: async (page) => {
      await openAmount(page);
      await page.keyboard.press('Enter');
      await page.locator('.earned-card').waitFor();
    },
  },
  {
    name: 'refund-choose',
    play: async (page) => {
      await signIn(page);
      await page.keyboard.press('F8');
      await page.locator('.receipt-row').first().waitFor();
    },
  },
  {
    name: 'refund-lines',
    play: async (page) => {
      await signIn(page);
      await page.keyboard.press('F8');
      await page.locator('.receipt-row').first().click();
      await page.keyboard.press('F8');
      await page.locator('.refund-preview', { hasText: /\d/ }).waitFor();
    },
  },
  {
    name: 'refunded',
    play: async (page) => {
      await signIn(page);
      await page.keyboard.press('F8');
      await page.locator('.receipt-row').first().click();
      await page.keyboard.press('F8');
      await page.locator('.refund-tenders').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.refund-done').waitFor();
    },
  },
  {
    name: 'refund-short',
    play: (page) => openShort(page),
  },
  {
    name: 'refund-waive',
    play: async (page) => {
      await openShort(page);
      await typeSlowly(page, '3');
      await page.locator('.text-box-input').fill('商品质量问题');
      await page.keyboard.press('Enter');
      await page.locator('.pin-input').waitFor();
    },
  },
  {
    name: 'refund-unknown',
    play: async (page, core) => {
      core.setStatus(offline);
      await openSale(page);
      await page.keyboard.press('F8');
      await page.locator('.receipt-row').first().waitFor();
      await typeSlowly(page, 'T07-000311');
      await page.keyboard.press('Tab');
      await typeSlowly(page, 'B02');
      await page.keyboard.press('Enter');
      await page.locator('.text-box-amount').waitFor();
    },
  },
  {
    name: 'value',
    play: (page) => openValue(page),
  },
  {
    name: 'value-empty',
    play: (page) => openValue(page, longCard),
  },
  {
    name: 'value-stopped-offline',
    play: async (page, core) => {
      core.setStatus(offline);
      await openValue(page, '2900000000032');
    },
  },
  {
    name: 'value-pay',
    play: async (page) => {
      await openPayment(page);
    },
  },
  {
    name: 'value-pay-offline',
    play: async (page, core) => {
      core.setStatus(offline);
      await openPayment(page);
    },
  },
  {
    name: 'value-pay-pin',
    play: async (page) => {
      await openPayment(page);
      await page.keyboard.press('Enter');
      await page.locator('.customer-side').waitFor();
    },
  },
  {
    name: 'value-paid',
    play: async (page) => {
      await payPart(page);
    },
  },
  {
    name: 'value-open-payment',
    play: async (page) => {
      await payPart(page);
      await page.keyboard.press('F6');
      await page.locator('.value-home').waitFor();
    },
  },
  {
    name: 'value-earned',
    play: async (page) => {
      await payPart(page);
      await page.waitForTimeout(400);
      await page.keyboard.press('Enter');
      await page.locator('.earned-card').waitFor();
    },
  },
  {
    name: 'value-top-up',
    play: async (page) => {
      await openTopUp(page);
    },
  },
  {
    name: 'value-top-up-identity',
    play: async (page, core) => {
      core.setStatus(offline);
      await openTopUp(page, longCard);
      await typeSlowly(page, '5');
      await page.locator('.text-box-input').fill('700');
      await page.locator('.choice-chips .choice-option').first().click();
      await page.keyboard.press('Enter');
      await page.locator('.notice-ask').waitFor();
    },
  },
  {
    name: 'value-terms',
    play: async (page) => {
      await openTopUp(page);
      await page.locator('.choice-row .choice-option').first().click();
      await page.locator('.side-task-acts .button').click();
      await page.locator('.customer-terms').waitFor();
    },
  },
  {
    name: 'value-topped-up',
    play: async (page) => {
      await openTopUp(page);
      await page.locator('.choice-row .choice-option').first().click();
      await page.locator('.side-task-acts .button').click();
      await page.locator('.customer-terms').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.printout').waitFor();
    },
  },
  {
    name: 'value-refund-choose',
    play: async (page) => {
      await openValue(page);
      await typeSlowly(page, '3');
      await page.locator('.value-contract-row').first().waitFor();
    },
  },
  {
    name: 'value-refund',
    play: async (page) => {
      await openValueRefund(page);
    },
  },
  {
    name: 'value-refund-approve',
    play: async (page) => {
      await openValueRefund(page);
      await typeSlowly(page, '3');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.locator('.customer-side').waitFor();
      await typeSlowly(page, '258036');
      await page.keyboard.press('Enter');
      await page.locator('.manager-pin').waitFor();
    },
  },
  {
    name: 'value-statement',
    play: async (page) => {
      await payPart(page);
      await page.keyboard.press('F6');
      await page.locator('.value-home').waitFor();
      await typeSlowly(page, '4');
      await page.locator('.ledger-details').waitFor();
    },
  },
  {
    name: 'value-freeze',
    play: async (page) => {
      await openValue(page);
      await typeSlowly(page, '5');
      await page.locator('.value-means').waitFor();
    },
  },
  {
    name: 'value-unfreeze',
    play: async (page) => {
      await openValue(page, '2900000000032');
      await typeSlowly(page, '5');
      await page.locator('.manager-pin').waitFor();
    },
  },
  {
    name: 'ledger',
    play: async (page) => {
      await openSale(page);
      await page.locator('.member-acts .button').first().click();
      await page.locator('.ledger').waitFor();
    },
  },
  {
    name: 'edit',
    play: async (page) => {
      await openSale(page);
      await page.locator('.member-acts .button').nth(1).click();
      await page.locator('.side-task').waitFor();
    },
  },
  {
    name: 'help',
    play: async (page) => {
      await signIn(page);
      await page.keyboard.press('F1');
      await page.locator('.help-keys').waitFor();
    },
  },
  {
    name: 'menu',
    play: async (page) => {
      await openSale(page);
      await page.keyboard.press('F10');
      await page.locator('.menu-list').waitFor();
    },
  },
  {
    name: 'adjust',
    play: async (page) => {
      await openSale(page);
      await openAdjust(page);
    },
  },
  {
    name: 'adjust-missed-receipt',
    play: async (page) => {
      await openSale(page);
      await openMissedReceipt(page);
    },
  },
  {
    name: 'attach-goods',
    play: async (page) => {
      await openQuote(page);
      await openMissedReceipt(page);
    },
  },
  {
    name: 'attach-approve',
    play: async (page) => {
      await openSale(page);
      await openMissedReceipt(page);
      const fields = page.locator('.side-task .text-box-input');
      await fields.nth(0).fill('T09-000098');
      await fields.nth(1).fill('2026-05-17');
      await fields.nth(2).fill('store-2');
      await fields.nth(3).fill('88.50');
      await page.keyboard.press('Enter');
      await page.locator('.pin-input').waitFor();
    },
  },
  {
    name: 'attach-credited',
    play: async (page) => {
      await openSale(page);
      await openMissedReceipt(page);
      const fields = page.locator('.side-task .text-box-input');
      await fields.nth(0).fill('T01-000098');
      await fields.nth(1).fill('2026-05-18');
      await fields.nth(3).fill('89.40');
      await page.keyboard.press('Enter');
      await page.locator('.pin-input').waitFor();
      await typeSlowly(page, '975310');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'approve',
    play: async (page) => {
      await openSale(page);
      await openAdjust(page);
      await typeSlowly(page, '500');
      await page.keyboard.press('Enter');
      await page.locator('.pin-input').waitFor();
    },
  },
  {
    name: 'reset-pin',
    play: async (page) => {
      await openSale(page);
      await chooseInMenu(page, 'reset_pin');
      await page.locator('.manager-pin').waitFor();
    },
  },
  {
    name: 'setup-language',
    play: async (page, core) => {
      core.setStatus({ setup: 'connect' });
      await page.locator('.setup-card').waitFor();
    },
  },
  { name: 'setup-connect', play: (page, core) => openConnect(page, core) },
  {
    name: 'setup-connect-wrong',
    play: async (page, core) => {
      await openConnect(page, core);
      await page.keyboard.press('Enter');
      await typeSlowly(page, 'WRONG');
      await page.keyboard.press('Enter');
      await page.locator('.notice-refuse').waitFor();
    },
  },
  {
    name: 'setup-connect-scan',
    play: async (page, core) => {
      await openConnect(page, core);
      await scanKeys(page, '134567890123456789');
      await page.locator('.notice-refuse').waitFor();
    },
  },
  {
    name: 'setup-sheet-printed',
    play: async (page, core) => {
      core.setStatus({ memberCount: null });
      await openSheet(page, core);
      await page.keyboard.press('F8');
    },
  },
  { name: 'setup-sheet', play: (page, core) => openSheet(page, core) },
  {
    name: 'setup-readers',
    play: async (page, core) => {
      core.setStatus({ memberCount: null, load: { loadedCount: 412_300, totalCount: 1_000_000 } });
      await openReaders(page, core);
      await page.locator('.scan-try').waitFor();
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'setup-readers-read',
    play: async (page, core) => {
      await openReaders(page, core);
      await page.locator('.setup-reader-list li').nth(3).waitFor();
      await scanKeys(page, '2900000000018');
      await page.locator('.scan-try-result').waitFor();
    },
  },
  {
    name: 'locked',
    play: async (page, core) => {
      core.setStatus({ setup: 'locked' });
      await page.locator('.setup-locked').waitFor();
    },
  },
  {
    name: 'locked-mistyped',
    play: async (page, core) => {
      core.setStatus({ setup: 'locked' });
      await page.locator('.setup-locked').waitFor();
      const code = fakeRecoveryCode.replaceAll('-', ' ');
      await page
        .locator('.text-box-input')
        .fill(`${code.slice(0, 32)}${code[32] === '7' ? '8' : '7'}${code.slice(33)}`);
      await page.keyboard.press('Enter');
      await page.locator('.notice-refuse').waitFor();
    },
  },
  {
    name: 'recovery-pin',
    play: async (page) => {
      await openRecovery(page);
    },
  },
  {
    name: 'recovery-sheet',
    play: async (page) => {
      await openRecovery(page);
      await typeSlowly(page, '975310');
      await page.keyboard.press('Enter');
      await page.locator('.recovery-paper').waitFor();
    },
  },
  {
    name: 'recovery-no-scan',
    play: async (page) => {
      await openRecovery(page);
      await typeSlowly(page, '975310');
      await page.keyboard.press('Enter');
      await page.locator('.recovery-paper').waitFor();
      await scanKeys(page, card);
      await page.locator('.notice-ask').waitFor();
    },
  },
  { name: 'devices', play: (page) => openDevices(page) },
  {
    name: 'devices-lan',
    play: async (page) => {
      await openDevices(page);
      await page.keyboard.press('F6');
      await page.locator('.reader-form').waitFor();
    },
  },
  {
    name: 'devices-test',
    play: async (page, core) => {
      await openDevices(page);
      await page.keyboard.press('F5');
      core.testScan('hid:1eab:1a03:8c:-@usb-0000:00:14.0-2/input0', '13812341234');
      await page.locator('.scan-try-result').waitFor();
    },
  },
  {
    name: 'devices-none',
    play: async (page, core) => {
      core.unplugReaders();
      await openDevices(page);
    },
  },
  {
    name: 'devices-keyboard',
    play: async (page) => {
      await openDevices(page);
      await page.keyboard.press('End');
      for (const _step of [1, 2]) await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.locator('.reader-form').waitFor();
    },
  },
  {
    name: 'devices-port',
    play: async (page) => {
      await openPort(page);
    },
  },
  {
    name: 'devices-chip',
    play: async (page) => {
      await openPort(page);
      await page.locator('.reader-form .choice').nth(1).locator('.choice-option').nth(2).click();
      await page.locator('.reader-form .choice').nth(6).locator('.choice-option').nth(3).click();
    },
  },
  {
    name: 'devices-raw-bytes',
    play: async (page) => {
      await openPort(page);
      await page.locator('.reader-form .choice').nth(1).locator('.choice-option').nth(2).click();
      await page.locator('.reader-form .choice').nth(8).locator('.choice-option').nth(4).click();
      await page.locator('.reader-form [role=alert]').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'devices-saved',
    play: async (page) => {
      await openPort(page);
      await page.keyboard.press('Enter');
      await page.locator('.notice-ok').waitFor();
    },
  },
  {
    name: 'sync',
    play: async (page, core) => {
      core.setStatus({ setAsideCount: 1, readers: [lostReader] });
      await signIn(page);
      await page.keyboard.press('F12');
      await page.locator('.set-aside-list').waitFor();
    },
  },
  {
    name: 'clock-off',
    play: async (page, core) => {
      core.setStatus({ clock: clockOff });
      await openAmount(page);
    },
  },
  {
    name: 'clock-behind-offline',
    play: async (page, core) => {
      core.setStatus({ ...offline, offlineCeiling: nearCeiling, clock: clockBehind });
      await openAmount(page);
    },
  },
  {
    name: 'sync-clock-off',
    play: async (page, core) => {
      core.setStatus({ clock: clockOff });
      await signIn(page);
      await page.keyboard.press('F12');
      await page.locator('.sheet .notice').waitFor();
    },
  },
  {
    name: 'sync-clock-behind',
    play: async (page, core) => {
      core.setStatus({ ...offline, clock: clockBehind });
      await signIn(page);
      await page.keyboard.press('F12');
      await page.locator('.sheet .notice').first().waitFor();
    },
  },
  {
    name: 'sync-clock-unconfirmed',
    play: async (page, core) => {
      core.setStatus({ ...offline, clock: { ...clockOff, state: 'unconfirmed', aheadMs: 0 } });
      await signIn(page);
      await page.keyboard.press('F12');
      await page.locator('.sheet .notice').first().waitFor();
    },
  },
  {
    name: 'sync-ceiling',
    play: async (page, core) => {
      core.setStatus({ ...offline, offlineReason: 'not_known', offlineCeiling: nearCeiling });
      await signIn(page);
      await page.keyboard.press('F12');
      await page.locator('.ceiling-list').waitFor();
    },
  },
  {
    name: 'sync-ceiling-extend',
    play: async (page, core) => {
      core.setStatus({ ...offline, offlineCeiling: nearCeiling });
      await signIn(page);
      await page.keyboard.press('F12');
      await page.locator('.ceiling-list + .button').click();
      await page.locator('.sheet .pin-entry').waitFor();
    },
  },
  {
    name: 'revoked',
    play: async (page, core) => {
      core.setStatus({ stopped: 'terminal_revoked' });
      await page.locator('.text-box-input:focus').waitFor();
    },
  },
  {
    name: 'stopped',
    play: async (page, core) => {
      core.setStatus({ stopped: 'identity_shared' });
      await page.locator('.full-message-stop').waitFor();
    },
  },
  {
    name: 'readmit-asked',
    play: async (page, core) => {
      core.setStatus({ ...offline, offlineReason: 'not_known' });
      await signInAs(page, 'manager');
      await page.keyboard.press('F12');
      await page.locator('.sheet .button-primary[data-focused]').waitFor();
    },
  },
  {
    name: 'readmit-wrong',
    play: async (page, core) => {
      await openReadmit(page, core);
      await typeSlowly(page, fakeOtherStoreCode);
      await page.keyboard.press('Enter');
      await page.locator('.notice-refuse').waitFor();
    },
  },
  {
    name: 'readmit-done',
    play: async (page, core) => {
      await openReadmit(page, core);
      await typeSlowly(page, fakeActivationCode);
      await page.keyboard.press('Enter');
      await page.locator('.notice-ok').waitFor();
    },
  },
  {
    name: 'enrol-phone',
    at: '/enrol',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, '1360000');
    },
  },
  {
    name: 'enrol-exists',
    at: '/enrol',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, '13812341234');
      await page.keyboard.press('Enter');
      await page.locator('.enrol-result').waitFor();
    },
  },
  {
    name: 'region',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, '91234567');
      await page.keyboard.press('Enter');
      await page.locator('.region-choice').waitFor();
    },
  },
  {
    name: 'find-too-short',
    play: async (page) => {
      await signIn(page);
      await page.locator('.search-input').fill('张');
      await page.keyboard.press('Enter');
      await page.locator('.notice').waitFor();
    },
  },
  {
    name: 'enrol-exists-scan',
    at: '/enrol',
    play: async (page) => {
      await signIn(page);
      await scanKeys(page, card);
      await page.locator('.enrol-result').waitFor();
      await scanKeys(page, '134567890123456789');
      await page.locator('.notice').waitFor();
    },
  },
  {
    name: 'enrol-exists-wrong',
    at: '/enrol',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, '13812341234');
      await page.keyboard.press('Enter');
      await page.locator('.identify-input').fill('wang');
      await page.keyboard.press('Enter');
      await page.locator('.identify-no').waitFor();
    },
  },
  {
    name: 'enrol-exists-known',
    at: '/enrol',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, '13812341234');
      await page.keyboard.press('Enter');
      await page.locator('.identify-input').fill('zhang');
      await page.keyboard.press('Enter');
      await page.locator('.enrol-facts .figure').nth(1).waitFor();
    },
  },
  {
    name: 'enrol-new-holder',
    at: '/enrol',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, phone);
      await page.keyboard.press('Enter');
      await page.locator('.enrol-result-acts .button').nth(1).click();
      await page.locator('.enrol-new-holder').waitFor();
      await page.locator('.enrol-new-holder .text-box-input').fill('王');
    },
  },
  {
    name: 'enrol-new-holder-scan',
    at: '/enrol',
    play: async (page) => {
      await signIn(page);
      await typeSlowly(page, phone);
      await page.keyboard.press('Enter');
      await page.locator('.enrol-result-acts .button').nth(1).click();
      await page.locator('.enrol-new-holder').waitFor();
      await scanKeys(page, longCard);
      await page.locator('.notice').waitFor();
    },
  },
  {
    name: 'enrol-similar',
    at: '/enrol',
    play: async (page) => {
      await openEnrolDetails(page);
      await page.locator('.text-box-input').first().fill('张丽');
      await page.locator('.enrol-join .choice-option').first().click();
      await page.locator('.enrol-join .button').click();
      await page.locator('.enrol-similar').waitFor();
    },
  },
  {
    name: 'enrol-details',
    at: '/enrol',
    play: async (page) => {
      await openEnrolDetails(page);
    },
  },
  {
    name: 'enrol-pin',
    at: '/enrol',
    play: async (page) => {
      await openEnrolDetails(page);
      await page.locator('.enrol-optional .button').click();
      await page.locator('.customer-side').waitFor();
    },
  },
  {
    name: 'category',
    play: async (page) => {
      await openQuote(page);
      await page.keyboard.press('/');
      await page.keyboard.press('2');
      await typeSlowly(page, '18');
      await page.keyboard.press('/');
      await page.locator('.category').first().waitFor();
    },
  },
  {
    name: 'category-chosen',
    play: async (page) => {
      await openQuote(page);
      await typeSlowly(page, '18/2+7.9/5');
      await page.waitForTimeout(400);
    },
  },
  { name: 'review', play: (page, core) => openReview(page, core) },
  {
    name: 'review-unclosed',
    play: async (page, core) => {
      core.leaveUnclosed();
      await openReview(page, core);
    },
  },
  {
    name: 'review-paid-twice',
    play: async (page, core) => {
      core.leaveUnclosed();
      await openReview(page, core);
      await page.locator('.ledger-row').nth(1).click();
    },
  },
  {
    name: 'review-give-back',
    play: async (page, core) => {
      core.leaveUnclosed();
      await openReview(page, core);
      await page.locator('.ledger-row').nth(1).click();
      await page.locator('.review-acts .button').click();
      await page.locator('.side-task-acts .button').waitFor();
    },
  },
  {
    name: 'review-conflict',
    play: async (page, core) => {
      await openReview(page, core);
      await page.locator('.ledger-row').last().click();
    },
  },
  {
    name: 'review-dispute',
    play: async (page, core) => {
      await openReview(page, core);
      await page.locator('.ledger-row').nth(7).click();
    },
  },
  {
    name: 'review-duplicate',
    play: async (page, core) => {
      await openReview(page, core);
      await page.locator('.ledger-row').nth(5).click();
    },
  },
  {
    name: 'review-refund',
    play: async (page, core) => {
      await openReview(page, core);
      await page.locator('.ledger-row').nth(2).click();
    },
  },
  {
    name: 'review-decide',
    play: async (page, core) => {
      await openReview(page, core);
      await page.locator('.review-acts .button').first().click();
      await page.locator('.text-box-input').fill('同一小票拆成多张');
    },
  },
  {
    name: 'review-approve',
    play: async (page, core) => {
      await openReview(page, core);
      await page.locator('.review-acts .button').first().click();
      await page.locator('.text-box-input').fill('同一小票拆成多张');
      await page.keyboard.press('Enter');
      await page.locator('.pin-input').waitFor();
    },
  },
  { name: 'sinks', play: (page) => openSinks(page) },
  {
    name: 'sinks-pin',
    play: async (page) => {
      await openSinks(page);
      await page.keyboard.press('Enter');
      await page.locator('.customer-side').waitFor();
    },
  },
  {
    name: 'sinks-done',
    play: async (page) => {
      await openSinks(page);
      await takeVoucher(page);
    },
  },
  {
    name: 'sinks-taken',
    play: async (page, core) => {
      await openSinks(page);
      await takeVoucher(page);
      core.setStatus(offline);
      await page.keyboard.press('Enter');
      await page.locator('.sink-taken').waitFor();
    },
  },
  { name: 'plans', play: (page) => openPlans(page) },
  {
    name: 'plans-sell',
    play: async (page) => {
      await openPlans(page);
      await page.keyboard.press('Enter');
      await page.locator('.refund-facts').waitFor();
    },
  },
  {
    name: 'plans-refund',
    play: async (page) => {
      await openPlans(page);
      await page.locator('.plan-row').first().click();
      await page.locator('.plan-lines').waitFor();
    },
  },
  {
    name: 'plans-approve',
    play: async (page) => {
      await openPlans(page);
      await page.locator('.plan-row').first().click();
      await page.locator('.plan-lines').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.pin-input').waitFor();
    },
  },
  {
    name: 'plans-waiting',
    play: async (page, core) => {
      core.setStatus(offline);
      await openPlans(page);
      await page.keyboard.press('Enter');
      await page.locator('.refund-facts').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.refund-short').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.plan-requests').waitFor();
    },
  },
  {
    name: 'enrol-minor',
    at: '/enrol',
    play: async (page) => {
      await openEnrolDetails(page);
      await page.locator('.enrol-join .choice-option').nth(1).click();
      await page.locator('.enrol-join .button').click();
      await page.locator('.enrol-result').waitFor();
    },
  },
  {
    name: 'enrol-done',
    at: '/enrol',
    play: async (page) => {
      await openEnrolDetails(page);
      await page.locator('.enrol-join .choice-option').first().click();
      await page.locator('.enrol-join .button').click();
      await page.locator('.enrol-number').waitFor();
    },
  },
];

const shownCode = { format: 'QRCode', text: 'M2:M-ZHANG' } as const;

/** As if there were two cameras, the one in use with a lamp: those of a browser have neither. */
async function openCamera(page: Page, codes: readonly FilmedCode[]) {
  await page.evaluate(() => {
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true }) as MediaTrackCapabilities;
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    navigator.mediaDevices.enumerateDevices = async () => {
      const all = await list();
      const other = {
        kind: 'videoinput',
        deviceId: 'front',
        label: 'Integrated Camera (04f2:b6d9)',
      };
      return [...all, other as MediaDeviceInfo];
    };
  });
  await signIn(page);
  await writeFilm(filmFile, codes);
  await page.keyboard.press('Shift+F2');
  await page.locator('.camera-video').waitFor();
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.3);
}

/** As the manager, with a wish that waits for the line among the rest. */
async function openReview(page: Page, core: FakeCore) {
  core.setStatus(offline);
  await page.locator('.staff-tile').nth(3).click();
  await typeSlowly(page, '975310');
  await page.keyboard.press('Enter');
  await page.locator('.till').waitFor();
  await scanKeys(page, card);
  await page.locator('.member-panel').waitFor();
  await chooseInMenu(page, 'plans');
  await page.locator('.plan-row').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.refund-facts').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.refund-short').waitFor();
  core.setStatus({ online: true, offlineSinceMs: null, pendingCount: 0 });
  await chooseInMenu(page, 'review');
  await page.locator('.ledger-details').waitFor();
}

async function openSinks(page: Page) {
  await openSale(page);
  await page.keyboard.press('F5');
  await page.locator('.plan-row').first().waitFor();
}

async function takeVoucher(page: Page) {
  await page.locator('.plan-row').nth(3).click();
  await page.locator('.customer-side').waitFor();
  await typeSlowly(page, '258036');
  await page.keyboard.press('Enter');
  await page.locator('.refund-done').waitFor();
}

async function openPlans(page: Page) {
  await openSale(page);
  await chooseInMenu(page, 'plans');
  await page.locator('.plan-row').first().waitFor();
}

async function openShort(page: Page) {
  await signIn(page);
  await page.keyboard.press('F8');
  await page.locator('.receipt-row').nth(1).click();
  await page.keyboard.press('F8');
  await page.keyboard.press('Enter');
  await page.locator('.refund-short').waitFor();
}

async function openValue(page: Page, which = card) {
  await openSale(page, which);
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
}

async function openPayment(page: Page) {
  await openAmount(page);
  await page.keyboard.press('F6');
  await page.locator('.value-home').waitFor();
  await typeSlowly(page, '1');
  await page.locator('.value-amount').waitFor();
}

/** Pays some of the sale with the PIN. */
async function payPart(page: Page) {
  await openPayment(page);
  await page.locator('.text-box-input').fill('60');
  await page.keyboard.press('Enter');
  await page.locator('.customer-side').waitFor();
  await typeSlowly(page, '258036');
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  await page.waitForTimeout(350);
}

async function openTopUp(page: Page, which = card) {
  await openValue(page, which);
  await typeSlowly(page, '2');
  await page.locator('.value-packages').waitFor();
}

async function chooseInMenu(page: Page, key: string) {
  await page.keyboard.press('F10');
  await page.locator(`.menu-item[data-key="${key}"]`).click();
}

async function openAdjust(page: Page) {
  await chooseInMenu(page, 'adjust');
  await page.locator('.side-task').waitFor();
}

async function openMissedReceipt(page: Page) {
  await openAdjust(page);
  await page.locator('.side-task .choice-option').last().click();
}

async function openValueRefund(page: Page) {
  await openValue(page);
  await typeSlowly(page, '3');
  await page.locator('.value-contract-row').first().click();
  await page.locator('.value-bases').waitFor();
}

async function openReadmit(page: Page, core: FakeCore) {
  core.setStatus({ ...offline, offlineReason: 'not_known' });
  await signInAs(page, 'manager');
  await page.keyboard.press('F12');
  await page.locator('.sheet .button-primary[data-focused]').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.text-box-input:focus').waitFor();
}

async function openEnrolDetails(page: Page) {
  await signIn(page);
  await typeSlowly(page, '13600003333');
  await page.keyboard.press('Enter');
  await page.locator('.enrol-details').waitFor();
}

const looks: readonly Required<Pick<PageOptions, 'size' | 'theme' | 'language'>>[] = [
  { size: { width: 1366, height: 768 }, theme: 'light', language: 'zh-CN' },
  { size: { width: 1366, height: 768 }, theme: 'dark', language: 'zh-CN' },
  { size: { width: 1024, height: 768 }, theme: 'light', language: 'en' },
  { size: { width: 1024, height: 768 }, theme: 'light', language: 'zh-CN' },
  { size: { width: 1280, height: 800 }, theme: 'light', language: 'zh-CN' },
  { size: { width: 1280, height: 800 }, theme: 'dark', language: 'en' },
  { size: { width: 1280, height: 800 }, theme: 'light', language: 'zh-TW' },
];

const wanted = process.argv.slice(2);
const folder = await makeTempDir('film');
const filmFile = path.join(folder.path, 'film.y4m');
await writeFilm(filmFile, []);
const browser = await launchChromiumWithCamera(filmFile);
try {
  for (const look of looks) {
    for (const scene of scenes) {
      const name = `${scene.name}-${look.size.width}-${look.theme}-${look.language}`;
      if (!wanted.every((word) => name.includes(word))) continue;
      const core = await startFakeCore(() => fakeNowMs);
      const { page, complaints } = await openScreens(browser, core.url, {
        ...look,
        at: scene.at ?? '/',
        isClockFixed: true,
      });
      await scene.play(page, core).catch((error: unknown) => say(`${name}: ${String(error)}`));
      await page.waitForTimeout(120);
      await screenshot(page, name);
      if (complaints.length > 0) say(`${name}: ${complaints.join(' · ')}`);
      await page.context().close();
      await core.close();
    }
  }
} finally {
  await browser.close();
  await folder.remove();
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
