import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Device, devicesAsync, HIDAsync } from 'node-hid';
import { DeviceFailure } from './device-failure.ts';
import type { HidConnection, HidDevice, HidListener, HidPort } from './hid-port.ts';

const sysfs = '/sys/class/hidraw';

/**
 * The real HID devices, by node-hid. On Linux they are looked at through hidraw, since only there a device tells its usage
 * page; the place on the USB tree and the report descriptor come from sysfs. Keyboards are seen and never opened: the
 * system types what they send.
 */
export function createNodeHidPort(): HidPort {
  return {
    async list() {
      let devices: readonly Device[];
      try {
        devices = await devicesAsync();
      } catch (cause) {
        // Debian: libusb-1.0-0 and libudev1 are needed, although only hidraw is used.
        throw new DeviceFailure('hid_unavailable', 'HID devices cannot be listed.', { cause });
      }
      const found = await Promise.all(devices.map((device) => readDevice(device)));
      return found.filter((device) => device !== null);
    },
    async readDescriptor(device) {
      if (process.platform !== 'linux') return null;
      const file = path.join(sysfs, path.basename(device.path), 'device/report_descriptor');
      return await readFile(file).catch(() => null);
    },
    open,
  };
}

/** null for one that was pulled since it was listed: without its place it would pass for another one. */
async function readDevice(device: Device): Promise<HidDevice | null> {
  const { path: devicePath } = device;
  if (devicePath === undefined) return null;
  const location = await readLocation(devicePath);
  if (location === null) return null;
  return {
    path: devicePath,
    vendorId: device.vendorId,
    productId: device.productId,
    serialNumber: device.serialNumber ?? '',
    product: device.product ?? '',
    usagePage: device.usagePage ?? 0,
    usage: device.usage ?? 0,
    location,
  };
}

/** Windows and macOS put the place into the path itself; null: the device has gone. */
async function readLocation(devicePath: string): Promise<string | null> {
  if (process.platform !== 'linux') return devicePath;
  const file = path.join(sysfs, path.basename(devicePath), 'device/uevent');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  return /^HID_PHYS=(?<phys>.+)$/m.exec(text)?.groups?.['phys'] ?? devicePath;
}

async function open(device: HidDevice, listener: HidListener): Promise<HidConnection> {
  await checkAccess(device.path);
  let hid: HIDAsync;
  try {
    hid = await HIDAsync.open(device.path);
  } catch (cause) {
    throw new DeviceFailure('failed', `${device.path} cannot be opened.`, { cause });
  }
  let isOpen = true;
  hid.on('data', (report: Buffer) => {
    if (isOpen) listener.onReport(report);
  });
  hid.on('error', () => {
    // The only sign of an unplug. Its argument is a string, not an Error, and tells no more than this.
    if (!isOpen) return;
    isOpen = false;
    listener.onLost('gone');
    void closeQuietly(hid);
  });
  return {
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await closeQuietly(hid);
    },
  };
}

/** node-hid says of every failure only that the device cannot be opened. */
async function checkAccess(devicePath: string): Promise<void> {
  if (process.platform !== 'linux') return;
  try {
    await access(devicePath, constants.R_OK | constants.W_OK);
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code !== 'ENOENT'; // of access() it is always one
    const code = isThere ? 'no_permission' : 'gone';
    throw new DeviceFailure(code, `${devicePath} cannot be opened.`, { cause });
  }
}

/** A device that is gone has nothing left to close. */
async function closeQuietly(hid: HIDAsync): Promise<void> {
  await hid.close().catch(() => {});
}
