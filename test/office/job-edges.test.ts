import { expect, test } from 'vitest';
import { expiryJob } from '../../src-office/jobs/expiry-job.ts';
import type { Job } from '../../src-office/jobs/job.ts';
import { releaseHoldsJob } from '../../src-office/jobs/release-holds-job.ts';
import { writeOffDebtsJob } from '../../src-office/jobs/write-off-debts-job.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { ExplainedEntry } from '../../src-shared/domain/points/points-entry.ts';
import { addDays, addMonths, type BusinessDate } from '../../src-shared/values/business-date.ts';
import {
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';

const bare = sampleMemberState(1, { entryCount: 0 });
const dayMs = 86_400_000;

function decide(
  job: Job,
  changes: Partial<MemberState>,
  atMs = sampleNowMs,
  lastRunOnDay: BusinessDate | null = addDays(sampleToday, -1),
) {
  const programme = sampleProgramme();
  return job.decide({ ...bare, ...changes }, { onDay: sampleToday, lastRunOnDay, atMs, programme });
}

test('a lot expires on the day after its last one, and is told of 30 and 7 days before (PL-20)', () => {
  const expired = (offset: number) => {
    const lots = [{ expiresOnDay: addDays(sampleToday, offset), points: 10 }];
    const { acts, notices } = decide(expiryJob, { lots });
    return [acts.length, notices.length];
  };
  expect([-1, 0, 6, 7, 8, 29, 30, 31].map(expired)).toEqual([
    [1, 0],
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
});

test('the nearest notice that no run gave is made up for by the next one, and says how many days are left (PL-20)', () => {
  const told = (lastRunOffset: number | null) => {
    const lastRunOnDay = lastRunOffset === null ? null : addDays(sampleToday, lastRunOffset);
    const lots = [-1, 0, 3, 5, 7, 8, 26, 27, 30, 31].map((offset) => ({
      expiresOnDay: addDays(sampleToday, offset),
      points: 10,
    }));
    const { notices } = decide(expiryJob, { lots }, sampleNowMs, lastRunOnDay);
    return notices.map(({ detail }) => detail['days']);
  };
  expect(told(-1)).toEqual([7, 30]);
  expect(told(-4)).toEqual([5, 7, 27, 30]);
  // What was told thirty days before is told again only when the seventh has come.
  expect(told(-9)).toEqual([0, 3, 5, 7, 26, 27, 30]);
  expect(told(-400)).toEqual([0, 3, 5, 7, 8, 26, 27, 30]);
  expect(told(null)).toEqual(told(-400));
  // A day that is run for after a later one.
  expect(told(1)).toEqual([]);
});

test('what nobody has reviewed for seven days goes back, and not a moment before (FR-23)', () => {
  const hold = { holdId: 'h', points: 10, reason: 'review', sinceMs: sampleNowMs } as const;
  const actsAfter = (ms: number) =>
    decide(releaseHoldsJob, { heldPoints: 10, holds: [hold] }, sampleNowMs + ms).acts.length;
  expect([7 * dayMs - 1, 7 * dayMs].map(actsAfter)).toEqual([0, 1]);
});

test('a debt is given up after twelve months, a small one on the next day (OF-09)', () => {
  const reasonOf = (debtPoints: number, businessDate: BusinessDate) => {
    const entry: ExplainedEntry = {
      kind: 'debt',
      points: 0,
      debtPoints,
      ruleId: 'debt',
      programmeVersion: 7,
      businessDate,
      atMs: 0,
      reference: 'r',
    };
    const [act] = decide(writeOffDebtsJob, { debtPoints, entries: [entry] }).acts;
    return act?.kind === 'writeOff' ? act.body.reason : 'kept';
  };
  const yearAgo = addMonths(sampleToday, -12);
  expect([yearAgo, addDays(yearAgo, 1)].map((day) => reasonOf(100, day))).toEqual(['old', 'kept']);
  const yesterday = addDays(sampleToday, -1);
  expect([yesterday, sampleToday].map((day) => reasonOf(99, day))).toEqual(['small', 'kept']);
});
