import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { serialReaderId } from '../../src-main/devices/reader-id.ts';
import { readerSettingsSchema } from '../../src-shared/contract/till/reader-settings.ts';
import { DOUBLE_DELIVERY_MS } from '../../src-shared/scan/scan-gate.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { makeMemberCode, makeTestKeys } from '../support/member-codes.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { plugSerialLine } from '../support/serial-line.ts';
import { until } from '../support/until.ts';
import { hearEvents } from './hear-events.ts';
import { cashierPin, managerPin, openTestTill, refusalOf } from './test-till.ts';

test('a code from a serial scanner goes the same way as one from a screen, to the screen used last', async () => {
  const folder = await makeTempDir('serial');
  onTestFinished(() => folder.remove());
  const line = await plugSerialLine(folder.path);
  onTestFinished(() => line.unplug());
  const till = await openTestTill({ serialPorts: [{ path: line.tillPath, baudRate: 9600 }] });
  const { memberId, memberNo } = await till.pos.member.enrol({
    phone: '13812345678',
    name: '张三丰',
  });
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const events = await hearEvents(screen);
  onTestFinished(() => events.stop());
  const reached = (state: string) =>
    until(state, () => events.all('status').at(-1)?.status.readers[0]?.state === state);
  const scanned = async (count: number) => {
    await until(`${count} scans`, () => events.scans().length === count);
    return events.scans().at(-1);
  };
  await reached('connected');

  line.send(`${memberNo}\r\n`);
  expect(await scanned(1)).toMatchObject({
    kind: 'member_card',
    status: 'found',
    member: { memberNo, maskedName: '张*丰' },
  });
  // Whoever holds the card is known at the screen that shows it (ID-02).
  expect(await screen.member.get({ memberId })).toMatchObject({ level: 'L1', availablePoints: 0 });
  line.send('134567890123456789\r');
  const paying = await scanned(2);
  expect(paying).toMatchObject({ kind: 'payment_code', status: 'refused' });
  expect(JSON.stringify(paying)).not.toContain('134567890123456789');

  // Nobody else is told: whose card it was is known where it was taken, and nowhere else (ID-02).
  const tablet = till.screen();
  await tablet.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const heardThere = await hearEvents(tablet);
  onTestFinished(() => heardThere.stop());
  await screen.session.used({ takesScans: true });
  await sleep(DOUBLE_DELIVERY_MS);
  line.send(`${memberNo}\r\n`);
  await scanned(3);
  expect(heardThere.all('scan')).toEqual([]);
  expect((await tablet.member.get({ memberId })).level).toBe('L0');
  const [first] = events.all('scan');
  expect(await tablet.takeScan({ scanId: first?.scanId ?? '' })).toMatchObject({
    status: 'refused',
    message: '这次扫描已过时，请再扫一次',
  });

  // What the reader has shown is kept, until somebody sets it otherwise.
  const { readerSetting } = till.line.store;
  const readerId = serialReaderId(line.tillPath);
  expect(readerSetting.frameEnd(readerId)).toBe('mark');
  readerSetting.writeFrameEnd(readerId, 'silence');
  expect(readerSetting.frameEnd(readerId)).toBe('silence');
  readerSetting.write(readerId, readerSettingsSchema.parse({ kind: 'serial_uid' }));
  expect(readerSetting.frameEnd(readerId)).toBe('unknown');

  await line.unplug();
  await reached('lost');
});

