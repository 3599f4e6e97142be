import { setTimeout as sleep } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { announcer } from '../../src-main/till/announcer.ts';
import type { Devices } from '../../src-main/till/device/devices.ts';
import { createReaderScans } from '../../src-main/till/reader-scans.ts';
import { tillRouter } from '../../src-main/till/router.ts';
import type { Setup } from '../../src-main/till/setup/setup.ts';
import { createVisits } from '../../src-main/till/visits.ts';
import type { DeviceReader, ScanLogEntry } from '../../src-shared/contract/till/device.ts';
import { readerSettingsSchema } from '../../src-shared/contract/till/reader-settings.ts';
import { DOUBLE_DELIVERY_MS } from '../../src-shared/scan/scan-gate.ts';
import { programVersion } from '../../src-shared/values/program-version.ts';
import { scannerDescriptor } from '../devices/descriptors.ts';
import { createHidBench } from '../devices/hid-bench.ts';
import { scannerReport } from '../devices/reader-makes.ts';
import { plugSerialLine } from '../support/serial-line.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { hearEvents } from './hear-events.ts';
import { cashierPin, managerPin, openTestTill, refusalOf, silent } from './test-till.ts';

const scanner = {
  vendorId: 0x1eab,
  productId: 0x1a03,
  serialNumber: 'SN0001',
  product: 'FM420',
  usagePage: 0x8c,
  usage: 2,
  location: 'usb-1',
  descriptor: scannerDescriptor,
};
const readerId = 'hid:1eab:1a03:8c:SN0001';

async function openTill() {
  const bench = createHidBench();
  const device = bench.plug(scanner);
  const till = await openTestTill({ hid: bench.port });
  const manager = till.screen();
  await manager.session.signIn({ staffId: 'manager-1', pin: managerPin });
  await until('open', () => device.isOpen());
  const scan = (text: string, aim = ']C0') => device.report(scannerReport(text, { aim }));
  const reader = async (): Promise<DeviceReader> => {
    const { readers } = await manager.device.list();
    return readers[0] ?? expect.fail('There is no reader.');
  };
  const scans = async (): Promise<readonly ScanLogEntry[]> => (await manager.device.scans()).scans;
  return { till, manager, bench, device, scan, reader, scans };
}

test('a scan of a HID reader reaches the screen, once even when it is delivered twice', async () => {
  const { till, manager, scan, reader, scans } = await openTill();
  const { memberNo } = await till.pos.member.enrol({ phone: '13812345678', name: '张三丰' });
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const events = await hearEvents(screen);
  onTestFinished(() => events.stop());
  scan(memberNo, ']E0');
  scan(memberNo, ']E0');
  scan('134567890123456789');
  await until('two scans', () => events.scans().length === 2);
  expect(events.scans().map(({ kind }) => kind)).toEqual(['member_card', 'payment_code']);
  expect(
    (await scans()).map(({ outcome, kind, masked, shape, symbology }) => [
      outcome,
      kind,
      masked,
      shape,
      symbology,
    ]),
  ).toEqual([
    ['refused', 'payment_code', '', '9{18}', ']C0'],
    ['repeated', 'member_card', `****${memberNo.slice(-4)}`, '9{13}', ']E0'],
    ['taken', 'member_card', `****${memberNo.slice(-4)}`, '9{13}', ']E0'],
  ]);
  expect(await reader()).toMatchObject({
    readerId,
    kind: 'hid_scanner',
    name: 'FM420',
    state: 'connected',
    usbId: '1eab:1a03',
    readCount: 3,
    droppedCount: 0,
  });
  const { text } = await manager.device.export();
  expect(text).not.toContain(memberNo);
  expect(text).not.toContain('134567890123456789');
  const { till: which, ...document } = JSON.parse(text) as { readonly till: object };
  expect(document).toMatchObject({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    program: programVersion,
    system: { platform: process.platform },
    scans: [{}, {}, {}],
  });
  expect(Object.keys(which)).toEqual(['terminalId', 'terminalName', 'storeId', 'storeName']);
});

