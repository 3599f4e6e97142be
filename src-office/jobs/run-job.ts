import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { Database, Queryable } from '../store/database.ts';
import {
  findRunBefore,
  type JobRow,
  lockJob,
  moveJobOn,
  readMemberPage,
} from '../store/job-store.ts';
import { lockWithSurvivors } from '../store/member-store.ts';
import { insertNotices, type Notice } from '../store/notice-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';
import type { Job, JobAct, JobContext } from './job.ts';

/** So many members a transaction goes through: short enough that pushes and feeds do not wait. */
const jobPageCount = 4_000;

/**
 * Takes a job one stretch of members further, in one transaction: what was decided, the notices and the place reached are
 * written together or not at all. Several processes may do this at once; each stretch is gone through once.
 */
export function stepJob(
  database: Database,
  job: Job,
  jobId: string,
  at: Omit<JobContext, 'lastRunOnDay'>,
  pageCount = jobPageCount,
): Promise<JobRow> {
  return database.transaction(async (transaction) => {
    const row = await lockJob(transaction, jobId);
    if (row === null) throw new Error(`There is no job ${jobId}.`);
    if (row.status === 'done') return row;
    const context = { ...at, lastRunOnDay: await findRunBefore(transaction, row) };
    const page = await readMemberPage(transaction, row.cursor, {
      limit: pageCount,
      filter: job.due(context),
    });
    const done = await workOn(transaction, job, page.dueIds, context);
    const isOver = page.seenCount < pageCount;
    const next = {
      status: isOver ? ('done' as const) : ('running' as const),
      cursor: page.lastMemberId ?? row.cursor,
      seenCount: row.seenCount + page.seenCount,
      changedCount: row.changedCount + done.changedCount,
      noticeCount: row.noticeCount + done.noticeCount,
      lastStepAtMs: context.atMs,
      endedAtMs: isOver ? context.atMs : null,
    };
    await moveJobOn(transaction, jobId, next);
    return { ...row, ...next };
  });
}

async function workOn(
  transaction: Queryable,
  job: Job,
  dueIds: readonly string[],
  context: JobContext,
): Promise<{ readonly changedCount: number; readonly noticeCount: number }> {
  if (dueIds.length === 0) return { changedCount: 0, noticeCount: 0 };
  const locked = await lockWithSurvivors(transaction, dueIds);
  const operations: OfficeOperation[] = [];
  const notices: Notice[] = [];
  let changedCount = 0;
  for (const memberId of dueIds) {
    const state = locked.get(memberId)?.state;
    if (state === undefined || state.mergedInto !== undefined) continue;
    const decision = job.decide(state, context);
    operations.push(...decision.acts.map((act, index) => place(act, index, job, state, context)));
    for (const notice of decision.notices)
      notices.push({ ...notice, memberId, onDay: context.onDay });
    if (decision.acts.length > 0) changedCount += 1;
  }
  await postToLocked(transaction, operations, locked);
  return { changedCount, noticeCount: await insertNotices(transaction, notices) };
}

function place(
  { kind, body, operationId }: JobAct,
  index: number,
  { name }: Job,
  { memberId }: MemberState,
  { onDay, atMs, programme }: JobContext,
): OfficeOperation {
  const placed = {
    operationId: operationId ?? `${name}:${onDay}:${memberId}${index === 0 ? '' : `:${index}`}`,
    kind,
    body,
    memberId,
    atMs,
    businessDate: onDay,
    programmeVersion: programme.version,
    actor: `job:${name}`,
  };
  return placed as OfficeOperation; // kind and body came as a pair
}
