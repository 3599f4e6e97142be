import { BinaryBitmap, HybridBinarizer, QRCodeReader, RGBLuminanceSource } from '@zxing/library';
import { randomUUIDv7 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startOffice } from '../../src-office/start-office.ts';
import { parseMemberCode } from '../../src-shared/scan/member-code.ts';
import { launchChromium, openContext, screenshot } from '../support/chromium.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { OfficeTill } from '../support/office-client.ts';
import { makeTempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 60_000 });

const side = 420;

/** What a reader sees in the picture of the page. */
async function readPicture(page: Page): Promise<string> {
  const levels = await page.locator('#picture').evaluate(async (svg, size) => {
    const image = new Image(size, size);
    const text = new XMLSerializer().serializeToString(svg).replace('<svg', '<svg width="420"');
    image.src = `data:image/svg+xml;utf8,${encodeURIComponent(text)}`;
    await image.decode();
    const context = new OffscreenCanvas(size, size).getContext('2d');
    if (context === null) throw new Error('There is no canvas.');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, size, size);
    context.drawImage(image, 0, 0, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    return Array.from({ length: size * size }, (_, index) => data[index * 4] ?? 0);
  }, side);
  const source = new RGBLuminanceSource(Uint8ClampedArray.from(levels), side, side);
  return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
}

test('the demo page shows a member code that a reader reads, with points to carry (ID-03, ID-04)', async () => {
  const folder = await makeTempDir('demo-page');
  await putEmptyDatabase(folder.path);
  const log = pino({ level: 'fatal' });
  const office = await startOffice({
    port: 0,
    dataFolder: folder.path,
    log,
    demoPage: true,
  });
  onTestFinished(async () => {
    await office.stop();
    await folder.remove();
  });
  const { url } = office;
  const secret = async (name: string) =>
    (await readFile(path.join(folder.path, name), 'utf8')).trim();
  const till = await OfficeTill.activate({ url, adminToken: await secret('admin-token') });
  const memberId = randomUUIDv7();
  await till.push([till.enrol(memberId, '13512345678'), till.adjust(memberId, 500)]);

  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await (await openContext(browser)).newPage();
  await page.setViewportSize({ width: 420, height: 1000 });
  const pageUrl = `${url}/demo/member-code`;
  await page.goto(pageUrl);
  await expect.poll(() => page.locator('#message').textContent()).toContain('npm run demo');

  await page.goto('about:blank');
  await page.goto(`${pageUrl}#${await secret('demo-key')}`);
  await page.locator('#store option').first().waitFor({ state: 'attached' });
  await page.locator('#phone').fill('13900000000');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('#message').textContent()).toContain('没有这个手机号');

  await page.locator('#phone').fill('135 1234 5678');
  await page.locator('#points').fill('501');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('#message').textContent()).toContain('500');
  await page.locator('#points').fill('300');
  await page.keyboard.press('Enter');
  await page.locator('#shown').waitFor();
  await expect.poll(() => page.locator('#refreshing').textContent()).toContain('秒');
  expect(await page.locator('#carried').textContent()).toContain('carries 300 points');
  // Whether a headless browser lets anything be copied is its own business.
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.resolve();
  });
  await page.locator('#copy').click();
  await expect.poll(() => page.locator('#copied').textContent()).toContain('Copied');
  await screenshot(page, 'demo-member-code');
  const code = parseMemberCode(await readPicture(page));
  expect(code).toMatchObject({ memberId, grant: { maxPoints: 300 } });
});
