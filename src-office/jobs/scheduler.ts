import type { Logger } from 'pino';
import {
  type BusinessDate,
  businessDateAt,
  minuteOfDayAt,
  parseBusinessDate,
} from '../../src-shared/values/business-date.ts';
import type { Database, Queryable } from '../store/database.ts';
import { beginJob, listLastRuns, listRunningJobs, tryLockScheduler } from '../store/job-store.ts';
import { jobs } from './catalogue.ts';
import { decideDue } from './decide-due.ts';
import type { Job } from './job.ts';
import type { JobRunner } from './job-runner.ts';
import type { OfficeProgrammes } from './office-programmes.ts';
import { makeRepeater, type Repeater } from './repeater.ts';

/** A job is a minute or two late at most. */
const lookEveryMs = 30_000;
/** A job that has not moved for so long has lost its process. */
const stuckAfterMs = 2 * 60_000;

/** Runs every job at its time of the business day, once per day, at one of the office's processes. */
export interface Scheduler extends Repeater {
  /** Looks once what is due and begins it; answers what it began or went on with, as `<name>:<day>`. */
  look(): Promise<readonly string[]>;
}

export interface SchedulerServices {
  readonly database: Database;
  readonly programmes: OfficeProgrammes;
  readonly runner: JobRunner;
  readonly log: Logger;
  nowMs(): number;
}

interface Run {
  readonly name: string;
  readonly onDay: BusinessDate;
}

export function makeScheduler(services: SchedulerServices): Scheduler {
  const { database, runner, log } = services;
  const look = async (): Promise<readonly string[]> => {
    const runs = await database.transaction((transaction) => beginDue(transaction, services));
    for (const { name, onDay } of runs) await runner.start(name, onDay);
    return runs.map(({ name, onDay }) => `${name}:${onDay}`);
  };
  const tryLook = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      log.error({ err: error }, 'the jobs of the day could not be begun'); // the next look tries again
    }
  };

  return { look, ...makeRepeater(tryLook, lookEveryMs) };
}

/**
 * Begins what is due, and takes over what stands still. One process at a time: another one that looks in the same moment
 * begins nothing, and one that looks later finds it begun.
 */
async function beginDue(
  transaction: Queryable,
  services: SchedulerServices,
): Promise<readonly Run[]> {
  if (!(await tryLockScheduler(transaction))) return [];
  const atMs = services.nowMs();
  const now = { businessDate: businessDateAt(atMs), minuteOfDay: minuteOfDayAt(atMs) };
  const stuck = (await listRunningJobs(transaction))
    .filter((row) => (row.lastStepAtMs ?? row.startedAtMs) < atMs - stuckAfterMs)
    .flatMap(({ name, onDay: day }) => {
      const onDay = parseBusinessDate(day);
      return onDay === null ? [] : [{ name, onDay }];
    });
  const lastRuns = await listLastRuns(transaction);
  const loaded = await services.programmes(transaction);
  const due = jobs.flatMap((job: Job): Run[] => {
    const onDay = decideDue(job.minuteOfDay, lastRuns.get(job.name) ?? null, now);
    // No programme, no rules: nothing is due before the first one starts.
    return onDay === null || loaded.onDay(onDay) === null ? [] : [{ name: job.name, onDay }];
  });
  for (const run of due) await beginJob(transaction, { ...run, startedAtMs: atMs });
  return [...stuck, ...due];
}
