import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  type DayEarning,
  decideCapHolds,
} from '../../src-shared/domain/office/decide-cap-holds.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { receiptHoldId } from '../../src-shared/domain/points/cap-earn.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { type MemberId, memberId as toMemberId } from '../../src-shared/values/ids.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import { type EarningRow, readDayEarnings } from '../store/earning-store.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';

/** A member's day on which something was earned that may be above the caps. */
export interface CapDay {
  readonly memberId: MemberId;
  readonly businessDate: BusinessDate;
}

/**
 * Tells whether an earning that was just posted can be above the caps of its day (PL-08). The state counts the last day
 * only: of any other day the ledger has to say.
 */
export function mayExceedCaps(
  state: MemberState,
  operation: Operation,
  programmes: LoadedProgrammes,
): boolean {
  if (operation.kind !== 'earn') return false;
  const programme = programmes.onDay(operation.businessDate);
  if (programme === null || programme.earn.caps === null) return false;
  const { receipt, entries } = operation.body;
  if (entries.length === 0) return false;
  const { receiptsPerDay, pointsPerDay } = programme.earn.caps;
  const { purchases } = state;
  const isCounted =
    receipt.businessDate === operation.businessDate &&
    purchases?.lastOnDay === operation.businessDate;
  if (!isCounted) return true;
  return purchases.lastDayReceiptCount > receiptsPerDay || purchases.lastDayPoints > pointsPerDay;
}

/**
 * Applies the caps of some days again, over what all tills have brought so far, and holds what is above them. The members are
 * locked, and what they earned is in the ledger, in this transaction.
 */
export async function holdAboveCaps(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  days: readonly CapDay[],
  atMs: number,
): Promise<void> {
  if (days.length === 0) return;
  const unique = [...new Map(days.map((day) => [keyOf(day), day])).values()];
  const rowsOf = Map.groupBy(await readDayEarnings(transaction, unique), keyOf);
  const operations: OfficeOperation[] = [];
  for (const day of unique) {
    const programme = programmes.onDay(day.businessDate);
    if (programme === null) continue;
    for (const { operationId, body } of decideCapHolds(
      toEarnings(rowsOf.get(keyOf(day)) ?? []),
      programme,
    )) {
      operations.push({
        operationId,
        kind: 'hold',
        body,
        memberId: toMemberId(day.memberId),
        atMs,
        // Of the day it is about: there its points are counted as held.
        businessDate: day.businessDate,
        programmeVersion: programme.version,
        actor: 'caps',
      });
    }
  }
  await postOfficeOperations(transaction, operations);
}

const capPrefix = 'cap:';

/** The operation that a row is about: a hold of the office names it in its own id. */
function earningId({ operationId }: EarningRow): string {
  if (!operationId.startsWith(capPrefix)) return operationId;
  return operationId.slice(capPrefix.length, operationId.lastIndexOf(':'));
}

function toEarnings(rows: readonly EarningRow[]): readonly DayEarning[] {
  const earnings: DayEarning[] = [];
  for (const [operationId, parts] of Map.groupBy(rows, earningId)) {
    const earned = parts.filter(({ kind }) => kind !== 'hold');
    const [first] = earned;
    if (first === undefined || first.receipt === null) continue;
    earnings.push({
      operationId,
      atMs: first.atMs,
      holdId: receiptHoldId(first.receipt),
      earnedPoints: sumPoints(earned),
      heldPoints: parts
        .filter(({ kind }) => kind === 'hold')
        .reduce((sum, { lots }) => sum + sumPoints(lots), 0),
      lots: earned.flatMap(({ lots }) => lots),
    });
  }
  return earnings;
}

function keyOf({
  memberId,
  businessDate,
}: {
  readonly memberId: string;
  readonly businessDate: string;
}): string {
  return `${memberId} ${businessDate}`;
}