test('a code in pieces is told once to the screen that takes scans, and to none while readers are tested', async () => {
  const folder = await makeTempDir('serial');
  onTestFinished(() => folder.remove());
  const line = await plugSerialLine(folder.path);
  onTestFinished(() => line.unplug());
  const till = await openTestTill({ serialPorts: [{ path: line.tillPath, baudRate: 9600 }] });
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  const events = await hearEvents(screen);
  onTestFinished(() => events.stop());
  const log = async () => (await screen.device.scans()).scans;
  const logged = (count: number) =>
    until(`${count} in the log`, async () => (await log()).length === count);
  const connected = async () => (await screen.device.list()).readers[0]?.state === 'connected';
  await until('the reader', connected);

  line.send('6901234567892\r\n');
  await logged(1);
  for (const [index, piece] of ['29000100', '290001'].entries()) {
    line.send(piece);
    await logged(index + 2);
  }
  expect((await log()).slice(0, 2)).toMatchObject([
    { outcome: 'dropped', dropReason: 'incomplete' },
    { outcome: 'dropped', dropReason: 'incomplete' },
  ]);
  await until('the screen hears', () => events.all('scan_dropped').length > 0);
  // Somebody scanned again; what is torn after that is another one.
  line.send('6901234567908\r\n');
  await logged(4);
  line.send('29000100');
  await until('the screen hears', () => events.all('scan_dropped').length > 1);

  await screen.device.test({ isOn: true });
  line.send('6901234567892\r\n');
  await logged(6);
  line.send('29000100');
  await logged(7);
  await until('the scans', () => events.scans().length === 3);
  expect(events.all('scan_dropped')).toEqual([
    { kind: 'scan_dropped', reason: 'incomplete' },
    { kind: 'scan_dropped', reason: 'incomplete' },
  ]);
});

test('ID-03: a member code is used up by the screen that takes it, and by nothing else', async () => {
  const folder = await makeTempDir('serial');
  onTestFinished(() => folder.remove());
  const line = await plugSerialLine(folder.path);
  onTestFinished(() => line.unplug());
  const till = await openTestTill({ serialPorts: [{ path: line.tillPath, baudRate: 9600 }] });
  const keys = makeTestKeys();
  till.line.store.codeKey.replaceAll('member', keys.publicKeys(Date.now()));
  till.line.announce();
  const enrol = async (phone: string) =>
    toMemberId((await till.pos.member.enrol({ phone, name: '张三丰' })).memberId);
  const memberId = await enrol('13812345678');
  const other = await enrol('13812345679');
  const manager = till.screen();
  await manager.session.signIn({ staffId: 'manager-1', pin: managerPin });
  const read = async (text: string, count: number) => {
    line.send(`${text}\r\n`);
    const scans = async () => (await manager.device.scans()).scans.length === count;
    await until(`${count} scans in the log`, scans, 2_000);
  };
  await until(
    'the reader',
    async () => (await manager.device.list()).readers[0]?.state === 'connected',
  );
  const code = makeMemberCode(keys, { memberId });

  // Nobody is signed in where anybody listens: the screen hears that it is to ask for that, and cannot take the code. Then
  // somebody is.
  const screen = till.screen();
  const events = await hearEvents(screen, { takes: false });
  onTestFinished(() => events.stop());
  await read(code, 1);
  await until('an offer', () => events.all('scan').length === 1);
  const early = events.all('scan')[0]?.scanId ?? '';
  expect(await refusalOf(screen.takeScan({ scanId: early }))).toEqual({
    code: 'staff_not_signed_in',
  });
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  await sleep(DOUBLE_DELIVERY_MS);
  await read(code, 2);
  await until('an offer', () => events.all('scan').length === 2);
  // Another member has the screen.
  const refused = { status: 'refused', message: '这是另一位会员的会员码，请核对' };
  expect(await screen.scan({ text: code, onlyMemberId: other })).toMatchObject(refused);
  const scanId = events.all('scan')[1]?.scanId ?? '';
  expect(await screen.takeScan({ scanId })).toMatchObject({
    status: 'found',
    member: { level: 'L2' },
  });
  const used = '会员码已用过一次，请会员刷新后再扫';
  expect((await screen.scan({ text: code })).message).toBe(used);

  // A scanner that also types delivers it on two ways, and that is one scan; a third time is a second one.
  const twice = makeMemberCode(keys, { memberId });
  await read(twice, 3);
  await until('an offer', () => events.all('scan').length === 3);
  const first = await screen.takeScan({ scanId: events.all('scan')[2]?.scanId ?? '' });
  expect(first).toMatchObject({ status: 'found' });
  expect(await screen.scan({ text: twice, reader: 'keyboard' })).toEqual(first);
  expect((await screen.scan({ text: twice, reader: 'keyboard' })).message).toBe(used);

  // One character is another: it has the form of a code, and the log calls it what a till would.
  const forged = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
  await read(forged, 6);
  const kinds = (await manager.device.scans()).scans.map(({ kind }) => kind);
  expect(kinds[0]).toBe('own_code_unreadable');
  expect(kinds.slice(-2)).toEqual(['signed_code', 'signed_code']);
});
