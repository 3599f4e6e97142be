import type {
  DeviceList,
  DeviceReader,
  ScanLogEntry,
} from '../../../src-shared/contract/till/device.ts';
import {
  type ReaderSettings,
  readerSettingsSchema,
} from '../../../src-shared/contract/till/reader-settings.ts';
import { classifyScan } from '../../../src-shared/scan/classify-scan.ts';
import { maskScan, shapeOf } from '../../../src-shared/scan/scan-shape.ts';
import { fakeNowMs } from './fake-members.ts';

const testMs = 180_000;
const second = 1000;

/** The readers of the made-up till: one that works, one that was pulled, one that may not be opened, and a free port. */
export interface FakeDevices {
  list(): DeviceList;
  scans(): { scans: ScanLogEntry[] };
  change(readerId: string, settings: ReaderSettings): DeviceList;
  forget(readerId: string): DeviceList;
  test(isOn: boolean): DeviceList['test'];
  noteScan(readerId: string, text: string): void;
  /** Only keyboard-mode scanners are left, and the system has no way to see others. */
  unplugAll(): void;
}

const freePorts: DeviceList['freePorts'] = [
  { readerId: 'serial:/dev/ttyS0', name: '/dev/ttyS0', place: '/dev/ttyS0' },
  {
    readerId: 'serial:/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
    name: 'usb-1a86_USB_Serial-if00-port0',
    place: '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
  },
];

export function makeFakeDevices(): FakeDevices {
  let endsAtMs: number | null = null;
  let isEmpty = false;
  let scans: readonly ScanLogEntry[] = sampleScans;
  const settings = new Map<string, ReaderSettings>();
  const reader = (
    readerId: string,
    found: Omit<DeviceReader, 'readerId' | 'settings' | 'isFixed' | 'stateSinceMs'>,
    sinceMinutes: number | null = 90,
  ): DeviceReader => {
    const own = settings.get(readerId) ?? readerSettingsSchema.parse({ kind: found.kind });
    const name = own.name === '' ? found.name : own.name;
    const state = own.use === 'off' ? 'off' : found.state;
    const stateSinceMs = sinceMinutes === null ? null : fakeNowMs - sinceMinutes * 60 * second;
    const isFixed = readerId === 'keyboard';
    return { ...found, readerId, name, state, settings: own, isFixed, stateSinceMs };
  };
  const plugged = (): DeviceReader[] => [
    reader('hid:1eab:1a03:8c:SN0001', {
      kind: 'hid_scanner',
      name: 'Newland FM420',
      state: 'connected',
      place: 'usb-0000:00:14.0-1/input0',
      usbId: '1eab:1a03',
      problem: null,
      readCount: 318,
      droppedCount: 2,
      lastReadAtMs: fakeNowMs - 8 * second,
    }),
    reader('serial:/dev/serial/by-id/usb-Honeywell_1900-if00', {
      kind: 'serial_scanner',
      name: '/dev/serial/by-id/usb-Honeywell_1900-if00',
      state: 'lost',
      place: '/dev/serial/by-id/usb-Honeywell_1900-if00',
      usbId: null,
      problem: 'gone',
      readCount: 41,
      droppedCount: 0,
      lastReadAtMs: fakeNowMs - 3600 * second,
    }),
    reader('hid:1eab:1a03:8c:-@usb-0000:00:14.0-2/input0', {
      kind: 'hid_scanner',
      name: 'Newland FM420',
      state: 'connected',
      place: 'usb-0000:00:14.0-2/input0',
      usbId: '1eab:1a03',
      problem: null,
      readCount: 27,
      droppedCount: 0,
      lastReadAtMs: fakeNowMs - 300 * second,
    }),
    reader('hid:0801:0002:ff00:-@usb-0000:00:14.0-4/input0', {
      kind: 'hid_stripe',
      name: 'USB Swipe Reader',
      state: 'lost',
      place: 'usb-0000:00:14.0-4/input0',
      usbId: '0801:0002',
      problem: 'no_permission',
      readCount: 0,
      droppedCount: 0,
      lastReadAtMs: null,
    }),
  ];
  /** Free ports that a manager made readers. */
  const ports = () =>
    [...settings].flatMap(([readerId, own]) => {
      const port = freePorts.find((each) => each.readerId === readerId);
      if (port === undefined || own.kind === 'keyboard') return [];
      const { name, place } = port;
      const counts = { readCount: 0, droppedCount: 0, lastReadAtMs: null };
      const found = { kind: own.kind, name, place, usbId: null, problem: null, ...counts };
      return [reader(readerId, { ...found, state: 'connected' }, 0)];
    });
  const keyboard = () =>
    reader(
      'keyboard',
      {
        kind: 'keyboard',
        name: '',
        state: 'connected',
        place: '',
        usbId: null,
        problem: null,
        readCount: isEmpty ? 0 : 12,
        droppedCount: 0,
        lastReadAtMs: isEmpty ? null : fakeNowMs - 162 * second,
      },
      null,
    );
  const list = (): DeviceList => ({
    readers: isEmpty ? [keyboard()] : [...plugged(), ...ports(), keyboard()],
    freePorts: isEmpty ? [] : freePorts.filter(({ readerId }) => !settings.has(readerId)),
    portProblems: isEmpty ? ['hid_unavailable', 'serial_unavailable'] : [],
    test: { endsAtMs },
  });
  return {
    list,
    scans: () => ({ scans: [...scans] }),
    change(readerId, changed) {
      settings.set(readerId, changed);
      return list();
    },
    forget(readerId) {
      settings.delete(readerId);
      return list();
    },
    test(isOn) {
      endsAtMs = isOn ? fakeNowMs + testMs : null;
      return { endsAtMs };
    },
    noteScan(readerId, text) {
      const scanned = classifyScan(text, { cardPrefixes: [] });
      const scanNo = (scans[0]?.scanNo ?? 0) + 1;
      const kind = scanned.kind === 'phone_region_needed' ? 'phone' : scanned.kind;
      const read = { shape: shapeOf(text), kind, masked: maskScan(scanned) } as const;
      scans = [entry(scanNo, { readerId, atMs: fakeNowMs, outcome: 'tested', ...read }), ...scans];
    },
    unplugAll() {
      isEmpty = true;
      scans = [];
    },
  };
}

