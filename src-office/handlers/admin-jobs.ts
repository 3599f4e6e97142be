import { businessDateAt, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import { type JobRow, listJobs } from '../store/job-store.ts';
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

export function listJobsHandler(office: OfficeServices) {
  return adminCalls.job.list.handler(async () => {
    const rows = await listJobs(office.store.database, jobsListed);
    return { jobs: rows.map(toAdminJob) };
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
  const { startedAtMs, endedAtMs } = row;
  return {
    jobId,
    name,
    onDay,
    status,
    seenCount,
    changedCount,
    noticeCount,
    startedAtMs,
    endedAtMs,
  };
}
