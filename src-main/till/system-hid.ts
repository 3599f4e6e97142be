import type { HidPort } from '../devices/hid-port.ts';
import { createNodeHidPort } from '../devices/node-hid-port.ts';

/** The HID devices of this machine, for a shell to start the till with. */
export function systemHid(): HidPort {
  return createNodeHidPort();
}
