import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startStation } from '../../src-main/station/start-station.ts';
import { describeReader, type ReaderRig } from '../devices/describe-reader.ts';
import {
  keyboardDescriptor,
  opaqueDescriptor,
  scannerDescriptor,
  stripeDescriptor,
} from '../devices/descriptors.ts';
import { readerMakes, scannerReport, stripeReport } from '../devices/reader-makes.ts';
import { hearReaders, recoveryMs } from '../devices/reader-rig.ts';
import { connectScreen } from '../station/screen-socket.ts';
import { createQuietLog } from '../support/quiet-log.ts';
import { until } from '../support/until.ts';
import { hearEvents } from '../till/hear-events.ts';
import { makeTillFolder, managerPin } from '../till/test-till.ts';
import { fetchMachineParts } from './machine-parts.ts';
import { type Machine, startMachine } from './start-machine.ts';
import type { PluggedHid, VirtualHid } from './virtual-hid.ts';

// The kernel and node-hid are real, in a virtual machine: `npm run test:hardware` sees to what it needs. The readers, and the
// till over them, run here.

const bootWithinMs = 120_000;

let machine: Machine;
beforeAll(async () => {
  const parts = fetchMachineParts('test:hardware', path.resolve('.cache/hardware'));
  machine = await startMachine(parts, bootWithinMs);
  return () => machine.stop();
});

/** As makers do it who give every device the same number. */
const scanner = {
  product: 'Acme Scanner',
  vendorId: 0x1209,
  productId: 0x0a01,
  serialNumber: 'SN-0001',
  location: 'usb-1',
  descriptor: scannerDescriptor,
};
const scannerId = 'hid:1209:0a01:8c:SN-0001';
const stripeReader = {
  ...scanner,
  product: 'Acme Stripe',
  productId: 0x0a02,
  location: 'usb-2',
  descriptor: stripeDescriptor,
};
/** A published test number of a bank card. */
const bankCardNo = '6222020200112233445';

/** A device of the kind whose descriptor tells nothing of how its reports are built: the till has to guess. */
const opaque = {
  hid_scanner: opaqueDescriptor({ page: 0x8c, usage: 2, reportIds: [1, 2] }),
  hid_stripe: opaqueDescriptor({ page: 0x8e, usage: 1, reportIds: [] }),
} as const;

async function plug(device: VirtualHid): Promise<PluggedHid> {
  const plugged = await machine.plug(device);
  onTestFinished(() => plugged.unplug());
  return plugged;
}

function kernelRig(kind: keyof typeof opaque) {
  return (given: readonly number[] | null): Promise<ReaderRig> => {
    const descriptor = given ?? opaque[kind];
    return Promise.resolve({
      hasKernel: true,
      start: (settingsOfAll) => Promise.resolve(hearReaders({ hid: machine.hid, settingsOfAll })),
      plug: (socket) => plug({ ...scanner, descriptor, location: `usb-${socket}` }),
    });
  };
}

describeReader(readerMakes.hid_scanner, kernelRig('hid_scanner'));
describeReader(readerMakes.hid_stripe, kernelRig('hid_stripe'));

test('a keyboard, which a scanner in keyboard mode is, is left to the system', async () => {
  await plug({ ...scanner, product: 'Acme Keyboard', descriptor: keyboardDescriptor });
  const one = await plug({ ...scanner, productId: 0x0a03 });
  const till = hearReaders({ hid: machine.hid });
  await till.reached('connected');
  one.send(scannerReport('A1'));
  await till.heardCount(1);
  expect(till.readers.list().map(({ kind }) => kind)).toEqual(['hid_scanner']);
});

test('a reader is known by its own number in any socket, and tells what and where it is', async () => {
  const till = hearReaders({ hid: machine.hid });
  const one = await plug(scanner);
  await till.reached('connected');
  expect(till.only()).toMatchObject({
    readerId: scannerId,
    kind: 'hid_scanner',
    name: 'Acme Scanner',
    place: 'usb-1',
    usbId: '1209:0a01',
  });
  one.unplug();
  await till.reached('lost');
  await plug({ ...scanner, location: 'usb-2' });
  await till.reached('connected');
  expect(till.readers.list().map(({ place }) => place)).toEqual(['usb-2']);
});

/** A station on the machine's devices, a screen at which a manager is signed in, and one member. */
async function openStation() {
  const quiet = createQuietLog();
  const station = await startStation({
    port: 0,
    dataFolder: await makeTillFolder({}),
    officeUrl: 'http://127.0.0.1:9',
    serialPorts: [],
    hid: machine.hid,
    log: quiet.log,
  });
  onTestFinished(() => station.stop());
  const { client } = connectScreen(station.url, { origin: station.url });
  await client.session.signIn({ staffId: 'manager-1', pin: managerPin });
  const { memberNo } = await client.member.enrol({ phone: '13812345678', name: '张三丰' });
  const events = await hearEvents(client);
  onTestFinished(() => events.stop());
  const readers = async () => {
    const { readers: all } = await client.device.list();
    return all.filter(({ kind }) => kind !== 'keyboard');
  };
  const states = async () => (await readers()).map(({ state }) => state).join(' ');
  return {
    client,
    memberNo,
    quiet,
    readers,
    scans: () => events.scans(),
    reached: (wanted: string) => until(wanted, async () => (await states()) === wanted, recoveryMs),
    heard: (count: number) =>
      until(`${count} scans`, () => events.scans().length === count, recoveryMs),
  };
}

