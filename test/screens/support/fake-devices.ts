import type { DeviceList, ScanLogEntry } from '../../../src-shared/contract/till/device.ts';
import {
  type ReaderSettings,
  readerSettingsSchema,
} from '../../../src-shared/contract/till/reader-settings.ts';
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
}

export function makeFakeDevices(): FakeDevices {
  let endsAtMs: number | null = null;
  const settings = new Map<string, ReaderSettings>();
  const reader = (
    readerId: string,
    found: Omit<DeviceList['readers'][number], 'readerId' | 'settings' | 'isFixed'>,
  ): DeviceList['readers'][number] => {
    const own = settings.get(readerId) ?? readerSettingsSchema.parse({ kind: found.kind });
    const name = own.name === '' ? found.name : own.name;
    const state = own.use === 'off' ? 'off' : found.state;
    return { ...found, readerId, name, state, settings: own, isFixed: false };
  };
  const list = (): DeviceList => ({
    readers: [
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
      reader('keyboard', {
        kind: 'keyboard',
        name: '',
        state: 'connected',
        place: '',
        usbId: null,
        problem: null,
        readCount: 12,
        droppedCount: 0,
        lastReadAtMs: fakeNowMs - 162 * second,
      }),
    ],
    freePorts: [
      { readerId: 'serial:/dev/ttyS0', name: '/dev/ttyS0', place: '/dev/ttyS0' },
      {
        readerId: 'serial:/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
        name: 'usb-1a86_USB_Serial-if00-port0',
        place: '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
      },
    ],
    portProblems: [],
    test: { endsAtMs },
  });
  return {
    list,
    scans: () => ({ scans: [...sampleScans] }),
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
  };
}

const entry = (scanNo: number, change: Partial<ScanLogEntry>): ScanLogEntry => ({
  scanNo,
  atMs: fakeNowMs - (20 - scanNo) * 9 * second,
  readerId: 'hid:1eab:1a03:8c:SN0001',
  source: 'code',
  symbology: null,
  shape: '',
  outcome: 'taken',
  kind: 'unknown',
  masked: '',
  dropReason: null,
  ...change,
});

const sampleScans: readonly ScanLogEntry[] = [
  entry(8, { symbology: ']E0', shape: '9{13}', kind: 'member_card', masked: '****0018' }),
  entry(7, { symbology: ']Q1', shape: '9{18}', kind: 'payment_code' }),
  entry(6, { symbology: ']E0', shape: '9{13}', kind: 'goods', masked: '6901234567892' }),
  entry(5, { source: null, kind: null, outcome: 'dropped', dropReason: 'incomplete' }),
  entry(4, { symbology: ']Q1', shape: '9{11}', kind: 'phone', masked: '138****1234' }),
  entry(3, {
    symbology: ']Q1',
    shape: '9{11}',
    kind: 'phone',
    masked: '138****1234',
    outcome: 'repeated',
  }),
  entry(2, { readerId: 'keyboard', shape: 'A{3}9{6}', kind: 'member_card', masked: '****0123' }),
  entry(1, { source: 'stripe', shape: '9{16}', kind: 'bank_card' }),
];
