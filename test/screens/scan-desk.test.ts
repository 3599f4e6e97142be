import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import type { TillEvent } from '../../src-shared/contract/till/till-event.ts';
import type { DropReason } from '../../src-shared/scan/reader-frame.ts';
import type { CallResult } from '../../src-renderer/client/call-result.ts';
import {
  createScanDesk,
  type ScanPolicy,
  type ScanTaker,
} from '../../src-renderer/client/scan-desk.ts';
import type { TillLine } from '../../src-renderer/client/till-line.ts';

const goods = (goodsCode: string): ScanResult => ({
  kind: 'goods',
  status: 'found',
  message: '',
  goodsCode,
});

/** A screen that writes down what it was given. */
function openDesk() {
  let nowMs = 0;
  const hearing = new Set<(event: TillEvent) => void>();
  const desk = createScanDesk({
    line: {
      onEvent: (listen: (event: TillEvent) => void) => {
        hearing.add(listen);
        return () => void hearing.delete(listen);
      },
    } as unknown as TillLine, // the desk asks no more of it
    nowMs: () => nowMs,
  });
  const heard: string[] = [];
  const listeners = new Set<() => void>();
  const answers = new Map<string, Promise<CallResult<ScanResult>>>();
  let policy: ScanPolicy = 'accept';
  const taker: ScanTaker = {
    policy: () => policy,
    lookUp: (scan) => {
      const text = scan.kind === 'text' ? scan.text : scan.scanId;
      heard.push(`looked up ${text}`);
      return answers.get(text) ?? Promise.resolve({ status: 'ok', value: goods(text) });
    },
    accept: ({ goodsCode }) => void heard.push(`took ${goodsCode}`),
    reject: () => void heard.push('rejected'),
    wait: (isWaiting) => void heard.push(isWaiting ? 'waits' : 'waits no more'),
    giveUp: () => void heard.push('given up'),
    drop: (reason) => void heard.push(`dropped: ${reason}`),
    fail: ({ status }) => void heard.push(status),
    onChange: (listen) => {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
  };
  return {
    desk,
    taker,
    heard,
    answers,
    offer: (scanId: string) => {
      for (const hear of hearing) hear({ kind: 'scan', scanId });
    },
    dropScan: (reason: DropReason) => {
      for (const hear of hearing) hear({ kind: 'scan_dropped', reason });
    },
    become: (next: ScanPolicy) => {
      policy = next;
      for (const listen of listeners) listen();
    },
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** Everything that was begun has come to its end. */
const settled = () => sleep(0);

test('a scan of the screen is looked up, and so is one that the till offers', async () => {
  const { desk, taker, heard, offer } = openDesk();
  desk.open(taker);
  desk.take('1', 'keyboard');
  offer('2');
  await settled();
  expect(heard).toEqual(['looked up 1', 'took 1', 'looked up 2', 'took 2']);
});

test('scans are taken in the order in which they were made, however long the till takes', async () => {
  const { desk, taker, heard, answers } = openDesk();
  const slow = Promise.withResolvers<CallResult<ScanResult>>();
  answers.set('1', slow.promise);
  desk.open(taker);
  desk.take('1', 'keyboard');
  desk.take('2', 'keyboard');
  await settled();
  expect(heard).toEqual(['looked up 1']);
  slow.resolve({ status: 'ok', value: goods('1') });
  await settled();
  expect(heard).toEqual(['looked up 1', 'took 1', 'looked up 2', 'took 2']);
});

test('what a reader of the till did not read whole is said at once, also where scans have to wait', async () => {
  const { desk, taker, heard, offer, become, dropScan } = openDesk();
  desk.open(taker);
  become('queue');
  offer('1');
  await settled();
  dropScan('incomplete');
  expect(heard).toEqual(['waits', 'dropped: incomplete']);
});

test('ID-01: one scan that comes on two ways within 300 ms is one', async () => {
  const { desk, taker, heard, offer, wait } = openDesk();
  desk.open(taker);
  offer('1');
  wait(120);
  desk.take('1', 'keyboard');
  await settled();
  wait(301);
  offer('1');
  await settled();
  expect(heard).toEqual(['looked up 1', 'took 1', 'looked up 1', 'looked up 1', 'took 1']);
});

test('ID-03: a code that is good once is looked up once where two readers of a screen read it at the same time', async () => {
  const { desk, taker, heard, wait } = openDesk();
  desk.open(taker);
  desk.take('M2', 'keyboard');
  wait(120);
  desk.take('M2', 'camera');
  await settled();
  expect(heard).toEqual(['looked up M2', 'took M2']);
});

test('a screen that fails at one scan takes the next', async () => {
  const reported = vi.fn<(error: unknown) => void>();
  vi.stubGlobal('reportError', reported);
  onTestFinished(() => void vi.unstubAllGlobals());
  const { desk, taker, heard, offer } = openDesk();
  const fault = new Error('a fault of the screen');
  desk.open({
    ...taker,
    accept: (result) => {
      if (result.goodsCode === '1') throw fault;
      taker.accept(result);
    },
  });
  offer('1');
  offer('2');
  await settled();
  expect(heard).toEqual(['looked up 1', 'looked up 2', 'took 2']);
  expect(reported).toHaveBeenCalledExactlyOnceWith(fault);
});

test('ID-03: a code that a slow scanner types twice at once is one scan, and the same after a pause another', async () => {
  const { desk, taker, heard, wait } = openDesk();
  desk.open(taker);
  wait(1000);
  desk.take('M2', 'keyboard', 200);
  wait(900);
  desk.take('M2', 'keyboard', 1100);
  await settled();
  expect(heard).toEqual(['looked up M2', 'took M2']);
  wait(1200);
  desk.take('M2', 'keyboard', 2201);
  await settled();
  expect(heard.filter((line) => line === 'looked up M2')).toHaveLength(2);
});

test('a screen that is busy says that a scan waits, takes the last four when it is done, and says which it gave up', async () => {
  const { desk, taker, heard, offer, become, wait } = openDesk();
  desk.open(taker);
  become('queue');
  for (const code of ['1', '2', '3', '4', '5']) offer(code);
  desk.take('6', 'keyboard');
  await settled();
  expect(heard).toEqual(['waits', 'waits', 'waits', 'waits', 'given up', 'given up']);
  become('accept');
  await settled();
  expect(heard[6]).toBe('waits no more');
  expect(heard.filter((line) => line.startsWith('took'))).toEqual(
    ['3', '4', '5', '6'].map((code) => `took ${code}`),
  );
  // What waited longer was given up unopened.
  expect(heard).not.toContain('looked up 2');

  become('queue');
  offer('7');
  await settled();
  wait(120_001);
  become('accept');
  await settled();
  expect(heard).not.toContain('looked up 7');
  expect(heard.slice(-3)).toEqual(['waits', 'waits no more', 'given up']);

  become('queue');
  offer('8');
  await settled();
  wait(110_000);
  become('accept');
  await settled();
  expect(heard.at(-1)).toBe('took 8');
});

test('a screen that rejects scans says so, and nobody is looked up', async () => {
  const { desk, taker, heard, offer, become } = openDesk();
  desk.open(taker);
  become('reject');
  desk.take('1', 'camera');
  offer('2');
  await settled();
  expect(heard).toEqual(['rejected', 'rejected']);
});

test("an answer that comes when the screen has gone is nobody's, and so is what was waiting", async () => {
  const { desk, taker, heard, answers, become } = openDesk();
  const slow = Promise.withResolvers<CallResult<ScanResult>>();
  answers.set('1', slow.promise);
  const leave = desk.open(taker);
  desk.take('1', 'keyboard');
  await settled();
  leave();
  slow.resolve({ status: 'ok', value: goods('1') });
  await settled();
  expect(heard).toEqual(['looked up 1']);
  // Nobody is there at all.
  desk.take('2', 'keyboard');
  await settled();
  desk.open(taker);
  become('queue');
  desk.take('3', 'keyboard');
  await settled();
  desk.open({ ...taker, policy: () => 'accept' });
  await settled();
  // Whoever has come says that there was one.
  expect(heard).toEqual(['looked up 1', 'waits', 'waits no more', 'given up']);
});

test('a till that does not answer is said, and the next scan is taken', async () => {
  const { desk, taker, heard, answers } = openDesk();
  answers.set('1', Promise.resolve({ status: 'failed', reason: 'timeout' }));
  desk.open(taker);
  desk.take('1', 'keyboard');
  desk.take('2', 'keyboard');
  await settled();
  expect(heard).toEqual(['looked up 1', 'failed', 'looked up 2', 'took 2']);
});
