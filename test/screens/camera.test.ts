import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { cameraProblemOf } from '../../src-renderer/client/camera/camera-problem.ts';
import { halfOf } from '../devices/camera-frames.ts';
import { type FilmedCode, writeFilm } from '../support/camera-film.ts';
import { launchChromium, launchChromiumWithCamera } from '../support/chromium.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { startFakeCore } from './support/fake-core.ts';
import { openScreens, scanKeys, signIn } from './support/till-page.ts';

// The built screens with a camera of Chromium's own that shows a film: no real camera stands on a build machine.

let folder: TempDir;
let browser: Browser;
const film = () => path.join(folder.path, 'film.y4m');

beforeAll(async () => {
  folder = await makeTempDir('camera');
  await writeFilm(film(), []);
  browser = await launchChromiumWithCamera(film());
});
afterAll(async () => {
  await browser.close();
  await folder.remove();
});

async function openTill(where: { readonly browser?: Browser; readonly at?: '/' | '/enrol' } = {}) {
  const core = await startFakeCore();
  const { at = '/' } = where;
  const opened = await openScreens(where.browser ?? browser, core.url, { at });
  onTestFinished(async () => {
    await opened.page.context().close();
    await core.close();
  });
  return { ...opened, core };
}

/** Opens the camera before this film. */
async function scan(page: Page, codes: readonly FilmedCode[]) {
  await writeFilm(film(), codes);
  await page.keyboard.press('Shift+F2');
  await page.locator('.camera-stage').waitFor();
}

const signed = { format: 'QRCode', text: 'M2:M-ZHANG' } as const;
const card = { format: 'EAN13', text: '2900000000018', widthPixels: 380 } as const;
const payment = { format: 'Code128', text: '134567890123456789', widthPixels: 420 } as const;

test('ID-01: a code before the camera finds the member, once, and the camera is given back', async () => {
  const { page, core, complaints } = await openTill();
  await signIn(page);
  for (const code of [signed, card]) {
    await scan(page, [code]);
    await page.locator('.member-panel').waitFor();
    expect(core.scans.splice(0)).toEqual([code.text]);
    expect(await page.locator('.camera-stage').count()).toBe(0);
    await page.keyboard.press('F7');
    await page.locator('.ready').waitFor();
  }

  // A payment code is refused in words, and the sale stays.
  await scan(page, [payment]);
  await page.locator('.notice-refuse').waitFor();
  expect(await page.locator('.notice-refuse').textContent()).toContain('这是付款码');
  expect(core.scans).toEqual([payment.text]);
  await page.locator('.search-input:focus').waitFor();

  // The enrolment takes what it takes from every scanner.
  await page.keyboard.press('F3');
  await page.locator('.phone-input:focus').waitFor();
  await scan(page, [payment]);
  await page.locator('.notice-refuse').waitFor();
  await page.locator('.phone-input:focus').waitFor();
  await scan(page, [signed]);
  await page.locator('.enrol-result').waitFor();
  expect(complaints).toEqual([]);
});

