import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type BusinessDate, parseBusinessDate } from '../../src-shared/values/business-date.ts';
import type { Database } from '../store/database.ts';
import { beginJob, type JobRow, listRunningJobs } from '../store/job-store.ts';
import { jobs } from './catalogue.ts';
import type { Job } from './job.ts';
import type { OfficeProgrammes } from './office-programmes.ts';
import { stepJob } from './run-job.ts';

/** Between two stretches a moment for those who push and read: on PGlite there is one connection for all. */
const pauseMs = 1;

/** Runs jobs in the background of this process. */
export interface JobRunner {
  /** Begins a job for a day, or goes on with it; one that is done stays done. `no_programme`: none rules that day. */
  start(name: string, onDay: BusinessDate): Promise<JobRow | 'no_job' | 'no_programme'>;
  /** Goes on with what a process that ended had begun. */
  resume(): Promise<void>;
  /** Ends after the stretch at hand; what is left goes on at the next start. */
  stop(): Promise<void>;
}

export interface JobServices {
  readonly database: Database;
  readonly programmes: OfficeProgrammes;
  readonly log: Logger;
  nowMs(): number;
  /** Members may have changed. */
  notify(): void;
}

export function makeJobRunner(services: JobServices): JobRunner {
  const { database, log } = services;
  const running = new Map<string, Promise<void>>();
  let isStopped = false;

  const runToEnd = async (job: Job, row: JobRow, onDay: BusinessDate): Promise<void> => {
    try {
      const programme = (await services.programmes(database)).onDay(onDay);
      if (programme === null) return;
      let last = row;
      while (last.status === 'running' && !isStopped) {
        last = await stepJob(database, job, row.jobId, {
          onDay,
          atMs: services.nowMs(),
          programme,
        });
        services.notify();
        await sleep(pauseMs);
      }
      const { jobId, status, seenCount, changedCount } = last;
      log.info({ jobId, status, seenCount, changedCount }, 'a job ended');
    } catch (error) {
      // It stays where it was; starting it again goes on from there.
      log.error({ err: error, jobId: row.jobId }, 'a job failed');
    }
  };
  const launch = (job: Job, row: JobRow, onDay: BusinessDate): void => {
    if (row.status === 'done' || running.has(row.jobId) || isStopped) return;
    const run = runToEnd(job, row, onDay).finally(() => running.delete(row.jobId));
    running.set(row.jobId, run);
  };

  return {
    start: async (name, onDay) => {
      const job = jobs.find((each) => each.name === name);
      if (job === undefined) return 'no_job';
      if ((await services.programmes(database)).onDay(onDay) === null) return 'no_programme';
      const row = await beginJob(database, { name, onDay, startedAtMs: services.nowMs() });
      launch(job, row, onDay);
      return row;
    },
    resume: async () => {
      for (const row of await listRunningJobs(database)) {
        const job = jobs.find(({ name }) => name === row.name);
        const onDay = parseBusinessDate(row.onDay);
        if (job !== undefined && onDay !== null) launch(job, row, onDay);
      }
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(running.values());
    },
  };
}
