import { capEarn } from '../points/cap-earn.ts';
import { addToLots, sumPoints } from '../points/lots.ts';
import type { LotMove } from '../points/points-entry.ts';
import { findHold } from '../points/sale-hold.ts';
import type { Programme } from '../programme/programme.ts';
import type { Hold, HoldReason, OfficeOperationBodies } from './office-operation.ts';

/** One earning receipt of a day, at whichever till. */
export interface DayEarning {
  readonly operationId: string;
  /** By the till's corrected clock: the order in which a day's receipts count. */
  readonly atMs: number;
  /** The hold its points are kept under, one per sale. */
  readonly holdId: string;
  readonly earnedPoints: number;
  /** What the till, or the office before, has held of them. */
  readonly heldPoints: number;
  /** What refunds have taken back of them. */
  readonly takenBackPoints: number;
  readonly lots: readonly LotMove[];
}

/** A hold that the office adds, with the id that makes a repeat the same. */
export interface CapHold {
  readonly operationId: string;
  readonly body: OfficeOperationBodies['hold'];
}

/**
 * Applies the caps of a day again to all that a member has earned on it, in the order of business time over all tills
 * (PL-08): what is above them and not held yet waits for review from now on. Receipts that arrive late push later ones
 * above; they never free what is held. `earnedBeforePoints`: in the 29 days before, for the cap of 30 days (FR-14).
 */
export function decideCapHolds(
  earnings: readonly DayEarning[],
  programme: Pick<Programme, 'earn'>,
  earnedBeforePoints = 0,
): readonly CapHold[] {
  return capsInOrder(earnings, programme, earnedBeforePoints).flatMap(({ earning, cap }) => {
    if (cap === null) return [];
    const points = Math.min(cap.heldPoints - earning.heldPoints, freePoints(earning));
    if (points <= 0) return [];
    // As more arrives the same receipt may be held further: how far is part of the id.
    const operationId = `cap:${earning.operationId}:${cap.heldPoints}`;
    return [{ operationId, body: holdOf(earning, points, { reason: cap.reason, ruleId: 'cap' }) }];
  });
}

/** An earning with what of its held points the caps have held since its member was one with another (PL-19). */
export interface CappedEarning extends DayEarning {
  readonly cappedPoints: number;
}

/** What of a hold waits no more, with the earning it is of. */
export interface CapRelease {
  readonly operationId: string;
  /** With so many points as are free. */
  readonly hold: Hold;
}

/**
 * Decides what the caps hold no more of a day's receipts once others' are not counted among them (PL-08, PL-19): of what they
 * have held since and what still waits in `holds`, all that they would not hold of these alone. What is held for another
 * reason stays, and what somebody has decided is not among `holds`. In the order of business time.
 */
export function decideCapReleases(
  earnings: readonly CappedEarning[],
  holds: readonly Hold[],
  programme: Pick<Programme, 'earn'>,
  earnedBeforePoints = 0,
): readonly CapRelease[] {
  return capsInOrder(earnings, programme, earnedBeforePoints).flatMap(({ earning, cap }) => {
    const { operationId, holdId, heldPoints, cappedPoints } = earning;
    const hold = findHold(holds, holdId);
    if (hold === undefined) return [];
    const otherPoints = heldPoints - cappedPoints;
    const stillPoints = Math.max(0, (cap?.heldPoints ?? 0) - otherPoints);
    const points = Math.min(cappedPoints, hold.points - otherPoints) - stillPoints;
    return points > 0 ? [{ operationId, hold: { ...hold, points } }] : [];
  });
}

/** The receipts of a day that earned, in business time over all tills, with what is above the caps of each. */
function capsInOrder<Earning extends DayEarning>(
  earnings: readonly Earning[],
  programme: Pick<Programme, 'earn'>,
  earnedBeforePoints: number,
): readonly { readonly earning: Earning; readonly cap: ReturnType<typeof capEarn> }[] {
  const inOrder = earnings
    .filter(({ earnedPoints }) => earnedPoints > 0)
    .toSorted((a, b) => a.atMs - b.atMs || (a.operationId < b.operationId ? -1 : 1));
  let dayEarnedPoints = 0;
  return inOrder.map((earning, dayReceiptCount) => {
    const { earnedPoints } = earning;
    const earned30DaysPoints = earnedBeforePoints + dayEarnedPoints;
    const day = { dayReceiptCount, dayEarnedPoints, earned30DaysPoints };
    const cap = capEarn({ programme, ...day, earnedPoints });
    dayEarnedPoints += earnedPoints;
    return { earning, cap };
  });
}

/** What of an earning was neither held nor taken back, which takes what is held first (PL-08). */
export function freePoints({ earnedPoints, heldPoints, takenBackPoints }: DayEarning): number {
  return earnedPoints - Math.max(heldPoints, takenBackPoints);
}

/** Holds so many points of an earning or an adjustment under its own hold, those that expire last. */
export function holdOf(
  { operationId, holdId, lots, atMs }: Pick<DayEarning, 'operationId' | 'holdId' | 'lots' | 'atMs'>,
  points: number,
  { reason, ruleId }: { readonly reason: HoldReason; readonly ruleId: string },
): OfficeOperationBodies['hold'] {
  const entry = { kind: 'hold' as const, points: 0, ruleId, holdId };
  return {
    hold: { holdId, points, reason, sinceMs: atMs },
    entries: [{ ...entry, lots: lastLots(lots, points) }],
    operationId,
  };
}

/** So many points of the lots, those that expire last: the member keeps what must be spent first. */
function lastLots(lots: readonly LotMove[], points: number): readonly LotMove[] {
  const moves: LotMove[] = [];
  let left = Math.min(points, sumPoints(lots));
  for (const lot of addToLots([], lots).toReversed()) {
    if (left <= 0) break;
    const part = Math.min(lot.points, left);
    moves.unshift({ expiresOnDay: lot.expiresOnDay, points: part });
    left -= part;
  }
  return moves;
}
