import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { sampleMemberState, sampleOperation } from '../support/sample-domain.ts';
import { atLeast, percentile, type BenchLine } from './bench-line.ts';

/** The promise of the issue, on one core: what an office has to catch up on after a day without a line. */
const leastPerSecond = 100_000;
const memberCount = 500;
const roundCount = 100;
const warmUpCount = 100;

/**
 * Posting receipts of three lines to members as they are after a year or two. A round posts one to each member; the rate is
 * that of the middle round, by the time the processor spent on it, garbage collection included: what others do at the same
 * time does not count.
 */
export function run(): Promise<readonly BenchLine[]> {
  const work = Array.from({ length: memberCount }, (_, index) => ({
    state: sampleMemberState(index),
    operation: sampleOperation(index),
  }));
  const rates: number[] = [];
  for (let round = -warmUpCount; round < roundCount; round += 1) {
    const rate = ratePerSecond(work);
    if (round >= 0) rates.push(rate);
  }
  const name = 'core: applyOperation on one core, operations per second';
  return Promise.resolve([atLeast(name, percentile(rates, 0.5), leastPerSecond, 1)]);
}

function ratePerSecond(
  work: readonly { readonly state: MemberState; readonly operation: Operation }[],
): number {
  const before = process.cpuUsage();
  let postedCount = 0;
  for (const { state, operation } of work) {
    if (applyOperation(state, operation, { acknowledged: true }).state !== state) postedCount += 1;
  }
  if (postedCount !== work.length) throw new Error('An operation was not posted.');
  const { user, system } = process.cpuUsage(before);
  return (work.length / (user + system)) * 1_000_000;
}
