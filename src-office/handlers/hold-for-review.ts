import { freePoints, holdOf } from '../../src-shared/domain/office/decide-cap-holds.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { Operation, OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { hasSameGoods } from '../../src-shared/domain/receipt/is-same-sale.ts';
import { findLateToReview } from '../../src-shared/domain/review/find-late-to-review.ts';
import type {
  CaseEvidence,
  CaseKind,
  ReviewCase,
} from '../../src-shared/domain/review/review-case.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { daysBetween } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import { openCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { type MemberDay, readDayEarnings } from '../store/earning-store.ts';
import {
  type AttachedReceipt,
  insertLateAttaches,
  readLateAttachesAround,
  readSameNumbers,
} from '../store/late-attach-store.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';
import { readEarn } from '../store/receipt-history-store.ts';
import { findOwnMembers } from '../store/staff-member-store.ts';
import { reviewPrefix, toEarnings } from './day-earnings.ts';
import { holdAdjustments } from './hold-adjustments.ts';

/** An operation of a till that was posted, with the member it was posted to. */
export interface PostedOperation {
  readonly operation: Operation;
  readonly memberId: MemberId;
}

/** Why an earning waits, with the day in the ledger that it is of. */
export interface Suspect extends MemberDay {
  readonly operationId: string;
  readonly kind: CaseKind;
  readonly operatorId: string;
}

/**
 * Looks at what was posted by the rules that tills cannot apply, or not with what they know: staff who served or approved for
 * their own member (FR-01, PL-17), and receipts attached after the sale, too many of an operator or to a member (FR-05), of a
 * day too far back, that have earned under another day, or were credited again by hand, and adjustments above the limit of a
 * day (PL-17). What they earned waits for review, everything opens a case, and nothing is refused. Set-wise, and safe to repeat.
 */
export async function holdForReview(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  posted: readonly PostedOperation[],
  atMs: number,
): Promise<void> {
  const own = await findOwnMembers(transaction, posted.flatMap(toServed));
  const adjusted = await holdAdjustments(transaction, programmes, posted, atMs);
  const otherDays = await findOtherDays(transaction, programmes, posted);
  const late = [
    ...(await findTooManyLate(transaction, programmes, posted)),
    ...findLongPast(programmes, posted),
    ...otherDays.map(({ suspect }) => suspect),
    ...adjusted.suspects,
  ];
  if (own.length === 0 && late.length === 0 && adjusted.cases.length === 0) return;
  const ownCases = own.map(({ staffId, by, memberId, operation }): ReviewCase => {
    const { operationId, kind, storeId, terminalId, businessDate } = operation;
    return {
      caseId: `own:${staffId}:${operationId}`,
      kind: 'own_member',
      memberId,
      operatorId: staffId,
      evidence: { operationId, operation: kind, by, storeId, terminalId, businessDate },
      openedAtMs: atMs,
    };
  });
  const lateCases = late
    .filter(({ kind }) => kind === 'late_attach')
    .map(({ operationId, memberId, operatorId, businessDate }): ReviewCase => ({
      caseId: `late:${operationId}`,
      kind: 'late_attach',
      memberId,
      operatorId,
      evidence: { operationId, businessDate },
      openedAtMs: atMs,
    }));
  const paperCases = otherDays.map(({ suspect, evidence }): ReviewCase => ({
    caseId: `paper:${suspect.operationId}`,
    kind: 'receipt_of_other_day',
    memberId: suspect.memberId,
    operatorId: suspect.operatorId,
    evidence,
    openedAtMs: atMs,
  }));
  await openCases(transaction, [...ownCases, ...lateCases, ...paperCases, ...adjusted.cases]);
  const earned = own
    .filter(({ operation }) => operation.kind === 'earn')
    .map(({ staffId, memberId, operation }): Suspect => {
      const { operationId, businessDate } = operation;
      return { operationId, memberId, businessDate, kind: 'own_member', operatorId: staffId };
    });
  await holdEarnings(transaction, programmes, [...earned, ...late], atMs);
}

/** Acts by which somebody could help themselves. */
const helpingKinds: ReadonlySet<Operation['kind']> = new Set([
  'earn',
  'redeem',
  'redeemSink',
  'adjust',
]);

/** Who served the member, and who approved. */
function toServed({ operation, memberId }: PostedOperation) {
  const { kind, body, operatorId } = operation;
  const approverId =
    (kind === 'earn' ? body.late?.approverId : undefined) ??
    (kind === 'refund' ? body.shortPoints?.approverId : undefined) ??
    ('approverId' in body ? body.approverId : undefined);
  const served = [];
  if (helpingKinds.has(kind) && operatorId !== 'pos') {
    served.push({ staffId: operatorId, by: 'operator', memberId, operation });
  }
  if (approverId !== undefined) {
    served.push({ staffId: approverId, by: 'approver', memberId, operation });
  }
  return served;
}

/** Attached to a member after the sale, as tills say, and too many of them. */
async function findTooManyLate(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  posted: readonly PostedOperation[],
): Promise<readonly Suspect[]> {
  const attaches = posted.flatMap(toLateAttach);
  if (attaches.length === 0) return [];
  await insertLateAttaches(transaction, attaches);
  const lastDay = attaches
    .map(({ businessDate }) => businessDate)
    .toSorted()
    .at(-1);
  const programme = lastDay === undefined ? null : programmes.onDay(lastDay);
  const rules = programme?.adjust.lateReview ?? null;
  if (rules === null) return [];
  const around = await readLateAttachesAround(transaction, attaches);
  const found = findLateToReview(around, rules);
  return around
    .filter(({ operationId }) => found.has(operationId))
    .map((attach) => ({ ...attach, kind: 'late_attach' }));
}

