import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { until } from '../support/until.ts';

/** What a HID device tells of itself when it is plugged in. */
export interface VirtualHid {
  readonly product: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string;
  /** The socket that it is in. */
  readonly location: string;
  /** How its reports are built. */
  readonly descriptor: readonly number[];
}

export interface PluggedHid {
  /** One report, not sooner than a device on USB may speak again; before anybody has opened the device it goes nowhere. */
  send(report: Uint8Array): void;
  /** As when its cable is pulled. Safe to repeat. */
  unplug(): void;
}

// linux/uhid.h: each event is a number of 32 bits and a packed structure.
const event = { destroy: 1, start: 2, create: 11, input: 12 } as const;
const typeBytes = 4;
const eventBytesMax = 4380;
const usbBus = 3;
/** How often a device on USB may speak. The kernel keeps 64 reports for whoever reads, so a busy machine may be late. */
const pollMs = 4;
/** Where the fields of `uhid_create2_req` lie in the event, and how many bytes a text has. */
const field = {
  name: { at: 4, bytes: 128 },
  location: { at: 132, bytes: 64 },
  serialNumber: { at: 196, bytes: 64 },
  descriptorLength: 260,
  bus: 262,
  vendorId: 264,
  productId: 268,
  descriptor: 280,
} as const;

/**
 * Plugs a HID device into this machine by `/dev/uhid`: for everybody else the kernel has found a device on USB, with its
 * node, its place in sysfs and its descriptor. Ready to be found when it returns.
 */
export async function plugVirtualHid(device: VirtualHid): Promise<PluggedHid> {
  const file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
  writeSync(file, creation(device));
  await until('the kernel starts the device', () => nextEvent(file) === event.start);
  const stillness = new Int32Array(new SharedArrayBuffer(4));
  let isPlugged = true;
  return {
    send(report) {
      const head = Buffer.alloc(typeBytes + 2);
      head.writeUInt32LE(event.input, 0);
      head.writeUInt16LE(report.length, typeBytes);
      writeSync(file, Buffer.concat([head, report]));
      Atomics.wait(stillness, 0, 0, pollMs);
    },
    unplug() {
      if (!isPlugged) return;
      isPlugged = false;
      const end = Buffer.alloc(typeBytes);
      end.writeUInt32LE(event.destroy, 0);
      writeSync(file, end);
      closeSync(file);
    },
  };
}

function creation(device: VirtualHid): Buffer {
  const { product, vendorId, productId, serialNumber, location, descriptor } = device;
  const bytes = Buffer.alloc(field.descriptor + descriptor.length);
  const writeText = (place: { readonly at: number; readonly bytes: number }, text: string) =>
    bytes.write(text, place.at, place.bytes - 1, 'utf8');
  bytes.writeUInt32LE(event.create, 0);
  writeText(field.name, product);
  writeText(field.location, location);
  writeText(field.serialNumber, serialNumber);
  bytes.writeUInt16LE(descriptor.length, field.descriptorLength);
  bytes.writeUInt16LE(usbBus, field.bus);
  bytes.writeUInt32LE(vendorId, field.vendorId);
  bytes.writeUInt32LE(productId, field.productId);
  bytes.set(descriptor, field.descriptor);
  return bytes;
}

/** The type of what the kernel has to say next; null when it is silent. */
function nextEvent(file: number): number | null {
  const bytes = Buffer.alloc(eventBytesMax);
  try {
    const count = readSync(file, bytes);
    return count < typeBytes ? null : bytes.readUInt32LE(0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') throw cause; // of readSync it is always one
    return null;
  }
}
