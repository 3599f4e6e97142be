import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const screensFolder = path.join(import.meta.dirname, '../../.cache/screens');

// Debian's browser calls home and updates its parts unless told not to; a test run has no
// business outside this machine. QUIC is off because it would evade a test's bad line.
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=zh-CN',
];

/** Starts Debian's Chromium without a window. The caller closes it. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: [...quiet, ...more] });
}

/** Starts it with a camera that shows a film, of which every opening of the camera begins anew. The caller closes it. */
export function launchChromiumWithCamera(filmFile: string): Promise<Browser> {
  return launchChromium([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${filmFile}`,
  ]);
}

/** Starts it with a window on an X display, where real keys are pressed. The caller closes it. */
export function launchChromiumOn(display: string): Promise<Browser> {
  const env = { ...definedEnv(), DISPLAY: display };
  return chromium.launch({ executablePath, headless: false, args: quiet, env });
}

/** Starts it with a profile in a folder, and says where a second program reaches it by its debugging protocol. */
export async function launchChromiumProfile(
  folder: string,
): Promise<{ readonly context: BrowserContext; readonly address: string }> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    args: [...quiet, '--remote-debugging-port=0'],
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: null,
  });
  const [port, way] = (await readFile(path.join(folder, 'DevToolsActivePort'), 'utf8')).split('\n');
  return { context, address: `ws://127.0.0.1:${port}${way}` };
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** Opens a profile of its own, as a Chinese counter sees it. */
export function openContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 800 },
  });
}

/** Keeps what the page looks like in `.cache/screens/NAME.png` and returns the path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  await mkdir(screensFolder, { recursive: true });
  const file = path.join(screensFolder, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}
