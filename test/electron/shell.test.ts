import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktopRequestChannel } from '../../src-shared/contract/desktop-messages.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { signInWith } from '../screens/support/till-page.ts';
import { memberId } from '../../src-shared/values/ids.ts';
import { makeMemberCode, makeTestKeys } from '../support/member-codes.ts';
import { startTestOffice, type TestOffice } from '../station/test-office.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { selfTestAnswer } from './self-test-answer.ts';
import { type App, launchShell, startShell } from './shell-under-test.ts';

// The bundled main, core and preload scripts as they ship, in processes of their own: with Electron where it is asked for
// (`npm run test:electron`), with the stand-in for its module otherwise. Nothing here knows which of the two it is.

const staffPin = '582047';
/** A machine with other work on it takes its time to start four processes and a browser. */
const startWithinMs = 90_000;
const pageWithinMs = 30_000;

let folder: TempDir;
let office: TestOffice;
let app: App;
let page: Page;

beforeAll(async () => {
  folder = await makeTempDir('shell');
  office = await startTestOffice();
  const plain = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
  const document = JSON.parse(readFileSync(plain, 'utf8')) as object;
  // A till waits for its first programme.
  const startsOnDay = businessDateAt(Date.now());
  await office.admin('/programmes', { document: { ...document, version: 2, startsOnDay } });
  await office.admin('/staff', { staffId: 'wang', name: '王芳', role: 'manager', pin: staffPin });
  const activation = await office.activationCode('1 号收银台');
  app = await launchShell(folder.path, ['--office', office.url, '--activation', activation]);
  page = await app.firstWindow();
  page.setDefaultTimeout(pageWithinMs);
  await page.locator('.staff-tile').waitFor({ timeout: startWithinMs });
});
afterAll(async () => {
  await app.close();
  await office.remove();
  await folder.remove();
});

/** Of the process that Electron shows under the core's name. */
function corePid(): Promise<number> {
  return app.evaluate(({ app }) => {
    const core = app.getAppMetrics().find(({ name }) => name === 'till-core');
    return core === undefined ? 0 : core.pid;
  });
}

test('a click in React reaches the core in its own process, and the answer is shown', async () => {
  await page.locator('.staff-tile').click();
  await page.locator('.pin-input').fill(staffPin);
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('.till').waitFor();
  const url = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return [window?.isVisible(), window?.webContents.getURL()];
  });
  expect(url).toEqual([true, 'app://till/']);
  expect(await corePid()).not.toBe(app.process().pid);
});

/** Presses keys at the window as a device does: what the app does with them comes before the page. */
function scan(text: string): Promise<void> {
  return app.evaluate(
    async ({ BrowserWindow }, keys) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      for (const keyCode of keys) {
        for (const type of ['keyDown', 'char', 'keyUp'] as const) {
          contents?.sendInputEvent({ type, keyCode });
        }
        await new Promise((resolve) => {
          setTimeout(resolve, 6);
        });
      }
    },
    [...Array.from(text), 'Enter'],
  );
}

test('the page loaded anew gets a new port, and its mark of the shell, and nothing of Electron or Node', async () => {
  // Before any script of the page: nothing can keep a key from being seen here but the shell.
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    window.addEventListener('keydown', ({ key }) => heard.push(key), { capture: true });
  });
  await page.reload();
  await signInWith(page, staffPin);
  const globals = await page.evaluate(() => {
    const names = ['isMembershipDesktop', 'require', 'process', 'module', 'Buffer', 'ipcRenderer'];
    return names.filter((name) => name in window);
  });
  expect(globals).toEqual(['isMembershipDesktop']);
});

