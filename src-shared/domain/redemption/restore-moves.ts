import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { expiryDay } from '../points/expiry-day.ts';
import { addToLots, sumPoints } from '../points/lots.ts';
import type { LotMove } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRedemption } from '../receipt/receipt.ts';

/**
 * The lots that get redeemed points back (PL-13): what was taken last returns first, after skipping `alreadyRestoredPoints`
 * of earlier refunds. A lot that expired meanwhile gets a new life of the programme's grace days. Points that the office
 * authorised beyond what the till knew have no known lot: they count as taken last and get the life of a new earning, since
 * the member must not lose by the till's ignorance. Merged by day, earliest first; sums to `points`, or to what is left.
 */
export function restoreMoves(input: {
  readonly programme: Programme;
  readonly redemptions: readonly ReceiptRedemption[];
  readonly alreadyRestoredPoints: number;
  readonly points: number;
  readonly businessDate: BusinessDate;
}): readonly LotMove[] {
  const { programme, businessDate } = input;
  const graceDay = addDays(businessDate, programme.refund.restoreGraceDays);
  const unknownLotDay = expiryDay(programme.earn.expiry, businessDate);
  let skip = input.alreadyRestoredPoints;
  let left = input.points;
  const moves: LotMove[] = [];
  for (const taken of takenLastFirst(input.redemptions, unknownLotDay)) {
    const skipped = Math.min(skip, taken.points);
    skip -= skipped;
    const points = Math.min(left, taken.points - skipped);
    left -= points;
    const isExpired = taken.expiresOnDay < businessDate;
    moves.push({ expiresOnDay: isExpired ? graceDay : taken.expiresOnDay, points });
  }
  return addToLots([], moves);
}

function takenLastFirst(
  redemptions: readonly ReceiptRedemption[],
  unknownLotDay: BusinessDate,
): LotMove[] {
  const taken = redemptions.flatMap((redemption) => {
    const unknownPoints = redemption.points - sumPoints(redemption.lots);
    return [...redemption.lots, { expiresOnDay: unknownLotDay, points: unknownPoints }];
  });
  return taken.toReversed();
}
