import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { expiryJob } from '../../src-office/jobs/expiry-job.ts';
import type { Job } from '../../src-office/jobs/job.ts';
import { stepJob } from '../../src-office/jobs/run-job.ts';
import { tierJob } from '../../src-office/jobs/tier-job.ts';
import { beginJob, listJobs } from '../../src-office/store/job-store.ts';
import { findMember } from '../../src-office/store/member-store.ts';
import { listNotices } from '../../src-office/store/notice-store.ts';
import { openStore } from '../../src-office/store/open-store.ts';
import { readTotals, type Totals } from '../../src-office/store/totals-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeStore } from '../support/describe-store.ts';
import { fillMembers } from '../support/fill-members.ts';
import { findFreePort } from '../support/free-port.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import { adminOf, type OfficePlace, startOfficeProgram } from '../support/programs.ts';
import {
  sampleDay,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';
import { tierProgramme } from '../support/sample-tiers.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { useTempDir } from '../support/temp-dir.ts';

const past = sampleDay('2026-02-28');
const memberCount = 500;
const pageCount = 60;
const at = { onDay: sampleToday, atMs: sampleNowMs, programme: sampleProgramme() };

/** Every third has points past their day, every fourth some that end in a week. */
function toMember(index: number, lapsedOnDay = past, today = sampleToday): MemberState {
  const state = sampleMemberState(index);
  const lots = [
    ...(index % 3 === 0 ? [{ expiresOnDay: lapsedOnDay, points: 10 + index }] : []),
    ...(index % 4 === 0 ? [{ expiresOnDay: addDays(today, 7), points: 5 }] : []),
    { expiresOnDay: addDays(today, 400), points: 100 },
  ];
  const points = lots.reduce((sum, lot) => sum + lot.points, 0);
  return { ...state, lots, entries: [], carriedPoints: points };
}

function expectBooks(totals: Totals): void {
  expect(totals.sumEntryPoints).toBe(
    totals.sumLotPoints + totals.sumHeldPoints - totals.sumDebtPoints,
  );
}

describeStore('jobs', (store) => {
  const lapsedPoints = Array.from({ length: memberCount }, (_, index) =>
    index % 3 === 0 ? 10 + index : 0,
  ).reduce((sum, points) => sum + points, 0);

  test('expires what is past its day and nothing else, after any number of crashes, and nothing twice', async () => {
    const { database } = store();
    const members = await fillMembers(database, memberCount, (index) => toMember(index));
    const before = await readTotals(database);
    const { jobId } = await beginJob(database, {
      name: expiryJob.name,
      onDay: sampleToday,
      startedAtMs: sampleNowMs,
    });
    // In the middle of every second stretch the process is gone: what that stretch did is gone with it.
    const dying: Job = {
      ...expiryJob,
      decide: (state, context) => {
        if (state.memberNo.endsWith('7')) throw new Error('the power went');
        return expiryJob.decide(state, context);
      },
    };
    let crashCount = 0;
    for (;;) {
      const failed = await stepJob(database, dying, jobId, at, pageCount).catch(() => null);
      if (failed === null) crashCount += 1;
      // Two processes go on with it at once.
      const [row] = await Promise.all([
        stepJob(database, expiryJob, jobId, at, pageCount),
        stepJob(database, expiryJob, jobId, at, pageCount),
      ]);
      if (row.status === 'done') break;
    }
    expect(crashCount).toBeGreaterThan(0);

    const after = await readTotals(database);
    expectBooks(after);
    expect(before.sumLotPoints - after.sumLotPoints).toBe(lapsedPoints);
    const [job] = await listJobs(database, 10);
    expect(job).toMatchObject({
      status: 'done',
      seenCount: memberCount,
      changedCount: members.filter((_, index) => index % 3 === 0).length,
      noticeCount: members.filter((_, index) => index % 4 === 0).length,
    });
    for (const { memberId, lots } of members.slice(0, 24)) {
      const row = await findMember(database, memberId);
      const state = JSON.parse(row?.stateJson ?? 'null') as MemberState;
      expectLedgerHolds(state);
      expect(state.lots).toEqual(lots.filter(({ expiresOnDay }) => expiresOnDay >= sampleToday));
    }
    const notices = await listNotices(database, { onDay: sampleToday, after: '', limit: 1000 });
    expect(notices).toHaveLength(job?.noticeCount ?? 0);
    expect(notices[0]).toMatchObject({
      kind: 'points_expiring',
      detail: { points: 5, days: 7, expiresOnDay: addDays(sampleToday, 7) },
    });

    const again = await beginJob(database, {
      name: expiryJob.name,
      onDay: sampleToday,
      startedAtMs: sampleNowMs,
    });
    expect(again.status).toBe('done');
    await stepJob(database, expiryJob, jobId, at, pageCount);
    expect(await readTotals(database)).toEqual(after);
  });

  test('tells once of points whose notice fell on days without a run, however often the next one is killed (PL-20)', async () => {
    const { database } = store();
    // Long after the run of the test above.
    const day = addDays(sampleToday, 200);
    await fillMembers(database, pageCount * 3, (index) => ({
      ...sampleMemberState(memberCount + index, { entryCount: 0 }),
      lots: [{ expiresOnDay: addDays(day, 25), points: 5 }],
    }));
    const dying: Job = {
      ...expiryJob,
      decide: () => {
        throw new Error('the power went');
      },
    };
    const run = async (offset: number, startedAtMs: number) => {
      const onDay = addDays(day, offset);
      const { jobId } = await beginJob(database, { name: expiryJob.name, onDay, startedAtMs });
      let status = 'running';
      while (status === 'running') {
        await stepJob(database, dying, jobId, { ...at, onDay }, pageCount).catch(() => null);
        ({ status } = await stepJob(database, expiryJob, jobId, { ...at, onDay }, pageCount));
      }
      const jobs = await listJobs(database, 10);
      return jobs.find((each) => each.jobId === jobId)?.noticeCount;
    };
    expect(await run(-6, sampleNowMs + 1)).toBe(0);
    expect(await run(0, sampleNowMs + 2)).toBe(pageCount * 3);
    expect(await run(1, sampleNowMs + 3)).toBe(0);
    // A day before it that somebody runs it for later: its notice has been given.
    expect(await run(-5, sampleNowMs + 4)).toBe(0);
    expect(await run(22, sampleNowMs + 5)).toBe(pageCount * 3);
    const told = await listNotices(database, {
      onDay: addDays(day, 22),
      after: '',
      limit: 1,
    });
    expect(told[0]?.detail).toMatchObject({ days: 3, expiresOnDay: addDays(day, 25) });
  });

  test('tells once of the end of a tier, whichever days of its notice it is run for (TR-04)', async () => {
    const { database } = store();
    const untilDay = addDays(sampleToday, 500);
    const count = pageCount * 2;
    const cause = { kind: 'import' } as const;
    const before = { tierCode: 'regular', untilDay: null };
    await fillMembers(database, count, (index) => ({
      ...sampleMemberState(2 * memberCount + index, { entryCount: 0 }),
      tierCode: 'silver',
      tierTerm: { sinceDay: sampleToday, untilDay, cause, before },
    }));
    const noticeCounts: number[] = [];
    for (const daysLeft of [31, 30, 29, 0, 15]) {
      const onDay = addDays(untilDay, -daysLeft);
      const { jobId } = await beginJob(database, { name: 'tiers', onDay, startedAtMs: 1 });
      const context = { ...at, programme: tierProgramme(), onDay };
      let row = await stepJob(database, tierJob, jobId, context, pageCount);
      while (row.status === 'running')
        row = await stepJob(database, tierJob, jobId, context, pageCount);
      noticeCounts.push(row.noticeCount);
      const notices = await listNotices(database, { onDay, after: '', limit: 1000 });
      expect(notices).toHaveLength(row.noticeCount);
    }
    expect(noticeCounts).toEqual([0, count, 0, 0, 0]);
  });
});

test('leaves the points of a redemption that is on its way to the next day', () => {
  const context = { ...at, lastRunOnDay: null };
  const state = toMember(3);
  const reservation = { redemptionId: 'r', installId: 'i', points: 10 };
  const soon = { ...reservation, expiresAtMs: sampleNowMs + 1 };
  const lapsed = { ...reservation, expiresAtMs: sampleNowMs };
  expect(expiryJob.decide({ ...state, reservations: [soon] }, context).acts).toEqual([]);
  expect(expiryJob.decide({ ...state, reservations: [lapsed] }, context).acts).toHaveLength(1);
});

test.each(['PGlite', 'PostgreSQL'] as const)(
  'an office on %s that is killed in the middle of an expiry goes on with it at its next start',
  async (engine) => {
    const count = 12_000;
    const folder = await useTempDir('job-kill');
    const databaseUrl =
      engine === 'PGlite' ? undefined : await (await sharedPostgres()).createDatabase('job_kill');
    const place: OfficePlace = {
      port: await findFreePort(),
      dataFolder: path.join(folder, 'office'),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    };
    const today = businessDateAt(Date.now());
    const store = await openStore(
      databaseUrl === undefined
        ? { kind: 'folder', folder: place.dataFolder }
        : { kind: 'server', url: databaseUrl },
      () => {},
    );
    await fillMembers(store.database, count, (index) => toMember(index, addDays(today, -1), today));
    await store.close();

    interface Progress {
      readonly status: string;
      readonly seenCount: number;
      readonly changedCount: number;
    }
    const admin = adminOf(place);
    const readJob = async (): Promise<Progress | undefined> =>
      (await admin<{ jobs: Progress[] }>('/jobs')).body.jobs[0];
    const first = await startOfficeProgram(place);
    const before = (await admin<Totals>('/totals')).body;
    expect((await admin('/jobs/expiry', { onDay: today })).status).toBe(200);
    while (((await readJob())?.seenCount ?? 0) === 0) await sleep(1);
    await first.kill();

    const second = await startOfficeProgram(place);
    const found = await readJob();
    while ((await readJob())?.status !== 'done') await sleep(10);
    const job = await readJob();
    expect(job).toMatchObject({ seenCount: count, changedCount: count / 3 });
    const after = (await admin<Totals>('/totals')).body;
    expectBooks(after);
    const lapsed = Array.from({ length: count }, (_, index) => (index % 3 === 0 ? 10 + index : 0));
    expect(before.sumLotPoints - after.sumLotPoints).toBe(
      lapsed.reduce((sum, points) => sum + points, 0),
    );
    expect(after.entries - before.entries).toBe(count / 3);
    await second.stop();
    // Else nothing was in the middle, and this proved nothing.
    expect(found?.seenCount).toBeGreaterThan(0);
  },
  120_000,
);
