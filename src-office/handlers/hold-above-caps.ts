import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideCapHolds } from '../../src-shared/domain/office/decide-cap-holds.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { type MemberId, memberId as toMemberId } from '../../src-shared/values/ids.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import { readDayEarnings, readEarnedSums } from '../store/earning-store.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';
import { readOwners, toEarnings } from './day-earnings.ts';

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
  const { lastDayReceiptCount, lastDayPoints } = purchases;
  return lastDayReceiptCount > receiptsPerDay || lastDayPoints > pointsPerDay;
}

/** Days on which somebody earned, and those of them that may be above the caps of the day. */
export interface EarnedDays {
  readonly earned: readonly CapDay[];
  readonly suspect: readonly CapDay[];
}

/**
 * Applies the caps of some days again, over what all tills have brought so far, and holds what is above them; that of 30 days
 * with what was earned in the 29 before, as far as it has come (FR-14). The members are locked, and what they earned is in
 * the ledger, in this transaction.
 */
export async function holdAboveCaps(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  days: EarnedDays,
  atMs: number,
): Promise<void> {
  const above = await findAbove30Days(transaction, programmes, days.earned);
  const unique = uniqueDays([...days.suspect, ...above.map(({ day }) => day)]);
  if (unique.length === 0) return;
  const beforeOf = new Map(above.map(({ day, beforePoints }) => [keyOf(day), beforePoints]));
  const rows = await readDayEarnings(transaction, unique);
  const rowsOf = Map.groupBy(rows, keyOf);
  const isOwnOf = await readOwners(transaction, rows);
  const operations: OfficeOperation[] = [];
  for (const day of unique) {
    const programme = programmes.onDay(day.businessDate);
    if (programme === null) continue;
    const earnings = toEarnings(rowsOf.get(keyOf(day)) ?? []);
    for (const { operationId, body } of decideCapHolds(
      earnings.filter((earning) => isOwnOf(earning, day.memberId)),
      programme,
      beforeOf.get(keyOf(day)),
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
        actor: 'job:caps',
      });
    }
  }
  await postOfficeOperations(transaction, operations);
}

/** The days on which the cap of 30 days is passed, with what was earned before them. */
async function findAbove30Days(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  earned: readonly CapDay[],
): Promise<readonly { readonly day: CapDay; readonly beforePoints: number }[]> {
  const capOf = ({ businessDate }: CapDay): number | undefined =>
    programmes.onDay(businessDate)?.earn.caps?.pointsPer30Days;
  const capped = uniqueDays(earned.filter((day) => capOf(day) !== undefined));
  if (capped.length === 0) return [];
  const sums = await readEarnedSums(transaction, capped);
  const sumOf = new Map(sums.map((sum) => [keyOf(sum), sum]));
  return capped.flatMap((day) => {
    const { beforePoints = 0, points = 0 } = sumOf.get(keyOf(day)) ?? {};
    return points > (capOf(day) ?? Infinity) ? [{ day, beforePoints }] : [];
  });
}

function uniqueDays(days: readonly CapDay[]): readonly CapDay[] {
  return [...new Map(days.map((day) => [keyOf(day), day])).values()];
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
