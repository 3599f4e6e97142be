import type { BusinessDate } from '../../values/business-date.ts';
import type { WaitingLot } from '../member/member-state.ts';
import { pointsOfDay } from './lots.ts';
import type { Lot, LotMove } from './points-entry.ts';

/**
 * Notes which of some credited points can be spent only from a later day on (PL-09); the others are not its concern. Merged
 * by the two days, in their order. `isPending` is for what the office has not acknowledged.
 */
export function addWaiting(
  waiting: readonly WaitingLot[],
  moves: readonly LotMove[],
  at: { readonly businessDate: BusinessDate; readonly isPending: boolean },
): readonly WaitingLot[] {
  let added = waiting;
  for (const { expiresOnDay, points, usableFromDay } of moves) {
    if (points <= 0 || usableFromDay === undefined || usableFromDay <= at.businessDate) continue;
    const lot = { expiresOnDay, points, usableFromDay };
    added = addOne(added, at.isPending ? { ...lot, isPending: true } : lot);
  }
  return added;
}

/** Takes away what still waited of moves that left their lots; those not acknowledged go first. */
export function takeWaiting(
  waiting: readonly WaitingLot[],
  moves: readonly LotMove[],
): readonly WaitingLot[] {
  let left = waiting;
  for (const move of moves) {
    if (move.usableFromDay !== undefined) left = takeOne(left, move);
  }
  return left;
}

/** What can still not be spent on a day. */
export function waitingOn(
  waiting: readonly WaitingLot[] | undefined,
  businessDate: BusinessDate,
): readonly WaitingLot[] {
  if (waiting === undefined) return [];
  return waiting.filter(
    ({ usableFromDay, isPending }) => isPending === true || usableFromDay > businessDate,
  );
}

/** Waiting points are a part of the lots and never more than they hold: a spend beyond eats what is usable last. */
export function clampWaiting(
  waiting: readonly WaitingLot[],
  lots: readonly Lot[],
): readonly WaitingLot[] {
  const days = new Set(waiting.map(({ expiresOnDay }) => expiresOnDay));
  let left = waiting;
  for (const day of days) {
    const over = waitingPointsOfDay(left, day) - pointsOfDay(lots, day);
    if (over > 0) left = takeLatest(left, day, over);
  }
  return left;
}

/** The waiting points of the lot that expires on a day. */
export function waitingPointsOfDay(
  waiting: readonly WaitingLot[],
  expiresOnDay: BusinessDate,
): number {
  let sum = 0;
  for (const lot of waiting) if (lot.expiresOnDay === expiresOnDay) sum += lot.points;
  return sum;
}

function addOne(waiting: readonly WaitingLot[], lot: WaitingLot): readonly WaitingLot[] {
  const index = waiting.findIndex((each) => order(each, lot) >= 0);
  if (index === -1) return [...waiting, lot];
  const there = waiting[index];
  if (there === undefined || order(there, lot) !== 0) return waiting.toSpliced(index, 0, lot);
  return waiting.with(index, { ...lot, points: there.points + lot.points });
}

function order(a: WaitingLot, b: WaitingLot): number {
  const [one, other] = [sortKey(a), sortKey(b)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function sortKey({ usableFromDay, expiresOnDay, isPending }: WaitingLot): string {
  return `${usableFromDay} ${expiresOnDay} ${isPending === true ? 0 : 1}`;
}

function takeOne(waiting: readonly WaitingLot[], move: LotMove): readonly WaitingLot[] {
  let points = move.points;
  return waiting.flatMap((lot) => {
    const isOfMove =
      lot.expiresOnDay === move.expiresOnDay && lot.usableFromDay === move.usableFromDay;
    const part = isOfMove ? Math.max(0, Math.min(points, lot.points)) : 0;
    points -= part;
    return lessen(lot, part);
  });
}

function takeLatest(
  waiting: readonly WaitingLot[],
  expiresOnDay: BusinessDate,
  over: number,
): readonly WaitingLot[] {
  let points = over;
  return waiting
    .toReversed()
    .flatMap((lot) => {
      const part = lot.expiresOnDay === expiresOnDay ? Math.min(points, lot.points) : 0;
      points -= part;
      return lessen(lot, part);
    })
    .toReversed();
}

function lessen(lot: WaitingLot, points: number): WaitingLot[] {
  if (points === 0) return [lot];
  return lot.points > points ? [{ ...lot, points: lot.points - points }] : [];
}
