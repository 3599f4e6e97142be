import { assert } from './assert.ts';
import type { Brand } from './brand.ts';
import { groupDigits } from './group-digits.ts';

/** A whole number of points, negative where points are owed or taken back. */
export type Points = Brand<number, 'Points'>;

/**
 * Tells whether a value read from outside is a whole number of points that arithmetic keeps exact.
 */
export function isPoints(value: unknown): value is Points {
  return Number.isSafeInteger(value);
}

/** Makes points of a safe integer; throws on a fraction or on a number too large to stay exact. */
export function points(count: number): Points {
  assert(isPoints(count), `Points are whole numbers, not ${String(count)}.`);
  // Checked above; adding 0 turns a -0 into 0, which would otherwise be another value to tests and
  // hashes.
  return (count + 0) as Points;
}

/** Writes points with a comma between thousands: 2356 is "2,356". */
export function formatPoints(count: Points): string {
  return groupDigits(count);
}
