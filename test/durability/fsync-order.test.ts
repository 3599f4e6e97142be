import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import {
  adminOf,
  posOf,
  startOfficeProgram,
  startStationProgram,
  type Program,
  type StationPlace,
} from '../support/programs.ts';
import { samplePhone } from '../support/sample-domain.ts';
import { findPidOfTraced, readSyscalls, traceCommand, type Syscall } from '../support/syscalls.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';

const receiptCount = 20;
const walName = 'till.db-wal';

/** A killed process proves nothing about power loss: only the order of the system calls does. */
describe('what a station says is done', () => {
  let folder: TempDir;
  let office: Program;
  let traced: Program;
  let place: StationPlace;
  let traceFile: string;

  beforeAll(async () => {
    folder = await makeTempDir('fsync');
    traceFile = path.join(folder.path, 'trace');
    const officePlace = {
      port: await findFreePort(),
      dataFolder: path.join(folder.path, 'office'),
    };
    office = await startOfficeProgram(officePlace);
    const { body } = await adminOf(officePlace)<{ activationCode: string }>('/activations', {
      storeId: 'S1',
      terminalName: 'Till',
    });
    place = {
      port: await findFreePort(),
      dataFolder: path.join(folder.path, 'station'),
      officeUrl: office.url,
      activationCode: body.activationCode,
      wrapper: traceCommand(traceFile),
    };
    traced = await startStationProgram(place);
  }, 180_000);
  afterAll(async () => {
    // The tracer passes no signal on: the program it traces is ended by its own id.
    const pid = findPidOfTraced(traced.pid);
    if (pid !== null) process.kill(pid, 'SIGTERM');
    await traced.stop();
    await office.stop();
    await folder.remove();
  });

  it('is on the disk before it says so', async () => {
    const pos = posOf(place);
    const enrolled = await pos<{ memberId: string }>('/members', { phone: samplePhone(1) });
    expect(enrolled.status).toBe(200);
    for (let count = 1; count <= receiptCount; count += 1) {
      const { status } = await pos('/receipts', {
        receiptNo: `MARK-${count}`,
        businessDate: '2026-11-21',
        memberId: enrolled.body.memberId,
        lines: [{ lineNo: 1, sku: '6901', category: 'grocery', quantity: 1, amountFen: 1000 }],
      });
      expect(status).toBe(200);
    }
    await sleep(500); // the tracer writes a little behind
    const calls = readSyscalls(readFileSync(traceFile, 'utf8'));
    const answers = calls.filter(
      (call) => call.text.includes('"posted') || call.text.includes('\\"posted\\"'),
    );
    expect(answers.length).toBeGreaterThanOrEqual(receiptCount);
    const writes = calls.filter(isWalWrite);
    const syncs = calls.filter(isWalSync);
    for (const [index, answer] of answers.entries()) {
      const range = { fromLine: answers[index - 1]?.startedAt ?? 0, toLine: answer.startedAt };
      const lastWrite = writes.findLast((call) => isWithin(call, range));
      expect(lastWrite, 'a receipt is written to the WAL before it is answered').toBeDefined();
      const fromLine = lastWrite?.endedAt ?? 0;
      const isSynced = syncs.some((call) => isWithin(call, { ...range, fromLine }));
      expect(isSynced, 'the WAL is synced between its last write and the answer').toBe(true);
    }
  });
});

function isWithin(
  call: Syscall,
  range: { readonly fromLine: number; readonly toLine: number },
): boolean {
  return call.startedAt > range.fromLine && call.endedAt < range.toLine;
}

function isWalWrite(call: Syscall): boolean {
  return call.name.startsWith('pwrite') && call.text.includes(walName);
}

function isWalSync(call: Syscall): boolean {
  return (
    (call.name === 'fsync' || call.name === 'fdatasync') &&
    call.text.includes(walName) &&
    call.text.endsWith('= 0')
  );
}