test('nothing is read of no code, of half of one, beside the frame or of two at once; Esc closes', async () => {
  const { page, core, complaints } = await openTill();
  await signIn(page);
  const hint = page.locator('.camera-hint');
  const halves = [
    { ...signed, cut: halfOf, x: 0.35 },
    { ...card, cut: halfOf, x: 0.65 },
  ];
  for (const shown of [[], halves]) {
    await scan(page, shown);
    await page.locator('.camera-video').waitFor();
    // So many pictures have been looked at.
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5);
    expect(await hint.textContent()).toBe('把会员码或条码放进框内');
    await page.keyboard.press('Escape');
    await page.locator('.camera-stage').waitFor({ state: 'detached' });
  }

  const other = { ...signed, text: 'M2:M-LONG', widthPixels: 150 };
  await scan(page, [
    { ...signed, widthPixels: 150, x: 0.32 },
    { ...other, x: 0.68 },
  ]);
  await hint.filter({ hasText: '框内有多个码，请只留一个' }).waitFor();
  await page.keyboard.press('Shift+F2');
  await page.locator('.camera-stage').waitFor({ state: 'detached' });

  await scan(page, [{ ...signed, widthPixels: 110, x: 0.1, y: 0.3 }]);
  await hint.filter({ hasText: '看到码了，请移到框内' }).waitFor();
  // The keys of the till behind mean nothing meanwhile.
  await page.keyboard.press('F3');
  await page.keyboard.press('Escape');
  await page.locator('.ready').waitFor();
  expect(core.scans).toEqual([]);

  // Another reader was faster: what it read is not opened behind the camera.
  await scan(page, []);
  await scanKeys(page, card.text);
  await page.locator('.member-panel').waitFor();
  expect(await page.locator('.camera-stage').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('without WebAssembly the other decoder reads; a camera that is pulled says so', async () => {
  const { page, core } = await openTill();
  let blockedCount = 0;
  await page.context().route('**/*.wasm', (route) => {
    blockedCount += 1;
    return route.abort();
  });
  // The first decoder does not start at all; whoever tries again gets another.
  let startedCount = 0;
  await page.context().route('**/decode-worker*', (route) => {
    startedCount += 1;
    return startedCount === 1 ? route.abort() : route.continue();
  });
  await signIn(page);
  await scan(page, []);
  await page.locator('[data-problem="failed"]').waitFor();
  await page.locator('.camera-message .button').click();
  await page.locator('.camera-hint').filter({ hasText: '本机识码较慢' }).waitFor();
  expect(startedCount).toBe(2);
  expect(blockedCount).toBe(1);
  await page.locator('.camera-video').evaluate((video: HTMLVideoElement) => {
    const [track] = (video.srcObject as MediaStream).getVideoTracks();
    track?.dispatchEvent(new Event('ended'));
  });
  await page.locator('[data-problem="lost"]').waitFor();
  await writeFilm(film(), [signed]);
  await page.locator('.camera-message .button').click();
  await page.locator('.member-panel').waitFor();
  expect(core.scans).toEqual([signed.text]);
});

test('the lamp is switched where there is one, and of several cameras the chosen one is kept', async () => {
  const { page } = await openTill();
  await page.evaluate(() => {
    const track = MediaStreamTrack.prototype;
    track.getCapabilities = () => ({ torch: true }) as MediaTrackCapabilities;
    track.applyConstraints = (wish) => {
      document.title = JSON.stringify(wish);
      return Promise.resolve();
    };
    const { mediaDevices } = navigator;
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    mediaDevices.enumerateDevices = async () => [
      ...(await list()),
      { kind: 'videoinput', deviceId: 'front', label: 'Front (04f2:b6d9)' } as MediaDeviceInfo,
    ];
  });
  await signIn(page);
  await scan(page, []);
  await page.getByRole('button', { name: '开灯' }).click();
  await page.getByRole('button', { name: '关灯' }).waitFor();
  expect(await page.title()).toBe('{"advanced":[{"torch":true}]}');
  await page.getByText('Front', { exact: true }).click();
  // The fake one opens again: no browser has a second.
  await page.getByRole('button', { name: '开灯' }).waitFor();
  await page.evaluate(() => {
    MediaStreamTrack.prototype.applyConstraints = () =>
      Promise.reject(new DOMException('', 'NotReadableError'));
  });
  await page.getByRole('button', { name: '开灯' }).click();
  await page.locator('.camera-hint', { hasText: '灯没有响应' }).waitFor();
  const kept = await page.evaluate(() => localStorage.getItem('membership-screen'));
  expect(kept).toContain('"cameraId":"front"');
});

test('what is missing is said in words: a permission, a camera, a free one, a secure address', async () => {
  expect(cameraProblemOf(new DOMException('', 'SecurityError'))).toBe('refused');
  expect(cameraProblemOf(new DOMException('', 'OverconstrainedError'))).toBe('none');
  expect(cameraProblemOf('?')).toBe('failed');

  // It has a camera, and asks whoever sits before it: nobody does.
  const strict = await launchChromium([
    '--use-fake-device-for-media-stream',
    '--host-resolver-rules=MAP till.test 127.0.0.1',
  ]);
  onTestFinished(() => strict.close());
  const { page, core } = await openTill({ browser: strict });
  await signIn(page);
  await page.locator('.search-row .button').click();
  await page.locator('[data-problem="refused"]').waitFor();
  expect(await page.locator('[data-problem]').textContent()).toContain('再试一次');

  // A camera that was missing opens by itself when one is plugged in.
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
  });
  await page.locator('.camera-message .button').click();
  await page.locator('[data-problem="none"]').waitFor();
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'AbortError'));
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  await page.locator('[data-problem="taken"]').waitFor();

  await page.goto(core.url.replace('127.0.0.1', 'till.test'));
  await signIn(page);
  await page.keyboard.press('Shift+F2');
  await page.locator('[data-problem="insecure"]').waitFor();
});
