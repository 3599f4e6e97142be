import { pino } from 'pino';
import { expect, test } from 'vitest';
import { decideDue, timeOfDayText } from '../../src-office/jobs/decide-due.ts';
import { makeJobRunner } from '../../src-office/jobs/job-runner.ts';
import type { LoadedProgrammes } from '../../src-office/jobs/office-programmes.ts';
import { makeScheduler } from '../../src-office/jobs/scheduler.ts';
import { beginJob, listJobs } from '../../src-office/store/job-store.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { describeStore } from '../support/describe-store.ts';
import { fillMembers } from '../support/fill-members.ts';
import { sampleDay, sampleMemberState, sampleProgramme } from '../support/sample-domain.ts';
import { until } from '../support/until.ts';

const today = sampleDay('2026-03-10');
const tenPast = 10;

test('a job is due once a day, from its time on', () => {
  const due = (minuteOfDay: number, onDay: string | null, status: 'running' | 'done' = 'done') =>
    decideDue(tenPast, onDay === null ? null : { onDay: sampleDay(onDay), status }, {
      businessDate: today,
      minuteOfDay,
    });
  expect(due(9, null)).toBeNull();
  expect(due(10, null)).toBe(today);
  expect(due(9, '2026-03-09')).toBeNull();
  expect(due(10, '2026-03-09')).toBe(today);
  expect(due(1439, '2026-03-10')).toBeNull();
  // Before its time of today that of yesterday may still be missing.
  expect(due(9, '2026-03-08')).toBe('2026-03-09');
  expect(due(10, '2026-03-08', 'running')).toBeNull();
});

test('days on which the office was down are made up for in their order, a week at most', () => {
  const now = { businessDate: today, minuteOfDay: 600 };
  let last = sampleDay('2026-01-01');
  const days: string[] = [];
  for (;;) {
    const onDay = decideDue(tenPast, { onDay: last, status: 'done' }, now);
    if (onDay === null) break;
    days.push(onDay);
    last = onDay;
  }
  expect(days).toEqual([6, 5, 4, 3, 2, 1, 0].map((ago) => addDays(today, -ago)));
  // Somebody ran it for a day to come: nothing is due before that day is over.
  expect(decideDue(tenPast, { onDay: addDays(today, 1), status: 'done' }, now)).toBeNull();
  expect([10, 100, 1439].map(timeOfDayText)).toEqual(['00:10', '01:40', '23:59']);
});

describeStore('scheduler', (store) => {
  const programme = sampleProgramme();
  const loaded: LoadedProgrammes = {
    onDay: (day) => (day < programme.startsOnDay ? null : programme),
    ofVersion: () => programme,
  };

  function openProcess(clock: { nowMs: number }) {
    const { database } = store();
    const log = pino({ level: 'silent' });
    const nowMs = () => clock.nowMs;
    const programmes = () => Promise.resolve(loaded);
    const runner = makeJobRunner({ database, programmes, log, nowMs, notify: () => {} });
    return { runner, scheduler: makeScheduler({ database, programmes, runner, log, nowMs }) };
  }

  test('several processes run each job once a day, and one takes over what another left', async () => {
    const { database } = store();
    await fillMembers(database, 3, sampleMemberState);
    const clock = { nowMs: Date.parse('2026-03-10T00:30:00+08:00') };
    const [a, b] = [openProcess(clock), openProcess(clock)];
    const looked = await Promise.all([a.scheduler.look(), b.scheduler.look()]);
    expect(looked.flat()).toEqual(['expiry:2026-03-10']);
    const isDone = async (jobId: string) =>
      (await listJobs(database, 100)).find((row) => row.jobId === jobId)?.status === 'done';
    await until('expiry is done', () => isDone('expiry:2026-03-10'));
    expect([await a.scheduler.look(), await b.scheduler.look()]).toEqual([[], []]);

    clock.nowMs = Date.parse('2026-03-10T06:00:00+08:00');
    const begunAtSix = await b.scheduler.look();
    expect(begunAtSix).toHaveLength(3);
    for (const jobId of begunAtSix) await until(`${jobId} is done`, () => isDone(jobId));

    // A process that was killed in the middle of a job moves it on no more.
    clock.nowMs = Date.parse('2026-03-11T00:15:00+08:00');
    const begun = { name: 'expiry', onDay: addDays(today, 1), startedAtMs: clock.nowMs };
    await beginJob(database, begun);
    expect(await a.scheduler.look()).toEqual([]);
    clock.nowMs += 3 * 60_000;
    expect(await a.scheduler.look()).toEqual(['expiry:2026-03-11']);
    await until('it is done', () => isDone('expiry:2026-03-11'));
    for (const { runner, scheduler } of [a, b])
      await Promise.all([runner.stop(), scheduler.stop()]);
  });
});
