import { type BusinessDate, daysBetween } from '../../values/business-date.ts';
import type { LateReview } from '../programme/programme.ts';

/** A receipt that was attached to a member after the sale (PL-18). */
export interface LateAttach {
  readonly operationId: string;
  /** Who attached it: of the staff, or a cash register that does not say. */
  readonly operatorId: string;
  readonly memberId: string;
  /** The day it was attached on. */
  readonly businessDate: BusinessDate;
  /** By the till's corrected clock. */
  readonly atMs: number;
}

const memberWindowDays = 30;

/**
 * Names the attaches that wait for review whoever agreed to them (FR-05): those of an operator beyond so many on a day, and
 * those to a member beyond so many in 30 days, counted in business time over all tills. One that arrives late may put later
 * ones over the limit; it never frees any.
 */
export function findLateToReview(
  attaches: readonly LateAttach[],
  rules: LateReview,
): ReadonlySet<string> {
  const inOrder = attaches.toSorted(
    (a, b) => a.atMs - b.atMs || (a.operationId < b.operationId ? -1 : 1),
  );
  const counts = new Map<string, number>();
  const daysOfMember = new Map<string, BusinessDate[]>();
  const found = new Set<string>();
  for (const { operationId, operatorId, memberId, businessDate } of inOrder) {
    const key = `${operatorId} ${businessDate}`;
    const ofOperator = (counts.get(key) ?? 0) + 1;
    counts.set(key, ofOperator);
    const days = daysOfMember.get(memberId) ?? [];
    const ofMember = days.filter((day) => isWithin(day, businessDate)).length + 1;
    daysOfMember.set(memberId, [...days, businessDate]);
    const isTooMany =
      ofOperator > rules.attachesPerOperatorDay || ofMember > rules.attachesPerMember30Days;
    if (isTooMany) found.add(operationId);
  }
  return found;
}

function isWithin(before: BusinessDate, day: BusinessDate): boolean {
  return Math.abs(daysBetween(before, day)) < memberWindowDays;
}
