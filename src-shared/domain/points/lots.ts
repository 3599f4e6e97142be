import type { BusinessDate } from '../../values/business-date.ts';
import type { Lot, LotMove } from './points-entry.ts';

/** What taking points out of lots gave: the lots left, what was taken in that order, and the points that were not there. */
export interface TakenFromLots {
  readonly lots: readonly Lot[];
  readonly taken: readonly LotMove[];
  readonly shortPoints: number;
}

/** Adds points to lots, merged by day and in order of expiry (PL-02). Moves of 0 points or less add nothing. */
export function addToLots(lots: readonly Lot[], moves: readonly LotMove[]): readonly Lot[] {
  let added = lots;
  for (const move of moves) {
    if (move.points > 0) added = addMove(added, move);
  }
  return added;
}

/**
 * Takes points out of the named lots first, as far as they reach, then out of the others by earliest expiry (PL-02).
 * With `usableOnDay` the second step passes over lots that expired before that day: nobody spends what has lapsed.
 * Never takes a lot below 0; the rest is `shortPoints`.
 */
export function takeFromLots(
  lots: readonly Lot[],
  wish: {
    readonly named: readonly LotMove[];
    readonly points: number;
    readonly usableOnDay?: BusinessDate;
  },
): TakenFromLots {
  const first = takeNamed(lots, { named: wish.named, points: wish.points });
  if (first.shortPoints === 0) return first;
  const usable = first.lots.filter(
    (lot) => wish.usableOnDay === undefined || lot.expiresOnDay >= wish.usableOnDay,
  );
  const second = allocateEarliestExpiry(usable, first.shortPoints);
  return {
    lots: subtract(first.lots, second),
    taken: [...first.taken, ...second],
    shortPoints: first.shortPoints - sumPoints(second),
  };
}

/** Takes at most `points` out of the named lots only, each as far as it reaches. What they do not hold is `shortPoints`. */
export function takeNamed(
  lots: readonly Lot[],
  wish: { readonly named: readonly LotMove[]; readonly points: number },
): TakenFromLots {
  let left = lots;
  let shortPoints = Math.max(0, wish.points);
  const taken: LotMove[] = [];
  for (const named of wish.named) {
    const part = Math.min(named.points, shortPoints, pointsOfDay(left, named.expiresOnDay));
    if (part <= 0) continue;
    const move = { ...named, points: part };
    left = subtract(left, [move]);
    shortPoints -= part;
    taken.push(move);
  }
  return { lots: left, taken, shortPoints };
}

/** Names the lots that pay so many points, earliest expiry first (PL-02). Names less where the lots hold less. */
export function allocateEarliestExpiry(lots: readonly Lot[], points: number): LotMove[] {
  const moves: LotMove[] = [];
  let left = points;
  for (const lot of lots) {
    if (left <= 0) break;
    const part = Math.min(lot.points, left);
    moves.push({ expiresOnDay: lot.expiresOnDay, points: part });
    left -= part;
  }
  return moves;
}

/** Adds up the points of lots or moves. */
export function sumPoints(lots: readonly { readonly points: number }[]): number {
  let sum = 0;
  for (const lot of lots) sum += lot.points;
  return sum;
}

/** The points of the lot that expires on a day; 0 where there is none. */
export function pointsOfDay(lots: readonly Lot[], expiresOnDay: BusinessDate): number {
  for (const lot of lots) {
    if (lot.expiresOnDay === expiresOnDay) return lot.points;
  }
  return 0;
}

function addMove(lots: readonly Lot[], move: LotMove): readonly Lot[] {
  const index = lots.findIndex((lot) => lot.expiresOnDay >= move.expiresOnDay);
  const lot = { expiresOnDay: move.expiresOnDay, points: move.points };
  if (index === -1) return [...lots, lot];
  const there = lots[index];
  if (there?.expiresOnDay !== move.expiresOnDay) return lots.toSpliced(index, 0, lot);
  return lots.with(index, { ...lot, points: there.points + move.points });
}

/** Each move is known to fit its lot; an emptied lot goes. */
function subtract(lots: readonly Lot[], moves: readonly LotMove[]): readonly Lot[] {
  const left: Lot[] = [];
  for (const lot of lots) {
    const points = lot.points - pointsOfDay(moves, lot.expiresOnDay);
    if (points > 0) left.push(points === lot.points ? lot : { ...lot, points });
  }
  return left;
}
