import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';
import type { jobTable } from './tables.ts';

export type JobRow = typeof jobTable.$inferSelect;

/** Which members a job looks at closely; the others the database passes over. It may name too many, never too few. */
export type MemberFilter =
  | { readonly kind: 'all' }
  /** Has points that expire before a day. */
  | { readonly kind: 'lots_before'; readonly day: BusinessDate }
  /** Has points that expire on a day. */
  | { readonly kind: 'lots_on'; readonly day: BusinessDate }
  /** Its state as JSON text holds this piece, such as `"holds":[{`. */
  | { readonly kind: 'state_holds'; readonly text: string }
  | { readonly kind: 'state_lacks'; readonly text: string }
  | { readonly kind: 'any'; readonly of: readonly MemberFilter[] };

const jobColumns = `job_id AS "jobId", name, on_day AS "onDay", status, cursor, seen_count AS "seenCount",
  changed_count AS "changedCount", notice_count AS "noticeCount", started_at_ms AS "startedAtMs",
  last_step_at_ms AS "lastStepAtMs", ended_at_ms AS "endedAtMs"`;

/** Begins a job for a day, or answers the one that was begun before, running or done. */
export async function beginJob(
  queryable: Queryable,
  job: { readonly name: string; readonly onDay: BusinessDate; readonly startedAtMs: number },
): Promise<JobRow> {
  const jobId = `${job.name}:${job.onDay}`;
  await queryable.query(
    `INSERT INTO job (job_id, name, on_day, status, cursor, seen_count, changed_count, notice_count, started_at_ms)
     VALUES ($1, $2, $3, 'running', '', 0, 0, 0, $4) ON CONFLICT DO NOTHING`,
    [jobId, job.name, job.onDay, job.startedAtMs],
  );
  const row = await findJob(queryable, jobId);
  if (row === null) throw new Error('A job that was begun is not there.');
  return row;
}

async function findJob(queryable: Queryable, jobId: string): Promise<JobRow | null> {
  const rows = await queryable.query<JobRow>(`SELECT ${jobColumns} FROM job WHERE job_id = $1`, [
    jobId,
  ]);
  return rows[0] ?? null;
}

/** The latest day the same job was begun for before this one was, the same at every start of it; null: never. */
export async function findRunBefore(
  queryable: Queryable,
  { jobId, name, startedAtMs }: Pick<JobRow, 'jobId' | 'name' | 'startedAtMs'>,
): Promise<BusinessDate | null> {
  const rows = await queryable.query<{ onDay: BusinessDate | null }>(
    `SELECT max(on_day) AS "onDay" FROM job
      WHERE name = $1 AND (started_at_ms, job_id) < ($2, $3)`,
    [name, startedAtMs, jobId],
  );
  return rows[0]?.onDay ?? null;
}

/** Reads a job and keeps other processes from going on with it until the transaction ends. */
export async function lockJob(queryable: Queryable, jobId: string): Promise<JobRow | null> {
  const rows = await queryable.query<JobRow>(
    `SELECT ${jobColumns} FROM job WHERE job_id = $1 FOR UPDATE`,
    [jobId],
  );
  return rows[0] ?? null;
}

/** Moves a locked job on. */
export async function moveJobOn(
  queryable: Queryable,
  jobId: string,
  to: {
    readonly status: JobRow['status'];
    readonly cursor: string;
    readonly seenCount: number;
    readonly changedCount: number;
    readonly noticeCount: number;
    readonly lastStepAtMs: number;
    readonly endedAtMs: number | null;
  },
): Promise<void> {
  await queryable.query(
    `UPDATE job SET status = $2, cursor = $3, seen_count = $4, changed_count = $5, notice_count = $6,
            last_step_at_ms = $7, ended_at_ms = $8
      WHERE job_id = $1`,
    [
      jobId,
      to.status,
      to.cursor,
      to.seenCount,
      to.changedCount,
      to.noticeCount,
      to.lastStepAtMs,
      to.endedAtMs,
    ],
  );
}

/** Jobs, those begun last first. */
export function listJobs(queryable: Queryable, limit: number): Promise<readonly JobRow[]> {
  return queryable.query<JobRow>(
    `SELECT ${jobColumns} FROM job ORDER BY started_at_ms DESC, job_id LIMIT $1`,
    [limit],
  );
}

/** Jobs that were begun and are not done: of a process that ended meanwhile, or of another one. */
export function listRunningJobs(queryable: Queryable): Promise<readonly JobRow[]> {
  return queryable.query<JobRow>(`SELECT ${jobColumns} FROM job WHERE status = 'running'`);
}

// Any number but that of other locks of ours.
const schedulerLock = 7_205_803;

/** Keeps other processes from beginning jobs until the transaction ends; false where one of them is at it. */
export async function tryLockScheduler(queryable: Queryable): Promise<boolean> {
  const rows = await queryable.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1) AS locked',
    [schedulerLock],
  );
  return rows[0]?.locked ?? false;
}

/** The latest day each job was begun for, by its name; null days there are none. */
export async function listLastRuns(
  queryable: Queryable,
): Promise<
  ReadonlyMap<string, { readonly onDay: BusinessDate; readonly status: JobRow['status'] }>
> {
  const rows = await queryable.query<{
    name: string;
    onDay: BusinessDate;
    status: JobRow['status'];
  }>(
    'SELECT DISTINCT ON (name) name, on_day AS "onDay", status FROM job ORDER BY name, on_day DESC',
  );
  return new Map(rows.map(({ name, onDay, status }) => [name, { onDay, status }]));
}

/** One stretch of members in the order of their ids, and those of them a filter names. Locks nothing. */
export async function readMemberPage(
  queryable: Queryable,
  after: string,
  options: { readonly limit: number; readonly filter: MemberFilter },
): Promise<{
  readonly lastMemberId: string | null;
  readonly seenCount: number;
  readonly dueIds: readonly string[];
}> {
  const parameters: unknown[] = [after, options.limit];
  const condition = toCondition(options.filter, parameters);
  const rows = await queryable.query<{
    lastMemberId: string | null;
    seenCount: number;
    dueIds: readonly string[] | null;
  }>(
    `SELECT max(member_id) AS "lastMemberId", count(*) AS "seenCount",
            array_agg(member_id ORDER BY member_id) FILTER (WHERE due) AS "dueIds"
       FROM (SELECT member_id, (${condition}) AS due FROM member
              WHERE member_id > $1 ORDER BY member_id LIMIT $2) AS page`,
    parameters,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('A page of members came back empty.');
  return { ...row, dueIds: row.dueIds ?? [] };
}

function toCondition(filter: MemberFilter, parameters: unknown[]): string {
  switch (filter.kind) {
    case 'all':
      return 'true';
    case 'lots_before':
      parameters.push(filter.day);
      return `(expiry_days <> '' AND expiry_days < $${parameters.length})`;
    case 'lots_on':
      parameters.push(filter.day);
      return `strpos(expiry_days, $${parameters.length}) > 0`;
    case 'state_holds':
      parameters.push(filter.text);
      return `strpos(state, $${parameters.length}) > 0`;
    case 'state_lacks':
      parameters.push(filter.text);
      return `strpos(state, $${parameters.length}) = 0`;
    case 'any':
      return filter.of.map((each) => `(${toCondition(each, parameters)})`).join(' OR ') || 'false';
  }
}
