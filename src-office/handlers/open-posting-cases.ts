import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import type { ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import { watchValue } from '../../src-shared/domain/review/watch-value.ts';
import { profileOfStore } from '../../src-shared/domain/stored-value/decide-top-up.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { openCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { withOfficeActs } from './dispute-evidence.ts';

/** The case that an operation opens by what it shows (PL-21, R040, R116, SV-11, ID-09, ID-10), but the moment it is opened. */
export type WatchedCase = Omit<ReviewCase, 'openedAtMs'>;

/** What an operation that was just posted shows of what head office watches, by its member before and after it; or null. */
export function watchedCaseOf(
  operation: Operation,
  { before, state }: { readonly before: MemberState | null; readonly state: MemberState },
  programmes: LoadedProgrammes,
): WatchedCase | null {
  const { operationId, operatorId, storeId, terminalId, businessDate } = operation;
  const { memberId } = state;
  const evidence = { operationId, operatorId, storeId, terminalId, businessDate };
  if (operation.kind === 'releasePhone') {
    const { approverId } = operation.body;
    return {
      caseId: `phone:${operationId}`,
      kind: 'phone_released',
      memberId,
      operatorId: approverId,
      evidence: { ...evidence, approverId },
    };
  }
  if (operation.kind === 'proposeMerge') {
    // A till names a pair in one order, whoever of the two it saw first.
    const { otherMemberId } = operation.body;
    return {
      caseId: `duplicate:${operation.memberId}:${otherMemberId}`,
      kind: 'possible_duplicate',
      memberId,
      operatorId: null,
      evidence: { ...evidence, otherMemberId },
    };
  }
  if (operation.kind === 'disputeEntry') {
    // One case of a line, whoever disputes it how often.
    const { kind, atMs, operationId: disputedId, hash, ...line } = operation.body;
    return {
      caseId: `dispute:${memberId}:${disputedId ?? ''}:${atMs}:${kind}:${line.reference}`,
      kind: 'entry_disputed',
      memberId,
      operatorId: null,
      evidence: {
        ...evidence,
        ...line,
        entryKind: kind,
        entryDay: line.businessDate,
        businessDate,
        atMs,
        ...(disputedId === undefined ? {} : { disputedOperationId: disputedId }),
        ...(hash === undefined ? {} : { disputedHash: hash }),
      },
    };
  }
  if (operation.kind === 'checkTask') {
    const { taskId, taskKey, growth } = operation.body;
    if (before?.taskKeys?.includes(taskKey) !== true) return null;
    // The member was told that it counts (OF-10).
    const taskPoints = sumOf(growth, ({ amount }) => amount);
    return {
      caseId: `task:${operationId}`,
      kind: 'task_checked_twice',
      memberId,
      operatorId: null,
      evidence: { ...evidence, taskId, taskKey, taskPoints },
    };
  }
  if (operation.kind === 'earn') {
    const redeemedFen = operation.body.benefits?.facts.redeemedFen ?? 0;
    const goodsFen = operation.body.lines.reduce((sum, line) => sum + line.amountFen, 0);
    if (redeemedFen <= goodsFen) return null;
    return {
      caseId: `redeemed:${operationId}`,
      kind: 'redeemed_above_receipt',
      memberId,
      operatorId: null,
      evidence: { ...evidence, redeemedFen, goodsFen },
    };
  }
  if (operation.kind !== 'topUp' && operation.kind !== 'refundValue') return null;
  const rules = programmes.onDay(businessDate)?.value ?? null;
  const profile = rules === null ? null : profileOfStore(rules, storeId);
  const watched = watchValue(operation, state, profile);
  if (watched === null) return null;
  return { caseId: `value:${operationId}`, memberId, operatorId: null, ...watched };
}

/**
 * Opens a case for what a batch showed that only a person can settle: points beyond their receipt (PL-21), stored value that
 * goes in and out again (SV-11). The facts stand. Safe to repeat.
 */
export async function openPostingCases(
  transaction: Queryable,
  watched: readonly WatchedCase[],
  atMs: number,
): Promise<void> {
  const cases = await withOfficeActs(transaction, watched);
  await openCases(
    transaction,
    cases.map((each) => ({ ...each, openedAtMs: atMs })),
  );
}