test('a scan goes to the screen used last of those that take scans, and the log says who took it', async () => {
  const { till, manager, scan, scans } = await openTill();
  const { memberNo } = await till.pos.member.enrol({ phone: '13812345678' });
  const outcome = async () => (await scans())[0]?.outcome;
  scan('6901234567892');
  expect(await outcome()).toBe('untaken');

  const one = till.screen();
  await one.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const heardByOne = await hearEvents(one);
  onTestFinished(() => heardByOne.stop());
  // The manager comes later, and looks at the device page.
  const heardByManager = await hearEvents(manager);
  onTestFinished(() => heardByManager.stop());
  await manager.session.used({ takesScans: true });
  await manager.session.used({ takesScans: false });
  scan(memberNo);
  await until('a scan', () => heardByOne.scans().length === 1);
  expect(heardByManager.all('scan')).toEqual([]);
  expect(await outcome()).toBe('taken');

  // Back at the till the manager has it, until the cashier touches a key.
  await manager.session.used({ takesScans: true });
  scan(';4111111111111111=25121010000000000000?');
  await until('a scan', () => heardByManager.scans().length === 1);
  expect(await outcome()).toBe('refused');
  await one.session.used({ takesScans: true });
  scan('M1:2900000000019');
  await until('a scan', () => heardByOne.scans().length === 2);
  expect(await outcome()).toBe('refused');

  // A badge is taken where nobody is signed in.
  const free = await hearEvents(till.screen());
  onTestFinished(() => free.stop());
  scan('S1:cashier-1');
  await until('a badge', () => free.all('staff_badge').length === 1);
});

test('while readers are tested nobody is looked up by a scan, and a screen that sells hears why', async () => {
  const { till, manager, scan, scans } = await openTill();
  const { memberNo } = await till.pos.member.enrol({ phone: '13812345678' });
  const events = await hearEvents(manager);
  onTestFinished(() => events.stop());
  await manager.session.used({ takesScans: false });
  const selling = till.screen();
  await selling.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const heardThere = await hearEvents(selling);
  onTestFinished(() => heardThere.stop());
  const { endsAtMs } = await manager.device.test({ isOn: true });
  expect(endsAtMs).toBeGreaterThan(Date.now());
  scan(memberNo);
  const tested = {
    kind: 'unknown',
    status: 'refused',
    message: '正在测试扫描设备，本次未查找会员',
  };
  await until('said where it was scanned', () => heardThere.scans().length === 1);
  expect(heardThere.scans()).toEqual([tested]);
  expect(await manager.scan({ text: memberNo, reader: 'keyboard' })).toEqual(tested);
  await until('told', () => events.all('devices_changed').length > 0);
  expect((await scans()).map(({ outcome, readerId: by }) => [outcome, by])).toEqual([
    ['tested', 'keyboard'],
    ['tested', readerId],
  ]);
  expect(events.all('scan')).toEqual([]);
  expect(await manager.device.test({ isOn: false })).toEqual({ endsAtMs: null });
  expect((await manager.device.list()).test).toEqual({ endsAtMs: null });
  expect(await manager.scan({ text: memberNo, reader: 'keyboard' })).toMatchObject({
    status: 'found',
  });
  // The window is closed in the middle of a test.
  const gone = till.screen();
  await gone.session.signIn({ staffId: 'manager-1', pin: managerPin });
  const heardByGone = await hearEvents(gone);
  await gone.device.test({ isOn: true });
  heardByGone.stop();
  await until('the test ends', async () => {
    const { test: running } = await manager.device.list();
    return running.endsAtMs === null;
  });
  // On the device page itself a scanner of the screen is tried without a test.
  await manager.device.noteScan({ text: memberNo, reader: 'keyboard' });
  expect((await scans())[0]).toMatchObject({ outcome: 'tested', kind: 'member_card' });
  // What was typed or came from the cash register is no scan of a reader.
  await till.pos.scan({ text: memberNo });
  expect(await scans()).toHaveLength(4);
});

test('what a manager sets of a reader is in effect at once and after a restart, until it is forgotten', async () => {
  const { till, manager, bench, device } = await openTill();
  const settings = readerSettingsSchema.parse({ kind: 'hid_scanner', name: '前台', use: 'off' });
  const { readers } = await manager.device.change({ readerId, settings });
  expect(readers[0]).toMatchObject({ name: '前台', state: 'off', settings });
  expect(readers[0]?.stateSinceMs).toBeGreaterThan(0);
  expect(device.isOpen()).toBe(false);
  await till.till.stop();

  const again = await openTestTill({ hid: bench.port, dataFolder: till.dataFolder });
  const screen = again.screen();
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  await until('seen', async () => (await screen.device.list()).readers.length === 2);
  expect((await screen.device.list()).readers[0]).toMatchObject({ name: '前台', state: 'off' });
  const forgotten = await screen.device.forget({ readerId });
  expect(forgotten.readers[0]).toMatchObject({ name: 'FM420', state: 'connected' });
  expect(device.isOpen()).toBe(true);
  expect(await refusalOf(screen.device.change({ readerId: 'serial:/dev/x', settings }))).toEqual({
    code: 'invalid_value',
    field: 'kind',
  });
  await again.till.stop();
  expect(device.isOpen()).toBe(false);
});

