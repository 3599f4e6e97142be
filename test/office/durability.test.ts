import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUIDv7 } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { OfficeTill } from '../support/office-client.ts';
import { startPostgres } from '../support/postgres.ts';
import { adminOf, type OfficePlace, startOfficeProgram } from '../support/programs.ts';
import { findPidOfTraced, readSyscalls, traceCommand, type Syscall } from '../support/syscalls.ts';
import { useTempDir } from '../support/temp-dir.ts';

// A killed process proves nothing about a power cut: what is in the page cache survives it. The order of the calls does.

const pushCount = 10;

async function activateTill(place: OfficePlace, url: string): Promise<OfficeTill> {
  const wish = { storeId: 'S1', terminalName: '收银一' };
  const { body } = await adminOf(place)<{ activationCode: string }>('/activations', wish);
  const till = new OfficeTill(url);
  await till.activateWith(body.activationCode);
  return till;
}

async function pushOneByOne(till: OfficeTill): Promise<void> {
  const memberId = randomUUIDv7();
  await till.push([till.enrol(memberId, '13812345678')]);
  for (let count = 1; count < pushCount; count += 1) await till.push([till.adjust(memberId, 1)]);
}

async function readTrace(file: string): Promise<readonly Syscall[]> {
  await sleep(500); // the tracer writes a little behind
  return readSyscalls(await readFile(file, 'utf8'));
}

const isAnswer = (call: Syscall): boolean => call.text.includes('countersignature');
const isWal = (call: Syscall): boolean => call.text.includes('/pg_wal/');
const isWalWrite = (call: Syscall): boolean => /^(?:pwrite|write)/.test(call.name) && isWal(call);
const isWalSync = (call: Syscall): boolean =>
  /^f(?:data)?sync$/.test(call.name) && isWal(call) && call.text.endsWith('= 0');

test('on PGlite no push is answered before the log that covers it is synced', async () => {
  const folder = await useTempDir('durability');
  const traceFile = path.join(folder, 'trace');
  const place = {
    port: await findFreePort(),
    dataFolder: path.join(folder, 'office'),
    wrapper: traceCommand(traceFile),
  };
  const office = await startOfficeProgram(place);
  onTestFinished(async () => {
    // The tracer passes no signal on: the program it traces is ended by its own id.
    const pid = findPidOfTraced(office.pid);
    if (pid !== null) process.kill(pid, 'SIGTERM');
    await office.stop();
  });
  await pushOneByOne(await activateTill(place, office.url));

  const calls = await readTrace(traceFile);
  const answers = calls.filter(isAnswer);
  expect(answers).toHaveLength(pushCount);
  answers.forEach((answer, index) => {
    const since = answers[index - 1]?.endedAt ?? 0;
    const between = calls.filter(
      ({ startedAt, endedAt }) => startedAt > since && endedAt < answer.startedAt,
    );
    const lastWrite = between.findLast(isWalWrite);
    expect(lastWrite, 'the log is written before the answer').toBeDefined();
    const isSynced = between.some(
      (call) => isWalSync(call) && call.startedAt > (lastWrite?.endedAt ?? Infinity),
    );
    expect(isSynced, 'the log is synced after its last write and before the answer').toBe(true);
  });
});

test('on PostgreSQL no push is answered before the commit, nor that before the sync of its log', async () => {
  const folder = await useTempDir('durability');
  const traceFile = path.join(folder, 'trace');
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const place = {
    port: await findFreePort(),
    dataFolder: path.join(folder, 'office'),
    databaseUrl: await postgres.createDatabase('durability'),
  };
  const office = await startOfficeProgram(place);
  onTestFinished(async () => void (await office.stop()));
  const till = await activateTill(place, office.url);

  // One trace of all processes, so that its lines are one order.
  const pids = [office.pid, postgres.pid, ...childrenOf(postgres.pid)];
  const [command = '', ...options] = traceCommand(traceFile).slice(0, -1);
  const tracer = spawn(command, [...options, ...pids.flatMap((pid) => ['-p', String(pid)])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await once(tracer.stderr, 'data'); // it says that it is attached
  await sleep(500);
  await pushOneByOne(till);
  const calls = await readTrace(traceFile);
  tracer.kill('SIGINT');
  await once(tracer, 'exit');

  const answers = calls.filter(isAnswer);
  expect(answers).toHaveLength(pushCount);
  answers.forEach((answer, index) => {
    const since = answers[index - 1]?.endedAt ?? 0;
    const between = calls.filter(
      ({ startedAt, endedAt }) => startedAt > since && endedAt < answer.startedAt,
    );
    const commit = between.findLast(
      ({ name, text }) => name === 'sendto' && text.includes('COMMIT\\0'),
    );
    expect(commit, 'the database says that it has committed before the answer').toBeDefined();
    const lastWrite = between.findLast(
      (call) => isWalWrite(call) && call.pid === commit?.pid && call.endedAt < commit.startedAt,
    );
    const isSynced = between.some(
      (call) =>
        isWalSync(call) &&
        call.startedAt > (lastWrite?.endedAt ?? 0) &&
        call.endedAt < (commit?.startedAt ?? 0),
    );
    expect(isSynced, 'the log is synced after its last write and before the commit').toBe(true);
  });
});

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