test('a scan delivered twice within 300 ms is one, and the member is on the screen', async () => {
  const one = await plug(scanner);
  const till = await openStation();
  await till.reached('connected');
  one.send(scannerReport(till.memberNo, { aim: ']E0' }));
  one.send(scannerReport(till.memberNo, { aim: ']E0' }));
  await until('both', async () => (await till.client.device.scans()).scans.length === 2);
  expect(till.scans()).toMatchObject([
    { kind: 'member_card', status: 'found', member: { maskedName: '张*丰' } },
  ]);
  const { scans } = await till.client.device.scans();
  expect(scans.map(({ outcome, readerId }) => [outcome, readerId])).toEqual([
    ['repeated', scannerId],
    ['taken', scannerId],
  ]);
});

test('a plug pulled within a code: told and back within two seconds, and nothing of the half code is left', async () => {
  let one = await plug(scanner);
  const till = await openStation();
  await till.reached('connected');
  one.send(scannerReport('29000', { more: true }));
  one.unplug();
  await till.reached('lost');
  one = await plug(scanner);
  await till.reached('connected');
  one.send(scannerReport(till.memberNo));
  await till.heard(1);
  expect(till.scans()[0]).toMatchObject({ status: 'found', member: { memberNo: till.memberNo } });
});

test('ID-01: a member’s stripe is found; a bank’s is refused by its kind, and its number is nowhere', async () => {
  const stripe = await plug(stripeReader);
  const till = await openStation();
  await till.reached('connected');
  stripe.send(stripeReport('', `;${till.memberNo}=00?`));
  await till.heard(1);
  expect(till.scans()[0]).toMatchObject({ kind: 'member_card', status: 'found' });
  const tracks = [`%B${bankCardNo}^ZHANG/SAN^2512101?`, `;${bankCardNo}=25121010000?`] as const;
  stripe.send(stripeReport(...tracks));
  await till.heard(2);
  expect(till.scans()[1]).toMatchObject({ kind: 'bank_card', status: 'refused' });
  const kept = [
    till.scans(),
    (await till.client.device.scans()).scans,
    (await till.client.device.export()).text,
    till.quiet.lines,
  ];
  expect(till.quiet.lines.length).toBeGreaterThan(0);
  for (const each of kept) expect(JSON.stringify(each)).not.toMatch(/622202|2233445|ZHANG/);
});

test('two scanners of one make and number are told apart by their sockets, and none of 200 scans of each is lost', async () => {
  const one = await plug(scanner);
  const two = await plug({ ...scanner, location: 'usb-3' });
  const till = await openStation();
  await till.reached('connected connected');
  for (let index = 1; index <= 200; index += 1) {
    one.send(scannerReport(`ONE${index}`));
    two.send(scannerReport(`TWO${index}`));
  }
  const counts = async () =>
    (await till.readers()).map(({ readerId, readCount }) => [readerId, readCount]);
  const all = [
    [`${scannerId}@usb-1`, 200],
    [`${scannerId}@usb-3`, 200],
  ];
  await expect.poll(counts, { timeout: 20_000 }).toEqual(all);
});

test('on USB two scanners of one make and number are told apart, pulled and back, and no scan is lost or doubled', async () => {
  const { location: _none, ...device } = scanner;
  const plugUsb = async (socket: 1 | 2): Promise<PluggedHid> => {
    const plugged = await machine.plugUsb(device, socket);
    onTestFinished(() => plugged.unplug());
    return plugged;
  };
  const one = await plugUsb(1);
  const till = hearReaders({ hid: machine.hid });
  await till.reached('connected');
  // Alone it is known by its number, and its place is one on the bus.
  expect(till.only()).toMatchObject({
    readerId: scannerId,
    name: 'Acme Scanner',
    usbId: '1209:0a01',
    place: expect.stringMatching(/^usb-dummy_hcd\.0-1\/input0$/) as string,
  });
  let two = await plugUsb(2);
  const ids = [0, 1].map((bus) => `${scannerId}@usb-dummy_hcd.${bus}-1/input0`);
  const states = () =>
    till.readers
      .list()
      .map(({ readerId, state }) => `${readerId} ${state}`)
      .toSorted();
  const both = ids.map((id) => `${id} connected`);
  await expect.poll(states, { timeout: recoveryMs }).toEqual(both);
  const send = (from: PluggedHid, name: string, count: number) => {
    for (let index = 1; index <= count; index += 1) from.send(scannerReport(`${name}${index}`));
  };
  const heard = (name: string, count: number) =>
    Array.from({ length: count }, (_none, index) => `read: code ]C0 ${name}${index + 1}`);
  send(one, 'ONE', 50);
  send(two, 'TWO', 50);
  const heardOf = (index: number) => till.heard(ids[index]);
  await expect.poll(() => heardOf(0), { timeout: 10_000 }).toEqual(heard('ONE', 50));
  await expect.poll(() => heardOf(1), { timeout: 10_000 }).toEqual(heard('TWO', 50));

  // Half a code, and the plug is pulled; the other reads on.
  two.send(scannerReport('29000', { more: true }));
  two.unplug();
  await until('it is lost', () => states().some((each) => each.endsWith(' lost')), recoveryMs);
  one.send(scannerReport('ONE51'));
  await expect.poll(() => heardOf(0)).toEqual(heard('ONE', 51));
  two = await plugUsb(2);
  await expect.poll(states, { timeout: recoveryMs }).toEqual(both);
  two.send(scannerReport('TWO51'));
  await expect.poll(() => heardOf(1)).toEqual(heard('TWO', 51));
});
