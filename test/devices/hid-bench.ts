import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeviceFailure } from '../../src-main/devices/device-failure.ts';
import type { HidDevice, HidListener, HidPort } from '../../src-main/devices/hid-port.ts';

/** A HID device in a socket of the bench. */
export interface BenchDevice {
  /** One report, as the device sends it. Before anybody has opened it a report goes nowhere. */
  report(bytes: Uint8Array): void;
  /** Whether the till has it open. */
  isOpen(): boolean;
  unplug(): void;
}

export interface HidBench {
  readonly port: HidPort;
  plug(
    device: Omit<HidDevice, 'path'> & { readonly descriptor?: readonly number[] | null },
  ): BenchDevice;
  /** What the next tries to open fail with, until null. */
  openFailure: 'no_permission' | 'failed' | null;
  /** As on a machine that lacks a library. */
  isAvailable: boolean;
}

interface Plugged {
  readonly device: HidDevice;
  readonly descriptor: readonly number[] | null;
  listener: HidListener | null;
}

/**
 * A bench of HID devices behind the same port as node-hid, that behaves as was measured of it: a device gets the next free
 * path at every plug, an unplug is told as a loss within a turn and once, and an old path cannot be opened.
 */
export function createHidBench(): HidBench {
  const plugged = new Set<Plugged>();
  let plugCount = 0;

  const port: HidPort = {
    async list() {
      await nextTurn();
      if (!bench.isAvailable) throw new DeviceFailure('hid_unavailable', 'No library.');
      return [...plugged].map(({ device }) => device);
    },
    readDescriptor(device) {
      const found = find(device.path);
      const descriptor = found?.descriptor ?? null;
      return Promise.resolve(descriptor === null ? null : Uint8Array.from(descriptor));
    },
    async open(device, listener) {
      await nextTurn();
      if (bench.openFailure !== null) throw new DeviceFailure(bench.openFailure, 'Not opened.');
      const found = find(device.path);
      if (found === undefined) throw new DeviceFailure('gone', 'No such device.');
      found.listener = listener;
      return {
        close() {
          if (found.listener === listener) found.listener = null;
          return Promise.resolve();
        },
      };
    },
  };

  const find = (path: string): Plugged | undefined =>
    [...plugged].find(({ device }) => device.path === path);

  const bench: HidBench = {
    port,
    openFailure: null,
    isAvailable: true,
    plug({ descriptor = null, ...device }) {
      plugCount += 1;
      const own: Plugged = {
        device: { ...device, path: `/dev/hidraw${plugCount}` },
        descriptor,
        listener: null,
      };
      plugged.add(own);
      return {
        report: (bytes) => own.listener?.onReport(bytes),
        isOpen: () => own.listener !== null,
        unplug: () => {
          plugged.delete(own);
          const { listener } = own;
          own.listener = null;
          listener?.onLost('gone');
        },
      };
    },
  };
  return bench;
}
