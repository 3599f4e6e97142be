import type { BusinessDate } from '../../values/business-date.ts';
import type { LotMove } from '../points/points-entry.ts';
import type { ReceiptKey } from '../receipt/receipt.ts';

/** A correction by hand that a till posted (PL-17). */
export interface Adjustment {
  readonly operationId: string;
  /** Whom it counts for on its day: who approved it, or else who made it. */
  readonly answersId: string;
  readonly memberId: string;
  readonly businessDate: BusinessDate;
  /** By the till's corrected clock. */
  readonly atMs: number;
  readonly points: number;
  readonly lots: readonly LotMove[];
  /** The receipt that it made up for; null where it is for something else. */
  readonly receipt: ReceiptKey | null;
}

/**
 * Of what one person answers for on one day, at whichever tills, the points of each adjustment that are above the limit of the
 * day (PL-17), whatever their sign: the later ones in business time. One that comes in late may put others above it; it never
 * frees any.
 */
export function pointsAboveDayLimit(
  adjustments: readonly Pick<Adjustment, 'operationId' | 'atMs' | 'points'>[],
  maxPointsPerDay: number,
): ReadonlyMap<string, number> {
  const above = new Map<string, number>();
  let sumPoints = 0;
  for (const { operationId, points } of adjustments.toSorted(byTime)) {
    const size = Math.abs(points);
    sumPoints += size;
    if (sumPoints > maxPointsPerDay) {
      above.set(operationId, Math.min(size, sumPoints - maxPointsPerDay));
    }
  }
  return above;
}

/** What has credited one receipt: its sale, the paper attached after it, or an adjustment. */
export interface Credit {
  readonly operationId: string;
  readonly memberId: string;
  readonly by: 'sale' | 'late' | 'adjustment';
  readonly atMs: number;
}

/**
 * A receipt is credited once ever, across all channels (PL-17): which credit stands, and which came beside it by hand. A sale
 * stands before what was made up for by hand, of that the earliest; in whatever order they come in. Two sales are two receipts
 * of one number (PL-10), and neither is beside the other.
 */
export function findCreditedAgain(
  credits: readonly Credit[],
): { readonly stands: Credit; readonly again: readonly Credit[] } | null {
  const inOrder = credits.toSorted(byTime);
  const stands = inOrder.find(({ by }) => by === 'sale') ?? inOrder[0];
  if (stands === undefined || !credits.some(({ by }) => by === 'adjustment')) return null;
  const again = inOrder.filter((credit) => credit !== stands && credit.by !== 'sale');
  return again.length === 0 ? null : { stands, again };
}

interface Timed {
  readonly operationId: string;
  readonly atMs: number;
}

function byTime(a: Timed, b: Timed): number {
  return a.atMs - b.atMs || (a.operationId < b.operationId ? -1 : 1);
}
