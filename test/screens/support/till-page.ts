import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { usKeyOf } from '../../support/us-layout.ts';
import { fakeNowMs } from './fake-members.ts';

/** A step that takes longer has gone wrong, and says where. */
const STEP_WITHIN_MS = 30_000;

export interface PageOptions {
  readonly size?: { readonly width: number; readonly height: number };
  readonly theme?: 'light' | 'dark';
  readonly language?: 'zh-CN' | 'en' | 'zh-TW';
  readonly at?: '/' | '/enrol' | '/devices';
  /** The zone of the computer; that of the shop where nothing is said. */
  readonly timezoneId?: string;
  /** Stands the page's clock still, for pictures. */
  readonly isClockFixed?: boolean;
}

/** What the page itself complained about: errors, and refusals of its content policy. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens the screens as a counter sees them, in a profile of its own. */
export async function openScreens(
  browser: Browser,
  url: string,
  options: PageOptions = {},
): Promise<OpenPage> {
  const { size = { width: 1366, height: 768 }, theme = 'light', language = 'zh-CN' } = options;
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: options.timezoneId ?? 'Asia/Shanghai',
    viewport: size,
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_WITHIN_MS);
  if (options.isClockFixed === true) await page.addInitScript(stopDate, fakeNowMs);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.addInitScript(
    (kept) => {
      if (localStorage.getItem('membership-screen') === null)
        localStorage.setItem('membership-screen', kept);
    },
    JSON.stringify({ language, theme: 'system', sound: 'on' }),
  );
  pacePresses(page);
  await page.goto(`${url}${options.at ?? '/'}`);
  return { page, complaints };
}

/**
 * Makes it always the same moment for the page. Its events keep their own stamps: a clock that is made up for them as well
 * stamps keys when they are handled, and a busy page then cuts a scan in two.
 */
function stopDate(nowMs: number): void {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(value: number | string = nowMs) {
      super(value);
    }
    static override now() {
      return nowMs;
    }
  } as DateConstructor; // nobody calls it without `new`
}

/**
 * Puts the page's clock into the hands of the test and opens the page anew. Keys keep their own stamps, for the reason that is
 * told at `stopDate`.
 */
export async function takeClock(page: Page): Promise<void> {
  await page.context().addInitScript(() => {
    const ownStamp = Object.getOwnPropertyDescriptor(Event.prototype, 'timeStamp');
    if (ownStamp !== undefined)
      Object.defineProperty(KeyboardEvent.prototype, 'timeStamp', ownStamp);
  });
  await page.clock.install();
  await page.reload();
}

/** No gap between two keys of a person is shorter; a scanner's are at most 50 ms. */
const PERSON_GAP_MS = 60;

/** From here on a person's next key is no part of what came before (`performance.now()`), for each page. */
const freeFromMs = new WeakMap<Page, number>();

/**
 * Single keys come at a person's pace: pressed one right after another they are a scanner's to the screens, and an Enter right
 * after a scan is the scanner's second one.
 */
function pacePresses(page: Page): void {
  const press = page.keyboard.press.bind(page.keyboard);
  page.keyboard.press = async (...key) => {
    const waitMs = (freeFromMs.get(page) ?? 0) - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
    await press(...key);
    freeFromMs.set(page, performance.now() + PERSON_GAP_MS);
  };
}

/** Types at a person's pace, which no scanner has. */
export async function typeSlowly(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: PERSON_GAP_MS });
}

const SCANNER_GAP_MS = 6;
/** From the last key to the first of the scanner: of the same code, sooner it would be one scan that was delivered twice. */
export const HAND_TO_SCANNER_MS = 400;

/**
 * Types as a scanner does and ends with Enter. Each key carries the time at which the scanner sent it: on a busy
 * machine the browser hands keys over late, and its stamps still tell the scanner's pace.
 */
export async function scanKeys(page: Page, text: string, gapMs = SCANNER_GAP_MS): Promise<void> {
  await sendScan(page, text, { gapMs, letsEnterGo: true });
}

/** Types as a scanner that is unplugged, or stands still, with its Enter held down. */
export async function scanKeysHoldingEnter(page: Page, text: string): Promise<void> {
  await sendScan(page, text, { gapMs: SCANNER_GAP_MS, letsEnterGo: false });
}