test('a free serial port becomes a reader when somebody says so, and none again when it is forgotten', async () => {
  const { manager } = await openTill();
  const serial = 'serial:/dev/no-such-port';
  const settings = readerSettingsSchema.parse({ kind: 'serial_uid' });
  const { readers } = await manager.device.change({ readerId: serial, settings });
  expect(readers.find((each) => each.readerId === serial)).toMatchObject({ kind: 'serial_uid' });
  await until('it is known to be gone', async () =>
    (await manager.device.list()).readers.some(({ problem }) => problem === 'gone'),
  );
  const after = await manager.device.forget({ readerId: serial });
  expect(after.readers.map((each) => each.readerId)).toEqual([readerId, 'keyboard']);
});

test('two changes of one reader at once leave one connection, and off means off', async () => {
  const folder = await makeFolder('serial');
  const line = await plugSerialLine(folder);
  onTestFinished(() => line.unplug());
  const { manager, scans } = await openTill();
  const serial = `serial:${line.tillPath}`;
  const settings = readerSettingsSchema.parse({ kind: 'serial_scanner' });
  const standing = async () =>
    (await manager.device.list()).readers.find((each) => each.readerId === serial);
  await manager.device.change({ readerId: serial, settings });
  await Promise.all([
    manager.device.change({ readerId: serial, settings: { ...settings, name: 'A' } }),
    manager.device.change({ readerId: serial, settings: { ...settings, name: 'B' } }),
    manager.device.change({ readerId: serial, settings: { ...settings, name: 'C' } }),
  ]);
  await until('connected', async () => (await standing())?.state === 'connected');
  expect(await standing()).toMatchObject({ name: 'C', problem: null });
  line.send('2900000000018\r\n');
  await until('a scan', async () => (await scans()).length === 1);
  await manager.device.change({ readerId: serial, settings: { ...settings, use: 'off' } });
  expect(await standing()).toMatchObject({ state: 'off' });
  line.send('2900000000025\r\n');
  await sleep(2 * DOUBLE_DELIVERY_MS);
  expect(await scans()).toHaveLength(1);
  // Nobody keeps the port: it can be had again.
  await manager.device.change({ readerId: serial, settings });
  await until('connected', async () => (await standing())?.state === 'connected');
});

test('what a chip reader read is a card and may be bound, even where its number is that of goods (ID-01)', async () => {
  const folder = await makeFolder('serial');
  const line = await plugSerialLine(folder);
  onTestFinished(() => line.unplug());
  const { till, manager } = await openTill();
  const serial = `serial:${line.tillPath}`;
  const uid = { format: 'decimal', uidBytes: 3, writtenAs: 'decimal' };
  const settings = readerSettingsSchema.parse({ kind: 'serial_uid', uid });
  await manager.device.change({ readerId: serial, settings });
  await until('connected', async () =>
    (await manager.device.list()).readers.some(
      ({ place, state }) => place === line.tillPath && state === 'connected',
    ),
  );
  const events = await hearEvents(manager);
  onTestFinished(() => events.stop());
  // An EAN-8 by its check digit.
  const cardNo = '00123457';
  expect(await till.pos.scan({ text: cardNo })).toMatchObject({ kind: 'unknown' });
  expect(await refusalOf(till.pos.member.enrol({ phone: '13812345679', cardNo }))).toMatchObject({
    code: 'card_invalid',
  });
  line.send(`${cardNo}\r`);
  await until('a scan', () => events.scans().length === 1);
  expect(events.scans()[0]).toMatchObject({ kind: 'member_card', cardNo });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', cardNo });
  line.send('garbled\r');
  await until('another', async () => (await manager.device.scans()).scans.length === 2);
  await sleep(DOUBLE_DELIVERY_MS);
  line.send(`${cardNo}\r`);
  await until('a scan', () => events.scans().length === 2);
  expect(events.scans()[1]).toMatchObject({ status: 'found', member: { memberId } });
  expect(
    (await manager.device.scans()).scans.map(
      ({ source, dropReason, frameBytes }) => source ?? [dropReason, frameBytes],
    ),
  ).toEqual(['uid', ['wrong_shape', 7], 'uid']);
});