/** Receipts of a day too far back to be attached, which nobody called late: a cash register names whatever day it likes. */
function findLongPast(
  programmes: LoadedProgrammes,
  posted: readonly PostedOperation[],
): readonly Suspect[] {
  return posted.flatMap((each): readonly Suspect[] => {
    const { operation, memberId } = each;
    if (operation.kind !== 'earn' || operation.body.late !== undefined) return [];
    const { operationId, businessDate, body } = operation;
    const mostDays = programmes.onDay(businessDate)?.adjust.lateAttachDays ?? Infinity;
    if (daysBetween(body.receipt.businessDate, businessDate) <= mostDays) return [];
    const operatorId = attachedBy(operation);
    return [{ operationId, memberId, businessDate, operatorId, kind: 'late_attach' }];
  });
}

/**
 * Receipts that were attached after the sale and have earned before, by their number and their goods, under another day within
 * the days that a receipt may be attached (PL-17): one paper whose day was typed wrongly, or named wrongly on purpose. Whichever
 * of the two comes in first, what was attached waits; the earlier one where both were.
 */
async function findOtherDays(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  posted: readonly PostedOperation[],
): Promise<readonly { readonly suspect: Suspect; readonly evidence: CaseEvidence }[]> {
  const earnings = posted.flatMap(({ operation }) =>
    operation.kind === 'earn' ? [operation] : [],
  );
  const [first] = earnings;
  const days =
    first === undefined ? 0 : (programmes.onDay(first.businessDate)?.adjust.lateAttachDays ?? 0);
  const receipts = earnings.map(({ body }) => ({
    ...body.receipt,
    isLate: body.late !== undefined,
  }));
  const rows = await readSameNumbers(transaction, receipts, days);
  const others = rows.flatMap(({ json }) => readEarn(json) ?? []);
  const memberOf = new Map(
    posted.map(({ operation, memberId }) => [operation.operationId, memberId]),
  );
  return earnings.flatMap((earning) =>
    others
      .filter((other) => isOnePaper(earning, other, days))
      .flatMap((other) => {
        const late = earning.body.late === undefined ? other : earning;
        const sold = late === earning ? other : earning;
        if (late.body.late === undefined) return [];
        const { operationId, businessDate } = late;
        const { storeId, receiptNo, businessDate: receiptDate } = late.body.receipt;
        const memberId = memberOf.get(operationId) ?? late.memberId;
        const operatorId = attachedBy(late);
        const kind = 'receipt_of_other_day';
        const evidence = {
          operationId,
          otherOperationId: sold.operationId,
          storeId,
          receiptNo,
          receiptDate,
          otherReceiptDate: sold.body.receipt.businessDate,
          otherMemberId: sold.memberId,
        };
        return [{ suspect: { operationId, memberId, businessDate, operatorId, kind }, evidence }];
      }),
  );
}

function isOnePaper(a: OperationOf<'earn'>, b: OperationOf<'earn'>, days: number): boolean {
  const [{ receipt: one }, { receipt: other }] = [a.body, b.body];
  return (
    one.storeId === other.storeId &&
    one.receiptNo === other.receiptNo &&
    one.businessDate !== other.businessDate &&
    Math.abs(daysBetween(one.businessDate, other.businessDate)) <= days &&
    hasSameGoods(a.body, b.body)
  );
}

/** A cash register that does not say who stands there counts as one operator. */
function attachedBy({ operatorId, terminalId }: Operation): string {
  return operatorId === 'pos' ? `pos:${terminalId}` : operatorId;
}

function toLateAttach({ operation, memberId }: PostedOperation): readonly AttachedReceipt[] {
  if (operation.kind !== 'earn' || operation.body.late === undefined) return [];
  const { operationId, businessDate, atMs, body } = operation;
  const { storeId, receiptNo } = body.receipt;
  const operatorId = attachedBy(operation);
  return [{ operationId, operatorId, memberId, businessDate, atMs, storeId, receiptNo }];
}

/** Holds what is not held yet of these earnings; one that was released is not held again. */
async function holdEarnings(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  suspects: readonly Suspect[],
  atMs: number,
): Promise<void> {
  if (suspects.length === 0) return;
  const suspectOf = new Map(suspects.map((each) => [each.operationId, each]));
  const days = [...new Map(suspects.map((each) => [dayKey(each), each])).values()];
  const operations: OfficeOperation[] = [];
  for (const earning of toEarnings(await readDayEarnings(transaction, days))) {
    const suspect = suspectOf.get(earning.operationId);
    const points = freePoints(earning);
    const programme = suspect === undefined ? null : programmes.onDay(suspect.businessDate);
    if (suspect === undefined || programme === null || points <= 0) continue;
    operations.push({
      operationId: `${reviewPrefix}${earning.operationId}`,
      kind: 'hold',
      body: holdOf(earning, points, { reason: 'review', ruleId: suspect.kind }),
      memberId: suspect.memberId as MemberId, // of an operation that was posted
      atMs,
      businessDate: suspect.businessDate,
      programmeVersion: programme.version,
      actor: 'job:review',
    });
  }
  await postOfficeOperations(transaction, operations);
}

function dayKey({ memberId, businessDate }: MemberDay): string {
  return `${memberId} ${businessDate}`;
}
