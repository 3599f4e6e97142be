import {
  businessDateAt,
  minuteOfDayAt,
  parseBusinessDate,
} from '../../src-shared/values/business-date.ts';
import { jobs } from '../jobs/catalogue.ts';
import { decideDue, timeOfDayText } from '../jobs/decide-due.ts';
import { type JobRow, listJobs, listLastRuns } from '../store/job-store.ts';
import { listNotices } from '../store/notice-store.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';

const jobsListed = 100;

/** Begins a job for a day that has begun, or goes on with it. It runs in the background. */
export function runJobHandler(office: OfficeServices) {
  return adminCalls.job.run.handler(async ({ input, errors }) => {
    if (parseBusinessDate(input.onDay) === null) {
      throw errors.not_found({ message: 'There is no such day.' });
    }
    if (input.onDay > businessDateAt(office.nowMs())) {
      // Points would expire before their day.
      throw errors.day_not_reached({ message: 'This day has not begun.' });
    }
    const row = await office.jobs.start(input.name, input.onDay);
    if (row === 'no_job') throw errors.not_found({ message: 'There is no job of this name.' });
    if (row === 'no_programme') {
      throw errors.not_found({ message: 'No programme was in effect on this day.' });
    }
    office.log.info({ jobId: row.jobId }, 'a job was asked for');
    return toAdminJob(row);
  });
}

/** Lists what ran and runs, and what runs by itself at which time of the day. */
export function listJobsHandler(office: OfficeServices) {
  return adminCalls.job.list.handler(async () => {
    const { database } = office.store;
    const [rows, lastRuns] = await Promise.all([
      listJobs(database, jobsListed),
      listLastRuns(database),
    ]);
    const atMs = office.nowMs();
    const now = { businessDate: businessDateAt(atMs), minuteOfDay: minuteOfDayAt(atMs) };
    const schedule = jobs
      .toSorted((a, b) => a.minuteOfDay - b.minuteOfDay)
      .map(({ name, minuteOfDay }) => {
        const last = lastRuns.get(name) ?? null;
        return {
          name,
          timeOfDay: timeOfDayText(minuteOfDay),
          lastOnDay: last?.onDay ?? null,
          lastStatus: last?.status ?? null,
          dueOnDay: decideDue(minuteOfDay, last, now),
        };
      });
    return { jobs: rows.map(toAdminJob), schedule };
  });
}

export function listNoticesHandler(office: OfficeServices) {
  return adminCalls.notice.list.handler(async ({ input }) => {
    const { onDay, after = '', limit } = input;
    const notices = await listNotices(office.store.database, { onDay, after, limit });
    return { notices: [...notices] };
  });
}

function toAdminJob(row: JobRow) {
  const { jobId, name, onDay, status, seenCount, changedCount, noticeCount } = row;
  const { startedAtMs, lastStepAtMs, endedAtMs } = row;
  return {
    jobId,
    name,
    onDay,
    status,
    seenCount,
    changedCount,
    noticeCount,
    startedAtMs,
    lastStepAtMs,
    endedAtMs,
  };
}