async function sendScan(
  page: Page,
  text: string,
  { gapMs, letsEnterGo }: { readonly gapMs: number; readonly letsEnterGo: boolean },
): Promise<void> {
  const line = await page.context().newCDPSession(page);
  await page.waitForTimeout(HAND_TO_SCANNER_MS);
  const startedAtMs = Date.now();
  const beganAtMs = performance.now();
  const keys = [
    ...Array.from(text, keyOf),
    { key: 'Enter', code: 'Enter', keyCode: 13, text: '\r', modifiers: 0 },
  ];
  await Promise.all(
    keys.flatMap(({ key, code, keyCode, text: typed, modifiers }, index) => {
      const timestamp = (startedAtMs + index * gapMs) / 1000;
      const common = { key, code, windowsVirtualKeyCode: keyCode, timestamp, modifiers };
      const down = { type: 'keyDown', text: typed, ...common } as const;
      const up = { type: 'keyUp', ...common } as const;
      const isHeld = key === 'Enter' && !letsEnterGo;
      const sent = isHeld ? [down, { ...down, autoRepeat: true }] : [down, up];
      return sent.map((event) => line.send('Input.dispatchKeyEvent', event));
    }),
  );
  await line.detach();
  freeFromMs.set(page, beganAtMs + keys.length * gapMs + HAND_TO_SCANNER_MS);
}

const ALT = 1;
const SHIFT = 8;

function keyOf(character: string) {
  const { code, shiftKey } = usKeyOf(character);
  // What Windows calls a key; of signs nobody looks at it.
  const keyCode = /[A-Za-z0-9]/.test(character) ? character.toUpperCase().charCodeAt(0) : 0;
  return { key: character, code, keyCode, text: character, modifiers: shiftKey ? SHIFT : 0 };
}

/**
 * Types as a scanner in ALT mode does on Windows: each character is its number on the numeric pad with Alt held down, and is
 * put into the field by the system when Alt is let go.
 */
export async function scanAltNumbers(page: Page, text: string): Promise<void> {
  await scanWith(page, text, (character) => [
    { type: 'rawKeyDown', key: 'Alt', code: 'AltLeft', modifiers: ALT },
    ...Array.from(String(character.charCodeAt(0)), (digit) => {
      return { type: 'rawKeyDown', key: digit, code: `Numpad${digit}`, modifiers: ALT } as const;
    }),
    { type: 'keyUp', key: 'Alt', code: 'AltLeft', modifiers: 0 },
    character,
  ]);
}

/** Types as a scanner does under an input method that makes every character a full-width one. */
export async function scanFullWidth(page: Page, text: string): Promise<void> {
  const processed = 229;
  await scanWith(page, text, (character) => [
    {
      type: 'rawKeyDown',
      key: 'Process',
      code: keyOf(character).code,
      windowsVirtualKeyCode: processed,
      modifiers: 0,
    },
    String.fromCharCode(character.charCodeAt(0) + 0xfee0),
  ]);
}

/** A key event, or a character that the system writes. */
type Typed =
  | {
      readonly type: 'rawKeyDown' | 'keyUp';
      readonly key: string;
      readonly code: string;
      readonly modifiers: number;
      readonly windowsVirtualKeyCode?: number;
    }
  | string;

async function scanWith(page: Page, text: string, keysOf: (character: string) => readonly Typed[]) {
  const line = await page.context().newCDPSession(page);
  await page.waitForTimeout(HAND_TO_SCANNER_MS);
  const startedAtMs = Date.now();
  const enter = { key: 'Enter', code: 'Enter', modifiers: 0 } as const;
  const all: readonly Typed[] = [
    ...Array.from(text).flatMap(keysOf),
    { type: 'rawKeyDown', ...enter },
    { type: 'keyUp', ...enter },
  ];
  for (const [index, typed] of all.entries()) {
    const timestamp = (startedAtMs + index * SCANNER_GAP_MS) / 1000;
    if (typeof typed === 'string') await line.send('Input.insertText', { text: typed });
    else await line.send('Input.dispatchKeyEvent', { ...typed, timestamp });
  }
  await line.detach();
  freeFromMs.set(page, performance.now() + HAND_TO_SCANNER_MS);
}

/** Signs the first cashier of the made-up till in, by keyboard alone. */
export function signIn(page: Page): Promise<void> {
  return signInWith(page, '246813');
}

/** Signs the first of the staff in; who stands alone is chosen already. */
export async function signInWith(page: Page, pin: string): Promise<void> {
  await page.locator('.staff-tile').first().waitFor();
  if ((await page.locator('.pin-input').count()) === 0) await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, pin);
  await page.keyboard.press('Enter');
  await page.locator('.till, .enrol').waitFor();
}

/** Signs in by the keyboard: the first of the staff is a cashier, the last a manager. */
export async function signInAs(page: Page, who: 'cashier' | 'manager'): Promise<void> {
  await page.locator('.staff-tile').first().waitFor();
  await page.keyboard.press(who === 'cashier' ? 'Home' : 'End');
  await page.keyboard.press('Enter');
  await page.locator('.pin-input').waitFor();
  await typeSlowly(page, who === 'cashier' ? '246813' : '975310');
  await page.keyboard.press('Enter');
  await page.locator('.till, .device').waitFor();
}