const entry = (scanNo: number, change: Partial<ScanLogEntry>): ScanLogEntry => ({
  scanNo,
  atMs: fakeNowMs - (20 - scanNo) * 9 * second,
  readerId: 'hid:1eab:1a03:8c:SN0001',
  source: 'code',
  symbology: null,
  shape: '',
  characterCount: null,
  outcome: 'taken',
  kind: 'unknown',
  masked: '',
  dropReason: null,
  frameBytes: null,
  ...change,
});

const sampleScans: readonly ScanLogEntry[] = [
  entry(9, { symbology: ']Q1', shape: 'M2', characterCount: 137, kind: 'signed_code' }),
  entry(8, { symbology: ']E0', shape: '9{13}', kind: 'member_card', masked: '****0018' }),
  entry(7, { symbology: ']Q1', shape: '9{18}', kind: 'payment_code', outcome: 'refused' }),
  entry(6, {
    symbology: ']E0',
    shape: '9{13}',
    kind: 'goods',
    masked: '6901234567892',
    outcome: 'untaken',
  }),
  entry(5, {
    source: null,
    kind: null,
    outcome: 'dropped',
    dropReason: 'incomplete',
    frameBytes: 23,
  }),
  entry(4, { symbology: ']Q1', shape: '9{11}', kind: 'phone', masked: '138****1234' }),
  entry(3, {
    symbology: ']Q1',
    shape: '9{11}',
    kind: 'phone',
    masked: '138****1234',
    outcome: 'repeated',
  }),
  entry(2, { readerId: 'keyboard', shape: 'A{3}9{6}', kind: 'member_card', masked: '****0123' }),
  entry(1, { source: 'stripe', shape: '9{16}', kind: 'bank_card', outcome: 'refused' }),
];
