import type { ReaderProblem } from '../../src-shared/contract/till/device.ts';
import type { HidDevice } from '../../src-main/devices/hid-port.ts';
import type { UsbHid } from './usb-hid.ts';
import type { VirtualHid } from './virtual-hid.ts';

/** What the tests say to the program in the virtual machine: one line of JSON each. Bytes are in hexadecimal. */
export type BenchCall =
  | { readonly call: 'list' }
  | { readonly call: 'read_descriptor' | 'open'; readonly device: HidDevice }
  | { readonly call: 'close'; readonly connectionNo: number }
  | { readonly call: 'plug'; readonly device: VirtualHid }
  | { readonly call: 'plug_usb'; readonly device: UsbHid; readonly socket: 1 | 2 }
  | { readonly call: 'send'; readonly deviceNo: number; readonly report: string }
  | { readonly call: 'unplug'; readonly deviceNo: number };

export interface BenchRequest {
  readonly callNo: number;
  readonly call: BenchCall;
}

/** What it says back. A connection is known by the number of the call that opened it, a device by that which plugged it in. */
export type BenchMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly callNo: number; readonly answer: unknown }
  | {
      readonly kind: 'failed';
      readonly callNo: number;
      readonly code: string;
      readonly words: string;
    }
  | { readonly kind: 'report'; readonly connectionNo: number; readonly report: string }
  | { readonly kind: 'lost'; readonly connectionNo: number; readonly problem: ReaderProblem };