test('ID-01: the shell hears a scan before the page: a field stays as it was, and no button is pressed', async () => {
  const heard = () =>
    page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0));
  const search = page.locator('.search-input');
  await search.fill('138');
  await heard();
  await scan('2900000000018');
  await page.getByText('没有找到这张卡').waitFor();
  expect(await search.inputValue()).toBe('138');
  expect((await heard()).join('')).toBe('2900000000018');

  // A member code has every sign there is. Of another head office it is refused, and leaves nothing either.
  const code = makeMemberCode(makeTestKeys(), { memberId: memberId(randomUUID()) });
  await scan(code);
  await page.locator('.notice-refuse').waitFor();
  expect(await search.inputValue()).toBe('138');
  expect((await heard()).join('')).toBe(code);
  // So few keys the shell lets pass; the page has the keys' own stamps.
  await scan('4011');
  await page.getByText('不是会员码').waitFor();
  expect(await search.inputValue()).toBe('138');
  await heard();

  await page.getByRole('button', { name: '办会员' }).first().focus();
  await scan('134567890123456789');
  await page.locator('.notice-refuse').waitFor();
  expect((await heard()).join('')).toBe('134567890123456789');
  expect(await page.locator('.enrol-phone').count()).toBe(0);
});

test('the page goes nowhere else, opens no window and fetches nothing from outside', async () => {
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
  const fetched = page.evaluate(() => fetch('https://example.com/').catch(() => 'refused'));
  expect(await fetched).toBe('refused');
  await page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await page.locator('.till').waitFor();
  expect(app.windows()).toHaveLength(1);
  // What is no request is no reason to end either.
  await app.evaluate(({ ipcMain }, channel) => {
    const event = { senderFrame: { url: 'app://till/' } };
    ipcMain.emit(channel, event, { kind: 'nonsense' });
  }, desktopRequestChannel);
  const url = app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
  );
  expect(await url).toBe('app://till/');
});

test('the page may use the camera and nothing else', async () => {
  const states = await page.evaluate(() => {
    const names = ['camera', 'microphone', 'geolocation', 'notifications'] as PermissionName[];
    return Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name })).state),
    );
  });
  expect(states).toEqual(['granted', 'denied', 'denied', 'denied']);
});

test('a second start brings the window of the first to the front and ends', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const second = startShell(folder.path);
  expect(await once(second, 'exit')).toEqual([0, null]);
  const isMinimized = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized());
  await expect.poll(isMinimized).toBe(false);
});

test('--selftest tries what the package brings and says which part is missing on this machine', async () => {
  const testing = startShell(path.join(folder.path, 'self-test'), ['--selftest']);
  const [said, [code]] = await Promise.all([text(testing.stdout!), once(testing, 'exit')]);
  expect({ said, code }).toEqual(selfTestAnswer());
});

test('a core that crashes is seen on the screen and starts again by itself', async () => {
  await page.locator('.till').waitFor();
  const before = await corePid();
  process.kill(before, 'SIGKILL');
  await page.getByText('正在连接收银机').waitFor();
  await page.getByText('连接恢复，请重新登录').waitFor();
  await signInWith(page, staffPin);
  const after = await corePid();
  expect([0, before]).not.toContain(after);
});

test('a key that the system has lost is brought back by the recovery sheet, and a new core opens with it', async () => {
  await page.locator('.till').waitFor();
  await page.keyboard.press('F10');
  await page.locator('.menu-item[data-key="recovery"]').click();
  await page.locator('.pin-input').fill(staffPin);
  await page.keyboard.press('Enter');
  await page.locator('.recovery-paper').waitFor();
  const code = (await page.locator('.recovery-group').allTextContents()).join('');
  await app.close();

  const sealed = path.join(folder.path, 'till/replica-key.sealed');
  rmSync(sealed);
  app = await launchShell(folder.path, []);
  page = await app.firstWindow();
  page.setDefaultTimeout(pageWithinMs);
  await page.locator('.setup-locked').waitFor({ timeout: startWithinMs });
  const locked = await corePid();
  await page.locator('.text-box-input').fill(code);
  await page.keyboard.press('Enter');
  await page.locator('.staff-tile', { hasText: '王芳' }).waitFor({ timeout: startWithinMs });
  expect([0, locked]).not.toContain(await corePid());
  expect(readFileSync(sealed).length).toBeGreaterThan(0);
});

test('quitting stops the core first, and what stays on the disk is no plain database', async () => {
  const core = await corePid();
  await app.close();
  expect(() => process.kill(core, 0)).toThrow('ESRCH');
  const replica = readFileSync(path.join(folder.path, 'till/till.db'));
  expect(replica.subarray(0, 15).toString()).not.toBe('SQLite format 3');
});
