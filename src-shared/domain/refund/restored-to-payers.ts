import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberId } from '../../values/ids.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { LotMove, PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRecord, ReceiptRedemption } from '../receipt/receipt.ts';
import { restoreMoves } from '../redemption/restore-moves.ts';

/** Points of a receipt that belong to whoever paid with them, and not to its member. */
export interface RestoredToPayer {
  readonly payerId: MemberId;
  /** Negative: they had been restored once too often. */
  readonly points: number;
  readonly lots: readonly LotMove[];
}

/**
 * Of what refunds restored of a receipt, that which somebody else had paid before they were merged with its member (PL-13,
 * PL-19): so much more or less than before, since its refunds came from `beforePoints` to `afterPoints` in all. What was taken
 * last comes back first, whoever's it was.
 */
export function restoredToPayers(
  { redemptions }: Pick<ReceiptRecord, 'redemptions'>,
  restored: { readonly beforePoints: number; readonly afterPoints: number },
  {
    programme,
    businessDate,
  }: { readonly programme: Programme; readonly businessDate: BusinessDate },
): readonly RestoredToPayer[] {
  const payerIds = new Set(redemptions.flatMap(({ memberId }) => memberId ?? []));
  return [...payerIds].flatMap((payerId) => {
    const own = redemptions.filter(({ memberId }) => memberId === payerId);
    const beforePoints = pointsBackOf(own, redemptions, restored.beforePoints);
    const points = pointsBackOf(own, redemptions, restored.afterPoints) - beforePoints;
    if (points === 0) return [];
    const lots = restoreMoves({
      programme,
      redemptions: own,
      alreadyRestoredPoints: beforePoints + Math.min(0, points),
      points: Math.abs(points),
      businessDate,
    });
    return [{ payerId, points, lots }];
  });
}

/** How many of so many restored points are of some of the redemptions. */
function pointsBackOf(
  own: readonly ReceiptRedemption[],
  redemptions: readonly ReceiptRedemption[],
  restoredPoints: number,
): number {
  let left = Math.max(0, restoredPoints);
  return sumOf(redemptions.toReversed(), (redemption) => {
    const points = Math.min(left, redemption.points);
    left -= points;
    return own.includes(redemption) ? points : 0;
  });
}

/** The entries that move points between the ledgers of two members; `points` is negative where they leave. */
export function movedEntries(
  points: number,
  lots: readonly LotMove[],
  debtPoints: number,
): readonly PointsEntry[] {
  const kind = points < 0 ? 'merge_out' : 'merge_in';
  const moved: PointsEntry = { kind, points, ruleId: 'merge', lots };
  // What is given back pays a debt in full before any of it can be spent (PL-12).
  const settled: PointsEntry = { kind: 'debt_settle', points: 0, ruleId: 'debt', lots };
  return points > 0 && debtPoints > 0 ? [moved, settled] : [moved];
}
