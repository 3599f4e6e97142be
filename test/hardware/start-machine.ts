import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { DeviceFailure } from '../../src-main/devices/device-failure.ts';
import type { HidDevice, HidListener, HidPort } from '../../src-main/devices/hid-port.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import type { BenchCall, BenchMessage, BenchRequest } from './bench-messages.ts';
import { makeInitramfs } from './initramfs.ts';
import type { MachineParts } from './machine-parts.ts';
import type { UsbHid } from './usb-hid.ts';
import type { PluggedHid, VirtualHid } from './virtual-hid.ts';

/** A virtual machine whose kernel has the HID devices that a test plugs in. */
export interface Machine {
  /** The till's own port by node-hid, as it runs there. */
  readonly hid: HidPort;
  plug(device: VirtualHid): Promise<PluggedHid>;
  /** The same by a bus of USB, with all that its drivers do. */
  plugUsb(device: UsbHid, socket: 1 | 2): Promise<PluggedHid>;
  stop(): Promise<void>;
}

/** The files of this machine, the line to the tests, HID whose devices are made by program, and USB with such ones. */
const modules = [
  ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_console'],
  ['hid', 'hid_generic', 'uhid'],
  ['usbhid', 'configfs', 'dummy_hcd', 'libcomposite', 'usb_f_hid'],
].flat();
const memoryMegabytes = 512;
const program = path.join(import.meta.dirname, 'bench-process.ts');
const failureCodes = ['gone', 'no_permission', 'in_use', 'failed', 'hid_unavailable'] as const;

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts it with a kernel of its own and the files of this machine, of which it changes none. The processor is imitated:
 * that needs no right to make machines, and takes about ten times as long. There is no network in it. Fails with what stands
 * on its console when it is not ready `withinMs`.
 */
export async function startMachine(parts: MachineParts, withinMs: number): Promise<Machine> {
  const folder = await makeTempDir('machine');
  const consoleFile = path.join(folder.path, 'console');
  const initramfs = path.join(folder.path, 'initramfs.gz');
  const init = path.join(import.meta.dirname, 'init.sh');
  const command = `exec ${quote(process.execPath)} ${quote(program)}`;
  writeFileSync(initramfs, makeInitramfs({ ...parts, init, command, modules }));
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-M', 'q35'],
      ['-m', String(memoryMegabytes), '-nodefaults', '-no-reboot', '-nic', 'none'],
      ['-display', 'none', '-serial', `file:${consoleFile}`],
      ['-kernel', parts.kernel, '-initrd', initramfs],
      ['-append', 'console=ttyS0 quiet panic=-1 nokaslr mitigations=off'],
      ['-fsdev', 'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap'],
      ['-device', 'virtio-9p-pci,fsdev=root,mount_tag=root'],
      ['-chardev', 'stdio,id=line,signal=off', '-device', 'virtio-serial-pci'],
      ['-device', 'virtserialport,chardev=line'],
    ].flat(),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(machine, 'exit');
  const { promise: ready, resolve: isReady } = Promise.withResolvers<'ready'>();
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<number, HidListener>();
  let callCount = 0;

  createInterface({ input: machine.stdout }).on('line', (text) => {
    const message = JSON.parse(text) as BenchMessage; // sent by our own program
    switch (message.kind) {
      case 'ready':
        return isReady('ready');
      case 'answer':
        return settle(message.callNo)?.resolve(message.answer);
      case 'failed':
        return settle(message.callNo)?.reject(failureOf(message.code, message.words));
      case 'report':
        return listeners.get(message.connectionNo)?.onReport(Buffer.from(message.report, 'hex'));
      case 'lost':
        return listeners.get(message.connectionNo)?.onLost(message.problem);
    }
  });

  function settle(callNo: number): Waiting | undefined {
    const one = waiting.get(callNo);
    waiting.delete(callNo);
    return one;
  }

  function ask(call: BenchCall): { readonly callNo: number; readonly answered: Promise<unknown> } {
    callCount += 1;
    const callNo = callCount;
    const answered = new Promise<unknown>((resolve, reject) => {
      waiting.set(callNo, { resolve, reject });
    });
    const request: BenchRequest = { callNo, call };
    machine.stdin.write(`${JSON.stringify(request)}\n`);
    return { callNo, answered };
  }

  const stop = async (): Promise<void> => {
    machine.kill('SIGTERM');
    await exited;
    await folder.remove();
  };

  async function plugged(plug: BenchCall): Promise<PluggedHid> {
    const { callNo: deviceNo, answered } = ask(plug);
    await answered;
    const tell = (call: BenchCall): void => {
      // A test that has ended no longer waits for the answer.
      ask(call).answered.catch(() => {});
    };
    return {
      send: (report) =>
        tell({ call: 'send', deviceNo, report: Buffer.from(report).toString('hex') }),
      unplug: () => tell({ call: 'unplug', deviceNo }),
    };
  }

  const overdue = AbortSignal.timeout(withinMs);
  const late = once(overdue, 'abort').then(() => 'late' as const);
  const state = await Promise.race([ready, late, exited.then(() => 'ended' as const)]);
  if (state !== 'ready') {
    const said = existsSync(consoleFile) ? readFileSync(consoleFile, 'utf8') : '';
    await stop();
    const words = stripVTControlCharacters(said).trim().split(/\r?\n/).slice(-10).join('\n');
    throw new Error(
      `The virtual machine was not ready within ${withinMs} ms (${state}):\n${words}`,
    );
  }

  return {
    stop,
    hid: {
      list: async () => (await ask({ call: 'list' }).answered) as readonly HidDevice[], // as the port there gave it
      async readDescriptor(device) {
        const hex = await ask({ call: 'read_descriptor', device }).answered;
        return typeof hex === 'string' ? Buffer.from(hex, 'hex') : null;
      },
      async open(device, listener) {
        const { callNo: connectionNo, answered } = ask({ call: 'open', device });
        listeners.set(connectionNo, listener);
        await answered;
        return {
          async close() {
            await ask({ call: 'close', connectionNo }).answered;
          },
        };
      },
    },
    plug: (device) => plugged({ call: 'plug', device }),
    plugUsb: (device, socket) => plugged({ call: 'plug_usb', device, socket }),
  };
}

function failureOf(code: string, words: string): Error {
  const known = failureCodes.find((each) => each === code);
  return known === undefined ? new Error(words) : new DeviceFailure(known, words);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
