import type { Hold } from '../office/office-operation.ts';
import { addToLots } from './lots.ts';
import { findHold } from './sale-hold.ts';

/** A hold that a review refused is remembered for so long: a refund later than that is no longer expected. */
const refusedKeptMs = 180 * 86_400_000;

/** Adds points to a hold, or begins it (PL-08). Adding 0 points changes nothing. */
export function addHold(holds: readonly Hold[], hold: Hold): readonly Hold[] {
  if (hold.points <= 0) return holds;
  const there = findHold(holds, hold.holdId);
  if (there === undefined) return [...holds, hold];
  const lots = addToLots(there.lots ?? [], hold.lots ?? []);
  return holds.with(holds.indexOf(there), { ...there, points: there.points + hold.points, lots });
}

/**
 * Takes at most `points` out of the named hold, or, without a name, out of the oldest first. A hold that is gone holds
 * nothing. With `isRefused` the hold remembers what it lost, for refunds that come later.
 */
export function takeFromHolds(
  holds: readonly Hold[],
  wish: {
    readonly points: number;
    readonly holdId: string | undefined;
    readonly isRefused: boolean;
    readonly atMs: number;
  },
): { readonly holds: readonly Hold[]; readonly takenPoints: number } {
  const named = wish.holdId === undefined ? undefined : findHold(holds, wish.holdId);
  let takenPoints = 0;
  const left: Hold[] = [];
  for (const hold of holds) {
    const isMeant = wish.holdId === undefined || hold === named;
    const part = isMeant ? Math.max(0, Math.min(hold.points, wish.points - takenPoints)) : 0;
    takenPoints += part;
    const after = part === 0 ? hold : lessen(hold, part, wish.isRefused);
    if (isKept(after, wish.atMs)) left.push(after);
  }
  return { holds: left, takenPoints };
}

function lessen(hold: Hold, points: number, isRefused: boolean): Hold {
  const { lots, ...rest } = hold;
  const left = hold.points - points;
  // What holds nothing has nothing to give back to.
  const after = { ...rest, points: left, ...(left === 0 || lots === undefined ? {} : { lots }) };
  return isRefused ? { ...after, refusedPoints: (hold.refusedPoints ?? 0) + points } : after;
}

function isKept({ points, refusedPoints, sinceMs }: Hold, atMs: number): boolean {
  return points > 0 || (refusedPoints !== undefined && atMs - sinceMs <= refusedKeptMs);
}
