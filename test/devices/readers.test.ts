import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { serialReaderId } from '../../src-main/devices/reader-id.ts';
import type { PortReaderKind } from '../../src-shared/contract/till/reader-settings.ts';
import type { FrameEnd } from '../../src-shared/scan/reader-frame.ts';
import { plugSerialLine, type SerialLine } from '../support/serial-line.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { describeReader, type ReaderRig } from './describe-reader.ts';
import { scannerDescriptor } from './descriptors.ts';
import { createHidBench } from './hid-bench.ts';
import { readerMakes, scannerReport } from './reader-makes.ts';
import { hearReaders, recoveryMs } from './reader-rig.ts';

const pages = { hid_scanner: 0x8c, hid_stripe: 0x8e } as const;
const usages = { hid_scanner: 2, hid_stripe: 1 } as const;
/** As makers do it who give every device the same number. */
const cloned = { vendorId: 0x1209, productId: 0x0a01, serialNumber: 'SN-0001', product: 'Acme' };

function hidRig(kind: keyof typeof pages) {
  return (descriptor: readonly number[] | null): Promise<ReaderRig> => {
    const bench = createHidBench();
    const place = { usagePage: pages[kind], usage: usages[kind], descriptor };
    return Promise.resolve({
      hasKernel: false,
      start: (settingsOfAll) => Promise.resolve(hearReaders({ hid: bench.port, settingsOfAll })),
      plug: (socket) => {
        const location = `usb-0000:00:14.0-${socket}/input0`;
        const device = bench.plug({ ...cloned, ...place, location });
        return Promise.resolve({
          send: (bytes) => device.report(bytes),
          unplug: () => device.unplug(),
        });
      },
    });
  };
}

async function serialRig(): Promise<ReaderRig> {
  const folders = { 1: await makeFolder('serial'), 2: await makeFolder('serial') };
  const used = new Set<1 | 2>();
  return {
    hasKernel: false, // of a terminal, which looks at nothing
    start: (settings) => {
      const sockets = used.size === 0 ? ([1] as const) : [...used];
      const own = sockets.map((socket) => {
        return [serialReaderId(`${folders[socket]}/scanner`), settings] as const;
      });
      return Promise.resolve(hearReaders({ settings: new Map(own) }));
    },
    plug: async (socket) => {
      used.add(socket);
      return plug(folders[socket]);
    },
  };
}

async function plug(folder: string): Promise<SerialLine> {
  const line = await plugSerialLine(folder);
  onTestFinished(() => line.unplug());
  return line;
}

describeReader(readerMakes.hid_scanner, hidRig('hid_scanner'));
describeReader(readerMakes.hid_stripe, hidRig('hid_stripe'));
describeReader(readerMakes.serial_scanner, serialRig);
describeReader(readerMakes.serial_stripe, serialRig);
describeReader(readerMakes.serial_uid, serialRig);

test('every kind of reader there is runs the suite', () => {
  const kinds: Readonly<Record<PortReaderKind, unknown>> = readerMakes;
  expect(Object.keys(kinds)).toHaveLength(5);
});

test('a port on the command line is a scanner at the speed given there', async () => {
  const folder = await makeFolder('serial');
  const line = await plug(folder);
  const till = hearReaders({ fixedPorts: [{ path: line.tillPath, baudRate: 19_200 }] });
  await till.reached('connected');
  expect(till.only()).toMatchObject({
    readerId: serialReaderId(line.tillPath),
    kind: 'serial_scanner',
    name: line.tillPath,
    isFixed: true,
    settings: { line: { baudRate: 19_200 } },
  });
});

test('an unplug between two reads, which a serial port itself never reports, is noticed', async () => {
  const folder = await makeFolder('serial');
  const first = await plug(folder);
  const till = hearReaders({
    fixedPorts: [{ path: first.tillPath, baudRate: 9600 }],
    onFrame: () => {
      if (till.heard().length === 1) first.unplugUnseen();
    },
  });
  await till.reached('connected');
  first.send('FIRST\r');
  await till.reached('lost');
  const second = await plug(folder);
  await till.reached('connected');
  second.send('SECOND\r');
  await till.heardCount(2);
  expect(till.heard()).toEqual(['read: code - FIRST', 'read: code - SECOND']);
});

test.each([
  ['sends CR LF', '\r\n', 600, 'mark'],
  ['sends no end', '', 150, 'silence'],
] as const)(
  'ID-01: the first scan of every connection is read whole, with a pause in it, by a reader that %s',
  async (_, end, pauseMs, frameEnd) => {
    const folder = await makeFolder('serial');
    const till = hearReaders({ fixedPorts: [{ path: `${folder}/scanner`, baudRate: 9600 }] });
    const heard: string[] = [];
    for (const second of ['2900000000018', '2900000000032']) {
      const line = await plug(folder);
      await till.reached('connected');
      line.send('29000100');
      await sleep(pauseMs);
      line.send(`00022${end}`);
      heard.push('read: code - 2900010000022');
      await till.heardCount(heard.length);
      line.send(`${second}${end}`);
      heard.push(`read: code - ${second}`);
      await till.heardCount(heard.length);
      expect(till.heard()).toEqual(heard);
      expect([...till.frameEnds.values()]).toEqual([frameEnd]);
      await line.unplug();
      await till.reached('lost');
    }
  },
);

