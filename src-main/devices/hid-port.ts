import type { ReaderProblem } from '../../src-shared/contract/till/device.ts';

/** A HID device that is plugged in. */
export interface HidDevice {
  /** What it is opened by; after a replug perhaps another. */
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  /** Empty where the device has none. */
  readonly serialNumber: string;
  readonly product: string;
  readonly usagePage: number;
  readonly usage: number;
  /** The socket it is in, as far as the system tells: the same after a replug into the same one. */
  readonly location: string;
}

export interface HidListener {
  /** One whole report, its id in front where the device numbers its reports. */
  onReport(report: Uint8Array): void;
  /** The device is gone, or cannot be read any more. Comes once at most, and nothing after it. */
  onLost(problem: ReaderProblem): void;
}

export interface HidConnection {
  /** Safe to repeat, and after the device was lost. */
  close(): Promise<void>;
}

/** The HID devices of this machine. The till has node-hid behind it, tests a bench of devices that are plugged by hand. */
export interface HidPort {
  /** Fails with DeviceFailure `hid_unavailable` where the system has no way to look. */
  list(): Promise<readonly HidDevice[]>;
  /** How the device says that its reports are built; null where the system does not tell. */
  readDescriptor(device: HidDevice): Promise<Uint8Array | null>;
  /** Fails with DeviceFailure: `gone`, `no_permission`, or `failed`, also where another program has it. */
  open(device: HidDevice, listener: HidListener): Promise<HidConnection>;
}