test('ID-01: a chip number that a phone makes anew at each tap is refused in words, and no card', async () => {
  const folder = await makeFolder('serial');
  const line = await plugSerialLine(folder);
  onTestFinished(() => line.unplug());
  const { till, manager, scans } = await openTill();
  const settings = readerSettingsSchema.parse({ kind: 'serial_uid' });
  await manager.device.change({ readerId: `serial:${line.tillPath}`, settings });
  const states = async () => (await manager.device.list()).readers.map(({ state }) => state);
  await until('connected', async () => (await states())[1] === 'connected');
  const events = await hearEvents(manager);
  onTestFinished(() => events.stop());
  const read = async (text: string, count: number) => {
    line.send(`${text}\r`);
    await until('a scan', () => events.scans().length === count);
    return events.scans()[count - 1];
  };
  const random = await read('08A1B2C3', 1);
  expect(random).toMatchObject({ kind: 'member_card', status: 'refused' });
  expect(random?.message).toContain('每次都不同');
  expect(random).not.toHaveProperty('cardNo');
  const empty = await read('00000000', 2);
  expect(empty).toMatchObject({ status: 'refused' });
  expect(empty?.message).toContain('没有读到卡号');
  expect((await scans()).map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ['chip_empty', 'refused'],
    ['chip_random', 'refused'],
  ]);
  for (const cardNo of ['08A1B2C3', '00000000', 'FFFFFFFF']) {
    expect(await till.pos.scan({ text: cardNo })).toMatchObject({ status: 'refused' });
    const phone = '13812345678';
    expect(await refusalOf(till.pos.member.enrol({ phone, cardNo }))).toMatchObject({
      code: 'card_invalid',
    });
  }
});

test('how keyboard-mode scanners are told from typing is set once for all screens of a till', async () => {
  const { till, manager } = await openTill();
  const nobody = till.screen();
  const events = await hearEvents(nobody);
  onTestFinished(() => events.stop());
  const usual = { scannerPrefix: '', medianGapMaxMs: 50, capsLock: 'ignored' };
  expect(events.all('status').at(-1)?.status.keyboard).toEqual(usual);
  const settings = readerSettingsSchema.parse({ kind: 'keyboard', scannerPrefix: '~' });
  await manager.device.change({ readerId: 'keyboard', settings });
  const latest = () => events.all('status').at(-1)?.status.keyboard;
  await until('told', () => latest()?.scannerPrefix === '~');
  const off = readerSettingsSchema.parse({ kind: 'keyboard', use: 'off' });
  await manager.device.change({ readerId: 'keyboard', settings: off });
  await until('told', () => latest() === null);
  expect(await refusalOf(manager.device.change({ readerId, settings }))).toEqual({
    code: 'invalid_value',
    field: 'kind',
  });
});

describe('the device page', () => {
  test('is for managers', async () => {
    const { till } = await openTill();
    const cashier = till.screen();
    expect(await refusalOf(cashier.device.list())).toEqual({ code: 'staff_not_signed_in' });
    await cashier.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
    expect(await refusalOf(cashier.device.list())).toEqual({ code: 'staff_role_needed' });
    expect(await refusalOf(till.pos.device.scans())).toEqual({ code: 'staff_role_needed' });
  });

  test('is for whoever stands there in the first run of a till, which knows no staff yet', async () => {
    const devices = { scans: () => [] } as unknown as Devices; // no more of it is asked for
    const events = announcer(() => ({}) as never, silent);
    const setup = { step: () => 'connect' } as Setup; // no more of it is asked for
    let status: 'not_activated' | 'revoked' = 'not_activated';
    const router = tillRouter(
      () => ({ status }),
      events,
      devices,
      setup,
      createReaderScans(() => 0),
    );
    const session = { operator: null, visits: createVisits(), language: 'zh-CN' } as const;
    const screen = createRouterClient(router, { context: { session: { ...session } } });
    expect(await screen.device.scans()).toEqual({ scans: [] });
    status = 'revoked';
    expect(await refusalOf(screen.device.scans())).toEqual({ code: 'terminal_revoked' });
  });

  test('keeps 50 scans', async () => {
    const { scan, scans } = await openTill();
    for (let index = 0; index < 60; index += 1) scan(`VIP${String(index).padStart(6, '0')}`);
    const log = await scans();
    expect(log).toHaveLength(50);
    expect(log[0]).toMatchObject({ scanNo: 60, shape: 'A{3}9{6}' });
  });
});
