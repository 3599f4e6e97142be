import { createReadStream, globSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DeviceFailure } from '../../src-main/devices/device-failure.ts';
import type { HidConnection } from '../../src-main/devices/hid-port.ts';
import { createNodeHidPort } from '../../src-main/devices/node-hid-port.ts';
import type { BenchCall, BenchMessage, BenchRequest } from './bench-messages.ts';
import { plugUsbHid } from './usb-hid.ts';
import { type PluggedHid, plugVirtualHid } from './virtual-hid.ts';

/**
 * The program in the virtual machine: plugs devices in and out of its kernel, and serves the till's own HID port, by node-hid,
 * to the tests outside.
 */
const port = createNodeHidPort();
const devices = new Map<number, PluggedHid>();
const connections = new Map<number, HidConnection>();

const [linePath] = globSync('/dev/vport*');
if (linePath === undefined) throw new Error('There is no line to the tests.');
const line = openSync(linePath, 'r+');

function say(message: BenchMessage): void {
  writeSync(line, `${JSON.stringify(message)}\n`);
}

async function answer(callNo: number, call: BenchCall): Promise<unknown> {
  switch (call.call) {
    case 'list':
      return await port.list();
    case 'read_descriptor': {
      const descriptor = await port.readDescriptor(call.device);
      return descriptor === null ? null : Buffer.from(descriptor).toString('hex');
    }
    case 'open':
      connections.set(
        callNo,
        await port.open(call.device, {
          onReport: (report) => {
            const hex = Buffer.from(report).toString('hex');
            say({ kind: 'report', connectionNo: callNo, report: hex });
          },
          onLost: (problem) => say({ kind: 'lost', connectionNo: callNo, problem }),
        }),
      );
      return null;
    case 'close':
      return await connections.get(call.connectionNo)?.close();
    case 'plug':
      devices.set(callNo, await plugVirtualHid(call.device));
      return null;
    case 'plug_usb':
      devices.set(callNo, await plugUsbHid(call.device, call.socket));
      return null;
    case 'send':
      return devices.get(call.deviceNo)?.send(Buffer.from(call.report, 'hex'));
    case 'unplug':
      return devices.get(call.deviceNo)?.unplug();
  }
}

async function obey({ callNo, call }: BenchRequest): Promise<void> {
  try {
    const answered = (await answer(callNo, call)) ?? null;
    say({ kind: 'answer', callNo, answer: answered });
  } catch (error) {
    const code = error instanceof DeviceFailure ? error.code : 'bug';
    say({ kind: 'failed', callNo, code, words: String(error) });
  }
}

createInterface({ input: createReadStream(linePath, { fd: line }) }).on('line', (text) => {
  void obey(JSON.parse(text) as BenchRequest); // sent by our own tests
});
say({ kind: 'ready' });
