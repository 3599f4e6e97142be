import { call } from '@orpc/server';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Till } from '../../src-main/till/start-till.ts';
import { scannerDescriptor } from '../devices/descriptors.ts';
import { createHidBench } from '../devices/hid-bench.ts';
import { scannerReport } from '../devices/reader-makes.ts';
import { sampleCardNo } from '../support/sample-domain.ts';
import { plugSerialLine } from '../support/serial-line.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { atMost, percentile, type BenchLine } from './bench-line.ts';
import { startBenchTill, withBenchFolder } from './bench-till.ts';
import { measured } from './timing.ts';

/** The promise of the issue: from the last byte of a frame to the event that a screen hears. */
const limitMs = 5;
const scanCount = 3_000;
const warmUpCount = 1_000;
/** Nobody scans so fast; it keeps the bench short. */
const pauseMs = 2;

const scanner = {
  vendorId: 0x1eab,
  productId: 0x1a03,
  serialNumber: 'SN1',
  product: 'bench',
  usagePage: 0x8c,
  usage: 2,
  location: 'usb-1',
  descriptor: scannerDescriptor,
};

/** A scan from a reader's port through decoder and announcement to a signed-in screen, which takes it, and the look-up. */
export async function run({ memberCount = 100_000 } = {}): Promise<readonly BenchLine[]> {
  return await withBenchFolder(memberCount, async (dataFolder) => {
    await using folder = await makeTempDir('bench');
    const line = await plugSerialLine(folder.path);
    const hid = createHidBench();
    const device = hid.plug(scanner);
    const serialPorts = [{ path: line.tillPath, baudRate: 9600 }];
    const till = await startBenchTill(dataFolder, { hid: hid.port, serialPorts });
    try {
      const hear = await hearScans(till);
      await until('both readers are open', () => device.isOpen() && hear.connectedCount() === 2);
      const size = `${memberCount / 1000} k members`;
      return [
        ...(await measure(`reader: HID report to scan event, ${size}`, 0, hear, (cardNo) =>
          device.report(scannerReport(cardNo)),
        )),
        ...(await measure(
          `reader: serial line to scan event, ${size}`,
          scanCount + warmUpCount,
          hear,
          (cardNo) => line.send(`${cardNo}\r`),
        )),
      ];
    } finally {
      await till.stop();
      await line.unplug();
    }
  });
}

/** When a screen heard of a scan, and when it had the member that it asked for. */
interface HeardScan {
  readonly heardMs: number;
  readonly takenMs: number;
}

interface Hearing {
  /** Resolves when the next scan has been taken. */
  next(): Promise<HeardScan>;
  connectedCount(): number;
}

async function hearScans(till: Till): Promise<Hearing> {
  const session = till.newSession('zh-CN');
  session.operator = { kind: 'pos' };
  const events = await call(till.router.events, undefined, { context: { session } });
  let heard = Promise.withResolvers<HeardScan>();
  let connectedCount = 0;
  const listen = async (): Promise<void> => {
    for await (const event of events) {
      if (event.kind === 'scan') {
        const heardMs = performance.now();
        const { scanId } = event;
        const result = await call(till.router.takeScan, { scanId }, { context: { session } });
        if (result.status !== 'found') throw new Error('A sample card was not found.');
        heard.resolve({ heardMs, takenMs: performance.now() });
      }
      if (event.kind === 'status') {
        connectedCount = event.status.readers.filter(({ state }) => state === 'connected').length;
      }
    }
  };
  void listen();
  return {
    next: async () => {
      heard = Promise.withResolvers<HeardScan>();
      return await heard.promise;
    },
    connectedCount: () => connectedCount,
  };
}

async function measure(
  name: string,
  firstCard: number,
  hear: Hearing,
  scan: (cardNo: string) => void,
): Promise<readonly BenchLine[]> {
  const samplesMs: number[] = [];
  const takenMs: number[] = [];
  for (let index = -warmUpCount; index < scanCount; index += 1) {
    const cardNo = sampleCardNo(firstCard + warmUpCount + index);
    const heard = hear.next();
    const startMs = performance.now();
    scan(cardNo);
    const scanned = await heard;
    if (index >= 0) {
      samplesMs.push(scanned.heardMs - startMs);
      takenMs.push(scanned.takenMs - startMs);
    }
    await (index % 10 === 0 ? sleep(pauseMs) : nextTurn());
  }
  return [
    atMost(`${name}, p99 ms`, percentile(samplesMs, 0.99), limitMs, 1),
    measured(`${name}, p50 ms`, percentile(samplesMs, 0.5), limitMs),
    measured(`${name} and the member taken, p50 ms`, percentile(takenMs, 0.5), limitMs),
  ];
}
