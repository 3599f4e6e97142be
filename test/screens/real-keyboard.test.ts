import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromiumOn } from '../support/chromium.ts';
import { until } from '../support/until.ts';
import { startXDisplay, type XDisplay } from '../support/x-display.ts';
import { type FakeCore, startFakeCore } from './support/fake-core.ts';
import { openScreens, signIn } from './support/till-page.ts';

// Keys of a real keyboard as far as a browser can tell: pressed at an X server, stamped by it, taken by a window with focus.

let display: XDisplay;
let browser: Browser;
let core: FakeCore;

beforeAll(async () => {
  display = await startXDisplay();
  browser = await launchChromiumOn(display.name);
  core = await startFakeCore();
});
afterAll(async () => {
  await browser.close();
  await core.close();
  await display.stop();
});

/** From the last key of a person to the first of the scanner in their hand. */
const handToScannerMs = 150;
const zhang = '2900000000018';
const locked = '2900000000032';

test('ID-01: scans among typing are told apart by a real browser, whatever the pace, also while its page is busy', async () => {
  const { page, complaints } = await openScreens(browser, core.url);
  await signIn(page);
  await page.bringToFront();
  const scanned = (count: number) => until(`${count} scans`, () => core.scans.length === count);

  // A person begins a number; the scanner of 2, 5, 12 and 20 ms for a key comes in between.
  const expected: string[] = [];
  for (const [index, delayMs] of [2, 5, 12, 20].entries()) {
    const text = index % 2 === 0 ? zhang : locked;
    await display.press(person('89', 110));
    await page.waitForTimeout(handToScannerMs);
    await display.type(`${text}\n`, delayMs);
    expected.push(text);
    await scanned(expected.length);
    await page.locator('.member-panel').waitFor();
    await page.keyboard.press('F7');
    await page.locator('.search-input').waitFor();
  }
  expect(core.scans).toEqual(expected);

  // Whoever types the same digits is no scanner, fast as they may be; what they typed stays where they typed it.
  await display.press(person('13812341234', 75));
  expect(await page.locator('.search-input').inputValue()).toBe('13812341234');
  expect(core.scans).toEqual(expected);
  await page.locator('.search-input').fill('');

  // The page stands still for 400 ms in the middle of a scan: the stamps of the keys still tell the scanner's pace.
  await page.evaluate(() => {
    setTimeout(() => {
      const endMs = performance.now() + 400;
      while (performance.now() < endMs);
    }, 60);
  });
  await display.type(`${zhang}\n`, 10);
  await scanned(expected.length + 1);
  expect(core.scans.at(-1)).toBe(zhang);
  expect(await page.locator('.earned-card').count()).toBe(0);

  // CapsLock is on: letters come out the other way round, the keys are the same.
  await display.press([{ name: 'Caps_Lock', afterMs: 200 }]);
  const code = 'M1:2900000000018';
  const read = () => core.scans.at(-1)?.toUpperCase();
  // On a machine at its limits xdotool stands still after its first key, as no scanner does.
  for (let tries = 0; tries < 3 && read() !== code; tries += 1) {
    const before = core.scans.length;
    await display.type(`${code}\n`, 6);
    await scanned(before + 1);
  }
  await display.press([{ name: 'Caps_Lock', afterMs: 200 }]);
  expect(read()).toBe(code);
  expect(complaints).toEqual([]);
}, 60_000);

function person(text: string, afterMs: number) {
  return Array.from(text, (name) => ({ name, afterMs }));
}
