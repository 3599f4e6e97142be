import { holdOf } from '../../src-shared/domain/office/decide-cap-holds.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { missedReceiptCode } from '../../src-shared/domain/points/decide-adjustment.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { type ReceiptKey, receiptKeyText } from '../../src-shared/domain/receipt/receipt.ts';
import {
  type Adjustment,
  type Credit,
  findCreditedAgain,
  pointsAboveDayLimit,
} from '../../src-shared/domain/review/find-adjustments-to-hold.ts';
import type { ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import {
  type AdjustmentRow,
  insertAdjustments,
  lockAnswersDays,
  lockCredits,
  readAdjustmentsOfDays,
  readMadeUp,
  updateHeldPoints,
} from '../store/adjustment-store.ts';
import type { Queryable } from '../store/database.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';
import { readEarnings } from '../store/receipt-history-store.ts';
import type { PostedOperation, Suspect } from './hold-for-review.ts';

/** What was found of adjustments: what is still to be held of earnings, and a case for each finding. */
interface FoundAdjustments {
  readonly suspects: readonly Suspect[];
  readonly cases: readonly ReviewCase[];
}

/** An adjustment of which so many points are not to be spent before a person has looked at it. */
interface HeldAdjustment {
  readonly adjustment: AdjustmentRow;
  readonly points: number;
  readonly ruleId: ReviewCase['kind'];
}

/**
 * Looks at corrections by hand as no till alone can (PL-17): what one person answers for on a day over all tills, and receipts
 * that were credited again, by an adjustment beside their sale, a paper that was attached, or another adjustment. The facts
 * stand; what is above the limit, and the second credit, wait for review. Answers the earnings that are a second credit, for
 * the caller to hold. Safe to repeat, in whatever order they come in.
 */
export async function holdAdjustments(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  posted: readonly PostedOperation[],
  atMs: number,
): Promise<FoundAdjustments> {
  const adjustments = posted.flatMap(toAdjustment);
  await insertAdjustments(transaction, adjustments);
  const above = await findAboveDayLimit(transaction, programmes, adjustments);
  const again = await findAgain(transaction, posted, adjustments);
  await holdPoints(transaction, programmes, [...above, ...again.held], atMs);
  const cases = [...above.map(toLimitCase), ...again.cases];
  return { suspects: again.suspects, cases: cases.map((each) => ({ ...each, openedAtMs: atMs })) };
}

function toAdjustment({ operation, memberId }: PostedOperation): readonly Adjustment[] {
  if (operation.kind !== 'adjust') return [];
  const { operationId, operatorId, businessDate, atMs, body } = operation;
  const { approverId: answersId = operatorId, entries, reasonCode, receipt } = body;
  return [
    {
      operationId,
      answersId,
      memberId,
      businessDate,
      atMs,
      points: sumPoints(entries),
      lots: entries.flatMap(({ lots }) => lots),
      receipt: reasonCode === missedReceiptCode ? (receipt ?? null) : null,
    },
  ];
}

async function findAboveDayLimit(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  adjustments: readonly Adjustment[],
): Promise<readonly HeldAdjustment[]> {
  if (adjustments.length === 0) return [];
  await lockAnswersDays(transaction, adjustments);
  const rows = await readAdjustmentsOfDays(transaction, adjustments);
  const days = Map.groupBy(rows, ({ answersId, businessDate }) => `${businessDate} ${answersId}`);
  return [...days.values()].flatMap((ofDay) => {
    const [{ businessDate }] = ofDay as [AdjustmentRow];
    const maxPoints = programmes.onDay(businessDate)?.adjust.maxPointsPerDay ?? Infinity;
    const above = pointsAboveDayLimit(ofDay, maxPoints);
    return ofDay.flatMap((adjustment) => {
      const points = above.get(adjustment.operationId);
      return points === undefined
        ? []
        : [{ adjustment, points, ruleId: 'adjustments_above_day_limit' as const }];
    });
  });
}

function toLimitCase({
  adjustment,
  points,
  ruleId,
}: HeldAdjustment): Omit<ReviewCase, 'openedAtMs'> {
  const { operationId, memberId, answersId, businessDate } = adjustment;
  return {
    caseId: `adjusted:${operationId}`,
    kind: ruleId,
    memberId,
    operatorId: answersId,
    evidence: { operationId, businessDate, points: adjustment.points, abovePoints: points },
  };
}

/** Receipts that were credited again, and what came beside what stands. */
async function findAgain(
  transaction: Queryable,
  posted: readonly PostedOperation[],
  adjustments: readonly Adjustment[],
) {
  const madeUp = adjustments.flatMap(({ receipt }) => receipt ?? []);
  const earned = posted.flatMap(({ operation }) =>
    operation.kind === 'earn' ? [operation.body.receipt] : [],
  );
  const receipts = [...new Map([...madeUp, ...earned].map((key) => [receiptKeyText(key), key]))];
  const found = { held: [] as HeldAdjustment[], suspects: [] as Suspect[], cases: [] as Case[] };
  if (receipts.length === 0) return found;
  const storeIds = receipts.map(([, { storeId }]) => storeId);
  await lockCredits(transaction, storeIds, { alone: madeUp.length > 0 });
  const made = Map.groupBy(
    await readMadeUp(
      transaction,
      receipts.map(([, key]) => key),
    ),
    ({ receipt }) => (receipt === null ? '' : receiptKeyText(receipt)),
  );
  for (const [keyText, key] of receipts) {
    const rows = made.get(keyText);
    if (rows === undefined) continue;
    const earnings = await readEarnings(transaction, key);
    const credited = findCreditedAgain([...rows.map(toAdjusted), ...earnings.map(toEarned)]);
    if (credited === null) continue;
    for (const credit of credited.again) {
      const row = rows.find(({ operationId }) => operationId === credit.operationId);
      const earning = earnings.find(({ operationId }) => operationId === credit.operationId);
      if (row !== undefined) {
        found.held.push({ adjustment: row, points: row.points, ruleId: 'receipt_credited_twice' });
      }
      if (earning !== undefined) found.suspects.push(toSuspect(earning, posted));
      const operatorId = row?.answersId ?? earning?.body.late?.approverId ?? null;
      found.cases.push(toCreditCase(key, credit, { stands: credited.stands, operatorId }));
    }
  }
  return found;
}

type Case = Omit<ReviewCase, 'openedAtMs'>;

function toAdjusted({ operationId, memberId, atMs }: AdjustmentRow): Credit {
  return { operationId, memberId, by: 'adjustment', atMs };
}

function toEarned({ operationId, memberId, atMs, body }: OperationOf<'earn'>): Credit {
  return { operationId, memberId, by: body.late === undefined ? 'sale' : 'late', atMs };
}

function toSuspect(earning: OperationOf<'earn'>, posted: readonly PostedOperation[]): Suspect {
  const { operationId, businessDate, operatorId } = earning;
  const now = posted.find(({ operation }) => operation.operationId === operationId);
  const memberId = now?.memberId ?? earning.memberId;
  return { operationId, memberId, businessDate, operatorId, kind: 'receipt_credited_twice' };
}

function toCreditCase(
  { storeId, receiptNo, businessDate: receiptDate }: ReceiptKey,
  { operationId, memberId }: Credit,
  { stands, operatorId }: { readonly stands: Credit; readonly operatorId: string | null },
): Case {
  return {
    caseId: `credited:${operationId}`,
    kind: 'receipt_credited_twice',
    memberId,
    operatorId,
    evidence: {
      operationId,
      otherOperationId: stands.operationId,
      otherMemberId: stands.memberId,
      storeId,
      receiptNo,
      receiptDate,
    },
  };
}

/** Holds what is not held yet of these adjustments; what was released is not held again. */
async function holdPoints(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  found: readonly HeldAdjustment[],
  atMs: number,
): Promise<void> {
  const most = new Map<string, HeldAdjustment>();
  for (const each of found) {
    const { operationId, heldPoints } = each.adjustment;
    // What took points gave none that could be held.
    const points = Math.min(each.points, each.adjustment.points);
    if (points > Math.max(heldPoints, most.get(operationId)?.points ?? 0)) {
      most.set(operationId, { ...each, points });
    }
  }
  const held = [...most.values()];
  const operations = held.flatMap(({ adjustment, points, ruleId }): readonly OfficeOperation[] => {
    const { operationId, memberId, businessDate, heldPoints } = adjustment;
    const programme = programmes.onDay(businessDate);
    if (programme === null) return [];
    const holdId = `adjustment:${operationId}`;
    const body = holdOf({ ...adjustment, holdId }, points - heldPoints, {
      reason: 'review',
      ruleId,
    });
    return [
      {
        // As more comes in the same one may be held further: how far is part of the id.
        operationId: `adjustment:${operationId}:${points}`,
        kind: 'hold',
        body,
        memberId: memberId as MemberId, // of an operation that was posted
        atMs,
        businessDate,
        programmeVersion: programme.version,
        actor: 'job:review',
      },
    ];
  });
  await postOfficeOperations(transaction, operations);
  await updateHeldPoints(
    transaction,
    held.map(({ adjustment: { operationId }, points }) => ({ operationId, heldPoints: points })),
  );
}
