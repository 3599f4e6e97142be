import { expiryJob } from '../../../src-office/jobs/expiry-job.ts';
import { stepJob } from '../../../src-office/jobs/run-job.ts';
import { beginJob } from '../../../src-office/store/job-store.ts';
import { openStore } from '../../../src-office/store/open-store.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import {
  addDays,
  addMonths,
  type BusinessDate,
  endOfMonth,
} from '../../../src-shared/values/business-date.ts';
import { fillMembers } from '../../support/fill-members.ts';
import { sampleMemberState, sampleNowMs, sampleProgramme } from '../../support/sample-domain.ts';
import { sampleToday } from '../../support/sample-domain.ts';
import { atLeast, type BenchLine } from '../bench-line.ts';

const memberCount = 100_000;
/** One member in so many has points past their day, as many have some that end in a month. */
const dueEvery = 10;
/** Issue B: members gone through per second. */
const leastPerSecond = 20_000;

/**
 * The expiry of a night: members of 1 to 3 KB with twenty explained entries, a tenth of them due, on a PostgreSQL that
 * syncs its commits. The limit is the promise itself.
 */
export async function benchExpiry(databaseUrl: string): Promise<BenchLine> {
  const store = await openStore({ kind: 'server', url: databaseUrl }, () => {});
  try {
    const { database } = store;
    await fillMembers(database, memberCount, toMember);
    await database.query('CHECKPOINT');
    const context = { onDay: sampleToday, atMs: sampleNowMs, programme: sampleProgramme() };
    const begin = (onDay: BusinessDate, startedAtMs: number) =>
      beginJob(database, { name: expiryJob.name, onDay, startedAtMs });
    // A night like any other: the one before had its run.
    await begin(addDays(sampleToday, -1), sampleNowMs - 1);
    const { jobId } = await begin(sampleToday, sampleNowMs);
    const startedAtMs = performance.now();
    let row = await stepJob(database, expiryJob, jobId, context);
    while (row.status === 'running') row = await stepJob(database, expiryJob, jobId, context);
    const seconds = (performance.now() - startedAtMs) / 1000;
    if (row.seenCount !== memberCount || row.changedCount !== memberCount / dueEvery) {
      throw new Error('Not all members were gone through.');
    }
    const name = 'office: expiry job, a tenth of the members due, members per second';
    return atLeast(name, memberCount / seconds, leastPerSecond, 1);
  } finally {
    await store.close();
  }
}

function toMember(index: number): MemberState {
  const state = sampleMemberState(index, { entryCount: 20 });
  const months = Array.from({ length: 5 }, (_, at) => endOfMonth(addMonths(sampleToday, at + 2)));
  const lots = [
    ...(index % dueEvery === 0 ? [{ expiresOnDay: addDays(sampleToday, -14), points: 60 }] : []),
    ...(index % dueEvery === 1 ? [{ expiresOnDay: addDays(sampleToday, 30), points: 60 }] : []),
    ...months.map((expiresOnDay) => ({ expiresOnDay, points: 110 })),
  ];
  const before = state.entries.reduce((sum, { points }) => sum + points, 0);
  const points = lots.reduce((sum, lot) => sum + lot.points, 0);
  return { ...state, lots, carriedPoints: points - before };
}
