import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scanKeys, signInAs, typeSlowly } from './support/till-page.ts';
import { setUpScreens } from './support/set-up-screens.ts';

const screens = setUpScreens();
const twins = ['hid:1eab:1a03:8c:-@usb-0000:00:14.0-2/input0', 'hid:1eab:1a03:8c:SN0001'] as const;

async function openDevices() {
  const opened = await screens.open();
  const { page } = opened;
  await signInAs(page, 'manager');
  await page.keyboard.press('F9');
  await page.locator('.device-row').first().waitFor();
  return { ...opened, row: (name: string) => page.locator('.device-row', { hasText: name }) };
}

test('the readers are a manager’s, and the address of one left open shows a cashier the till', async () => {
  const { page, complaints } = await screens.open({ at: '/devices' });
  await signInAs(page, 'cashier');
  await page.locator('.till').waitFor();
  await page.keyboard.press('F9');
  expect(await page.locator('.notice').textContent()).toContain('扫描设备由店长查看');
  await page.keyboard.press('F10');
  await page.locator('.menu-list').waitFor();
  expect(await page.locator('.menu-item[data-key="devices"]').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('readers are listed with what is wrong and what to do, two of a kind apart by number, place and the scan', async () => {
  const { page, core, row, complaints } = await openDevices();
  expect(await row('Honeywell').textContent()).toMatch(/未连接.*起.*设备已拔出/);
  expect(await row('USB Swipe Reader').textContent()).toContain('系统不允许打开');
  expect(await row('Newland FM420（1）').textContent()).toContain('usb-0000:00:14.0-2/input0');
  expect(await row('Newland FM420（2）').textContent()).toContain('usb-0000:00:14.0-1/input0');
  for (const [index, readerId] of twins.entries()) {
    core.testScan(readerId, '13812341234');
    const last = row(`Newland FM420（${index + 1}）`).locator('.device-last');
    await last.waitFor();
    expect(await page.locator('.device-last').count()).toBe(1);
  }
  // Whether a scanner that types is plugged in, no system knows.
  expect(await row('键盘模式扫描枪').textContent()).toContain('已启用，接上即可扫');
  core.unplugReaders();
  await page.locator('.hint').nth(2).waitFor();
  expect(await page.locator('.hint').allTextContents()).toEqual([
    expect.stringContaining('键盘模式扫描枪不用设置'),
    '看不到 USB 扫描设备系统缺少组件，请技术人员安装 libusb 与 libudev',
    '看不到串口系统缺少组件，请技术人员安装 udev（命令 udevadm）',
  ]);
  await row('键盘模式扫描枪').click();
  await page.getByText('停用', { exact: true }).click();
  await page.keyboard.press('Enter');
  await page.locator('.hint', { hasText: '键盘模式扫描枪已停用' }).waitFor();
  expect(await page.locator('.scan-try').textContent()).not.toContain('可直接扫');
  expect(complaints).toEqual([]);
});

test('the first run says of each reader how it stands, and of one that types no more than can be known', async () => {
  const { page, core, complaints } = await screens.open();
  core.setStatus({ setup: 'readers' });
  await page.locator('.setup-card').waitFor();
  await page.keyboard.press('Enter');
  const standing = page.locator('.setup-reader-list li:has(.reader-state)');
  await expect.poll(() => standing.count()).toBe(5);
  expect(await standing.allTextContents()).toEqual([
    'USB Swipe Reader系统不允许打开',
    'Newland FM420（1）已连接',
    'Newland FM420（2）已连接',
    'usb-Honeywell_1900-if00已断开，插好后自动恢复',
    '键盘模式扫描枪已启用，接上即可扫',
  ]);
  expect(complaints).toEqual([]);
});

test('a scan on the page is understood, masked and shown at once, finds nobody, and goes into the file for support', async () => {
  const { page, core } = await openDevices();
  const before = await page.locator('.scan-log tbody tr').count();
  const logged = (text: string) => page.locator('.scan-log tbody tr', { hasText: text }).first();
  expect(await logged('会员码').textContent()).toMatch(/M2 · 137 字符.*已采用/);
  expect(await logged('付款码').textContent()).toContain('已拒绝');
  expect(await logged('6901234567892').textContent()).toContain('无人接收');
  await page.keyboard.press('F5');
  await page.locator('.scan-try', { hasText: '请扫任意一个码或卡' }).waitFor();
  await scanKeys(page, '13812341234');
  await page.locator('.scan-try-result').waitFor();
  expect(await page.locator('.scan-try-result').textContent()).toMatch(
    /手机号 138\*{4}1234.*键盘模式扫描枪.*9\{11\}/,
  );
  await expect.poll(() => page.locator('.scan-log tbody tr').count()).toBe(before + 1);
  expect(await page.locator('.scan-log tbody tr').first().textContent()).toContain('测试');
  expect(await page.locator('body').textContent()).not.toContain('13812341234');
  expect(core.scans).toEqual([]);
  await page.keyboard.press('F5');
  await page.locator('.scan-try', { hasText: '试扫一下' }).waitFor();
  const arriving = page.waitForEvent('download');
  await page.keyboard.press('F8');
  const file = await arriving;
  expect(file.suggestedFilename()).toBe('readers.json');
  expect(readFileSync(await file.path(), 'utf8')).toBe('{}');
  expect(await page.locator('.notice-ok').textContent()).toContain('readers.json');
});

test('a damaged code of ours is no success where readers are tried, and what nobody knows is neither good nor bad', async () => {
  const { page, core } = await openDevices();
  const tried = async (text: string) => {
    await scanKeys(page, text);
    return page.locator('.scan-try-result');
  };
  const look = async (text: string, words: string) => {
    const seen = (await tried(text)).filter({ hasText: words });
    await seen.waitFor();
    return await seen.getAttribute('class');
  };
  await page.locator('.scan-try').waitFor();
  expect(await look('M2:QWERTY', '会员码损坏')).toContain('scan-try-unreadable');
  expect(await page.locator('.scan-try-result').textContent()).toContain('恢复出厂');
  expect(await look('C1|AAAAAA', '优惠券码损坏')).toContain('scan-try-unreadable');
  expect(await look('S1:cash#1', '员工证损坏')).toContain('scan-try-unreadable');
  expect(await look('08A1B2C3', '每次变号的芯片')).toContain('scan-try-unreadable');
  expect(await look('HTTPS://A.CN/1', '其他内容')).toContain('scan-try-other');
  expect(await look('134567890123456789', '付款码')).toContain('scan-try-other');
  expect(await look('2900000000018', '会员卡')).toContain('scan-try-read');
  expect(await page.locator('.scan-log .scan-log-unreadable').count()).toBe(4);

  core.unplugReaders();
  core.setStatus({ setup: 'readers' });
  await page.locator('.setup-card').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.setup-readers .hint').nth(1).waitFor();
  expect(await page.locator('.setup-readers .hint').allTextContents()).toEqual([
    expect.stringContaining('libusb'),
    expect.stringContaining('udevadm'),
  ]);
  expect(await look('M2:QWERTY', '会员码损坏')).toContain('scan-try-unreadable');
});

test('a free port becomes a reader by the keyboard alone, Ctrl Z takes that back, and bytes are read or refused', async () => {
  const { page, row, complaints } = await openDevices();
  const free = row('usb-1a86_USB_Serial-if00-port0');
  expect(await free.textContent()).toContain('按 Enter 设置');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('.reader-form .text-box-input:focus').waitFor();
  await typeSlowly(page, '前台');
  // Past "in use" to the kind: a chip card reader, which brings fields of its own.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.locator('.choice-label', { hasText: '字节顺序' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.notice-ok').waitFor();
  expect(await row('前台').textContent()).toContain('串口感应卡读卡器');
  // The keyboard goes on from the row.
  await expect.poll(() => page.locator('.device-row:focus').textContent()).toContain('前台');
  await page.keyboard.press('Enter');
  await page.locator('.reader-form').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('.device-row:focus').textContent()).toContain('前台');
  await page.keyboard.press('Control+z');
  await expect.poll(() => free.textContent()).toContain('按 Enter 设置');
  expect(await row('前台').count()).toBe(0);

  // Bytes that cannot be read are said at the field and not saved.
  await row('Honeywell').click();
  await page.getByText('前缀与后缀', { exact: true }).click();
  const prefix = page.getByLabel('前缀', { exact: true });
  await prefix.fill('<2>M<999>');
  expect(await page.locator('.text-box-error').textContent()).toContain('<0> 到 <255>');
  await prefix.press('Enter');
  expect(await page.locator('.notice-ask').textContent()).toContain('请先改正');
  // Nor are raw bytes between marks that may be among them.
  await prefix.fill('<2>M');
  await page.getByText('串口感应卡读卡器', { exact: true }).last().click();
  await page.getByText('原始字节', { exact: true }).click();
  await page.getByText('原始字节会被分段符切断').waitFor();
  await prefix.press('Enter');
  expect(await page.locator('.notice-ask').textContent()).toContain('请先改正');
  await page.getByText('十六进制', { exact: true }).first().click();
  await prefix.press('Enter');
  await page.locator('.notice-ok').waitFor();
  await row('Honeywell').click();
  expect(await prefix.inputValue()).toBe('<2>M');
  expect(await page.getByLabel('后缀', { exact: true }).inputValue()).toBe('<13>');
  await page.keyboard.press('Escape');
  await page.locator('.scan-log').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.till').waitFor();
  expect(complaints).toEqual([]);
});

test('the tills beside this one are seen, and a manager sets where they meet by keyboard alone', async () => {
  const { page, complaints } = await openDevices();
  const panel = page.locator('.lan-panel');
  expect(await panel.textContent()).toMatch(/店内互联已启用.*2 号收银台已连接3 号收银台未连接/);
  await page.keyboard.press('F6');
  await page.locator('.reader-form input').first().waitFor();
  await page.keyboard.press('Control+A');
  await typeSlowly(page, '192.168.1.21');
  await page.keyboard.press('Enter');
  expect(await page.locator('.notice').textContent()).toContain('请先改正标红的内容');
  expect(await page.locator('.text-box-error').textContent()).toContain('地址:端口');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await page.locator('.lan-status-off').waitFor();
  expect(await panel.textContent()).toContain('未启用');
  await page.keyboard.press('F6');
  await page.locator('.reader-form').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.scan-log').waitFor();
  await page.locator('.lan-panel button:focus').waitFor();
  expect(complaints).toEqual([]);
});
