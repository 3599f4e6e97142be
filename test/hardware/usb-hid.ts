import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { until } from '../support/until.ts';
import type { PluggedHid, VirtualHid } from './virtual-hid.ts';

/** A device on a bus of USB; where it is the kernel says. */
export type UsbHid = Omit<VirtualHid, 'location'>;

/** Where the devices are that a driver has taken. */
const hidraws = '/sys/class/hidraw';
const gadgets = '/sys/kernel/config/usb_gadget';
/** Of `linux/usb/ch9.h` and `hid.h`: a language, and one report of 64 bytes, the most that full speed carries at once. */
const english = '0x409';
const reportBytes = 64;
const waitMs = 4;
const sendWithinMs = 2_000;
/** Long, for a kernel whose processor is imitated on a busy machine. */
const enumeratedWithinMs = 20_000;

/**
 * Plugs a HID device into a USB socket of this machine, which its kernel makes by program (`dummy_hcd`, one bus for each
 * socket): it is enumerated and driven as any other on USB, by the descriptors that it gives. Ready to be found when it
 * returns.
 */
export async function plugUsbHid(device: UsbHid, socket: 1 | 2): Promise<PluggedHid> {
  const gadget = `${gadgets}/socket-${socket}`;
  const folders = ['', `/strings/${english}`, '/configs/c.1', '/functions/hid.reader'];
  for (const folder of folders) mkdirSync(`${gadget}${folder}`, { recursive: true });
  const write = (name: string, value: string | Uint8Array) =>
    writeFileSync(`${gadget}/${name}`, value);
  write('idVendor', String(device.vendorId));
  write('idProduct', String(device.productId));
  write(`strings/${english}/product`, device.product);
  write(`strings/${english}/serialnumber`, device.serialNumber);
  write('functions/hid.reader/report_length', String(reportBytes));
  write('functions/hid.reader/report_desc', Uint8Array.from(device.descriptor));
  const link = `${gadget}/configs/c.1/hid.reader`;
  symlinkSync(`${gadget}/functions/hid.reader`, link);
  write('UDC', `dummy_udc.${socket - 1}`);

  const [, minor = ''] = readFileSync(`${gadget}/functions/hid.reader/dev`, 'utf8')
    .trim()
    .split(':');
  const node = `/dev/hidg${minor}`;
  await until(`${node} is there`, () => existsSync(node), enumeratedWithinMs);
  const place = `HID_PHYS=usb-dummy_hcd.${socket - 1}-`;
  const isEnumerated = () =>
    readdirSync(hidraws)
      .map((name) => `${hidraws}/${name}/device/uevent`)
      .some((file) => existsSync(file) && readFileSync(file, 'utf8').includes(place));
  await until('the device is enumerated', isEnumerated, enumeratedWithinMs);
  const file = openSync(node, constants.O_RDWR | constants.O_NONBLOCK);
  const stillness = new Int32Array(new SharedArrayBuffer(4));
  let isPlugged = true;
  return {
    send(report) {
      const endsAtMs = Date.now() + sendWithinMs;
      // The one before waits until the bus asks for it.
      while (!wasSent(file, report)) {
        if (Date.now() > endsAtMs) throw new Error('Nobody asks the device for what it has.');
        Atomics.wait(stillness, 0, 0, waitMs);
      }
    },
    unplug() {
      if (!isPlugged) return;
      isPlugged = false;
      write('UDC', '\n');
      closeSync(file);
      unlinkSync(link);
      for (const folder of folders.toReversed()) rmdirSync(`${gadget}${folder}`);
    },
  };
}

function wasSent(file: number, report: Uint8Array): boolean {
  try {
    writeSync(file, report);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') throw cause; // of writeSync it is always one
    return false;
  }
}
