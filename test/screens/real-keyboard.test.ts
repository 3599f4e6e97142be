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

/** No scanner pauses so long; xdotool does on a machine at its limits, as the keys' own stamps tell. */
const scannerGapMaxMs = 90;
const triesMax = 6;

test('ID-01: scans among typing are told apart by a real browser, whatever the pace, also while its page is busy', async () => {
  const { page, complaints } = await openScreens(browser, core.url);
  // Before the screens themselves listen: what they take, nobody hears after them.
  await page.addInitScript(() => {
    const stampsMs: number[] = [];
    addEventListener('keydown', ({ timeStamp }) => stampsMs.push(timeStamp), true);
    Object.assign(globalThis, { stampsMs });
  });
  await page.reload();
  await signIn(page);
  await page.bringToFront();
  const listStampsMs = () =>
    page.evaluate(() => [...(globalThis as unknown as { stampsMs: readonly number[] }).stampsMs]);

  /** What was read of a code that was typed at a scanner's pace from its first key to its Enter. */
  async function scan(text: string, delayMs: number, before: () => Promise<unknown>) {
    for (let tries = 1; tries <= triesMax; tries += 1) {
      await before();
      const count = core.scans.length;
      if ((await typeCode(text, delayMs)) <= scannerGapMaxMs) return readSince(count);
      await page.waitForTimeout(1_000);
      await clear();
    }
    throw new Error(`xdotool stood still in each of ${String(triesMax)} scans.`);
  }

  /** Types a code and Enter; the longest gap between two of its keys, in milliseconds. */
  async function typeCode(text: string, delayMs: number): Promise<number> {
    const { length: keyCount } = await listStampsMs();
    await display.type(`${text}\n`, delayMs);
    let stampsMs: readonly number[] = [];
    await until('all keys are there', async () => {
      stampsMs = (await listStampsMs()).slice(keyCount);
      return stampsMs.length > text.length;
    });
    return Math.max(...stampsMs.slice(1).map((atMs, index) => atMs - (stampsMs[index] ?? atMs)));
  }

  async function readSince(count: number): Promise<readonly string[]> {
    await until('it is read', () => core.scans.length > count);
    return core.scans.slice(count);
  }

  async function typeByHand(): Promise<void> {
    await display.press(person('89', 110));
    await page.waitForTimeout(handToScannerMs);
  }

  async function clear(): Promise<void> {
    await page.keyboard.press('F7');
    await page.locator('.search-input').fill('');
  }

  // A person begins a number; the scanner of 2, 5, 12 and 20 ms for a key comes in between.
  for (const [index, delayMs] of [2, 5, 12, 20].entries()) {
    const text = index % 2 === 0 ? zhang : locked;
    const read = await scan(text, delayMs, typeByHand);
    expect(read).toEqual([text]);
    await page.locator('.member-panel').waitFor();
    await clear();
  }

  // Whoever types the same digits is no scanner, fast as they may be; what they typed stays where they typed it.
  const scanCount = core.scans.length;
  await display.press(person('13812341234', 75));
  expect(await page.locator('.search-input').inputValue()).toBe('13812341234');
  expect(core.scans.length).toBe(scanCount);
  await clear();

  // The page stands still for 400 ms in the middle of a scan: the stamps of the keys still tell the scanner's pace.
  const standStill = () =>
    page.evaluate(() => {
      setTimeout(() => {
        const endMs = performance.now() + 400;
        while (performance.now() < endMs);
      }, 60);
    });
  expect(await scan(zhang, 10, standStill)).toEqual([zhang]);
  expect(await page.locator('.earned-card').count()).toBe(0);

  // CapsLock is on: letters come out the other way round, the keys are the same.
  await display.press([{ name: 'Caps_Lock', afterMs: 200 }]);
  const code = 'M1:2900000000018';
  const [read] = await scan(code, 6, () => page.waitForTimeout(400));
  await display.press([{ name: 'Caps_Lock', afterMs: 200 }]);
  expect(read?.toUpperCase()).toBe(code);
  expect(complaints).toEqual([]);
});

function person(text: string, afterMs: number) {
  return Array.from(text, (name) => ({ name, afterMs }));
}
