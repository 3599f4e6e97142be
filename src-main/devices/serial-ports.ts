import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { SerialPort } from 'serialport';
import type { ReaderProblem } from '../../src-shared/contract/till/device.ts';
import { DeviceFailure } from './device-failure.ts';
import { usbIdOf } from './reader-id.ts';

/** A serial port of this machine. */
export interface FoundSerialPort {
  /** A path that stays when the reader is plugged in again, where the system has one. */
  readonly path: string;
  readonly name: string;
  /** null where it is no USB device. */
  readonly usbId: string | null;
}

const linkFolders = ['/dev/serial/by-id', '/dev/serial/by-path'] as const;

/**
 * The serial ports of this machine, by names that stay: on Linux by the link of the device, and of two that are alike by the
 * link of the socket; a COM number stays by itself. Fails with DeviceFailure `serial_unavailable` where the system has no
 * way to look.
 */
export async function listSerialPorts(): Promise<readonly FoundSerialPort[]> {
  let found: Awaited<ReturnType<typeof SerialPort.list>>;
  try {
    found = await SerialPort.list();
  } catch (cause) {
    // On Linux it asks udevadm.
    throw new DeviceFailure('serial_unavailable', 'Serial ports cannot be listed.', { cause });
  }
  const links = await readLinks();
  const ids = found.map(({ pnpId }) => pnpId ?? '');
  return found.map((port) => {
    const isAlone = ids.filter((id) => id === port.pnpId).length === 1;
    const own = links.filter(({ target }) => target === port.path);
    const link = own.find(({ folder }) => isAlone === (folder === linkFolders[0])) ?? own[0];
    const vendorId = Number.parseInt(port.vendorId ?? '', 16);
    const productId = Number.parseInt(port.productId ?? '', 16);
    return {
      path: link?.path ?? port.path,
      name: port.pnpId ?? port.manufacturer ?? port.path,
      usbId: Number.isNaN(vendorId + productId) ? null : usbIdOf(vendorId, productId),
    };
  });
}

/** What an error of a serial port means for a person. The library gives the system's own sentence and no code. */
export function serialProblemOf(error: Error | null): ReaderProblem {
  const message = error?.message ?? '';
  if (/permission|access denied/i.test(message)) return 'no_permission';
  if (/lock port|temporarily unavailable|busy/i.test(message)) return 'in_use';
  const isUnplugged = error === null || ('disconnected' in error && error.disconnected === true);
  return isUnplugged || /no such|not found|cannot find/i.test(message) ? 'gone' : 'failed';
}

interface Link {
  readonly folder: string;
  readonly path: string;
  readonly target: string;
}

async function readLinks(): Promise<readonly Link[]> {
  const folders = await Promise.all(
    linkFolders.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return Promise.all(
        names.map(async (name) => {
          const link = path.join(folder, name);
          return { folder, path: link, target: await realpath(link).catch(() => '') };
        }),
      );
    }),
  );
  return folders.flat();
}
