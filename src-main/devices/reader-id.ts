import type { HidDevice } from './hid-port.ts';

/** A HID reader under the name by which its settings are kept. */
export interface IdentifiedHid {
  readonly readerId: string;
  /** The same without the place: what it is called as long as there is only one of its kind and serial number. */
  readonly baseId: string;
  readonly device: HidDevice;
}

/**
 * Names the readers that are plugged in. One with a serial number of its own is known by it wherever it is plugged; one
 * without, or whose maker gave the same number to many, by its socket. `alike` are the base ids that were once seen twice:
 * they keep their sockets in the name, so that pulling one of two does not make the other somebody else.
 */
export function identifyHids(
  devices: readonly HidDevice[],
  alike: ReadonlySet<string>,
): readonly IdentifiedHid[] {
  const bases = devices.map((device) => baseIdOf(device));
  return devices.map((device, index) => {
    const baseId = bases[index] ?? '';
    const isAlone = bases.filter((base) => base === baseId).length === 1 && !alike.has(baseId);
    const isKnown = isAlone && device.serialNumber !== '';
    return { readerId: isKnown ? baseId : `${baseId}@${device.location}`, baseId, device };
  });
}

/** "1eab:1a03", as USB devices are written. */
export function usbIdOf(vendorId: number, productId: number): string {
  return [vendorId, productId].map((id) => id.toString(16).padStart(4, '0')).join(':');
}

/** A reader on a serial port is known by its path, which is chosen so that it stays. */
export function serialReaderId(path: string): string {
  return `serial:${path}`;
}

/** The path in such an id, or null where it is another's. */
export function serialPathOf(readerId: string): string | null {
  return readerId.startsWith('serial:') ? readerId.slice('serial:'.length) : null;
}

function baseIdOf({ vendorId, productId, serialNumber, usagePage }: HidDevice): string {
  const usage = usagePage.toString(16);
  return `hid:${usbIdOf(vendorId, productId)}:${usage}:${serialNumber === '' ? '-' : serialNumber}`;
}