test('ID-01: neither half of the first scan there ever was of a reader is a number, whatever noise came before it', async () => {
  const folder = await makeFolder('serial');
  const path = `${folder}/scanner`;
  const line = await plug(folder);
  const frameEnds = new Map<string, FrameEnd>();
  const till = hearReaders({ fixedPorts: [{ path, baudRate: 9600 }], frameEnds });
  await till.reached('connected');
  line.send(Uint8Array.of(0x00, 0xff));
  await sleep(900);
  line.send('1391234');
  await till.heardCount(1);
  line.send('5678\r\n');
  await till.heardCount(2);
  line.send('13912345678\r\n');
  await till.heardCount(3);
  const whole = 'read: code - 13912345678';
  expect(till.heard()).toEqual(['dropped: incomplete', 'dropped: incomplete', whole]);

  // After a restart it is known that this one sends ends.
  await till.readers.stop();
  expect([...frameEnds.values()]).toEqual(['mark']);
  const again = hearReaders({ fixedPorts: [{ path, baudRate: 9600 }], frameEnds });
  await again.reached('connected');
  line.send('2900010000022');
  await again.heardCount(1);
  line.send('2900010000022\r\n');
  await again.heardCount(2);
  expect(again.heard()).toEqual(['dropped: incomplete', 'read: code - 2900010000022']);
});

const scanner = { ...cloned, usagePage: 0x8c, usage: 2, descriptor: scannerDescriptor };

test('a reader with a number of its own is the same in any socket', async () => {
  const bench = createHidBench();
  const till = hearReaders({ hid: bench.port });
  const one = bench.plug({ ...scanner, location: 'usb-1' });
  await till.reached('connected');
  const { readerId } = till.only();
  one.unplug();
  await till.reached('lost');
  bench.plug({ ...scanner, location: 'usb-2' });
  await till.reached('connected');
  expect(till.readers.list().map((reader) => reader.readerId)).toEqual([readerId]);
});

test('a reader that is pulled can be switched off, on again and forgotten', async () => {
  const bench = createHidBench();
  const till = hearReaders({ hid: bench.port });
  const one = bench.plug({ ...scanner, location: 'usb-1' });
  await till.reached('connected');
  const { readerId, settings } = till.only();
  one.unplug();
  await till.reached('lost');
  till.settings.set(readerId, { ...settings, use: 'off' });
  await till.readers.settingsChanged(readerId);
  expect(till.only()).toMatchObject({ state: 'off', problem: null });
  till.settings.set(readerId, settings);
  await till.readers.settingsChanged(readerId);
  expect(till.only()).toMatchObject({ state: 'lost', problem: 'gone' });
  till.settings.delete(readerId);
  await till.readers.settingsChanged(readerId);
  expect(till.readers.list()).toEqual([]);
  bench.plug({ ...scanner, location: 'usb-1' });
  await till.reached('connected');
  expect(till.only().readerId).toBe(readerId);
});

test('a twin that is plugged in later takes nobody their connection', async () => {
  const bench = createHidBench();
  const till = hearReaders({ hid: bench.port });
  const one = bench.plug({ ...scanner, location: 'usb-1' });
  await till.reached('connected');
  const two = bench.plug({ ...scanner, location: 'usb-2' });
  await until('two readers', () => till.readers.list().length === 2, recoveryMs);
  await until('both connected', () => two.isOpen() && one.isOpen(), recoveryMs);
  const ids = till.readers.list().map(({ readerId }) => readerId);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toContain('@usb-');
  one.report(scannerReport('A1'));
  two.report(scannerReport('B1'));
  expect(till.heard().toSorted()).toEqual(['read: code ]C0 A1', 'read: code ]C0 B1']);
  // The twin goes: the first keeps the name by which it is told apart.
  two.unplug();
  await sleep(800);
  expect(till.readers.list().map(({ readerId }) => readerId)).toEqual(ids);
});

test('a reader that may not be opened says why once, and is opened as soon as it may be', async () => {
  const bench = createHidBench();
  bench.openFailure = 'no_permission';
  const till = hearReaders({ hid: bench.port });
  bench.plug({ ...scanner, location: 'usb-1' });
  await till.reached('lost');
  expect(till.only().problem).toBe('no_permission');
  await sleep(800);
  bench.openFailure = null;
  await till.reached('connected');
  expect(till.quiet.lines.filter(({ level }) => level >= 40)).toHaveLength(1);
});

test('what is no reader is not opened: keyboards, mice, what makers keep for themselves', async () => {
  const bench = createHidBench();
  const others = [
    { ...scanner, usagePage: 0x01, usage: 0x06 },
    { ...scanner, usagePage: 0x01, usage: 0x02 },
    { ...scanner, usagePage: 0xff00, usage: 0x01 },
    { ...scanner, usagePage: 0x8d, usage: 0x01 },
  ].map((device, index) => bench.plug({ ...device, location: `usb-${index}` }));
  const magTek = bench.plug({ ...scanner, vendorId: 0x0801, usagePage: 0xff00, location: 'usb-9' });
  const till = hearReaders({ hid: bench.port });
  await until('the stripe reader', () => magTek.isOpen(), recoveryMs);
  expect(others.some((device) => device.isOpen())).toBe(false);
  expect(till.readers.list().map(({ kind }) => kind)).toEqual(['hid_stripe']);
});

test('a machine that cannot look for HID readers says so once and sells on', async () => {
  const bench = createHidBench();
  bench.isAvailable = false;
  const till = hearReaders({ hid: bench.port });
  await until('it is known', () => !till.readers.isHidAvailable(), recoveryMs);
  expect(till.readers.list()).toEqual([]);
  expect(till.quiet.lines.filter(({ level }) => level >= 40)).toHaveLength(1);
});
