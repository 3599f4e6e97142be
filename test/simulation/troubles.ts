import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';

/**
 * What some histories meet beside tills, lines and disks, in the order in which the simulator learned it. A history of edition N
 * meets the first N of them only, and of nothing else does it take more chance: so a seed that failed once stays the history it
 * was.
 */
export const troubles = [
  'office_cut',
  'programme',
  'weeks',
  'restore',
  'crowd',
  'stopped_till',
  'copy_and_restore',
  'coupons',
  'paid_plans',
  'merges',
  'recalled_shares',
  'shares_and_restore',
  'old_disk_and_restore',
  'programme_and_restore',
  'late_till_and_restore',
  'relays',
] as const;
export type Trouble = (typeof troubles)[number];

/** Of so many histories one meets it. */
const oneIn: Readonly<Record<Trouble, number>> = {
  office_cut: 4,
  programme: 3,
  weeks: 4,
  restore: 12,
  crowd: 40,
  stopped_till: 6,
  copy_and_restore: 24,
  coupons: 3,
  paid_plans: 5,
  merges: 5,
  recalled_shares: 4,
  shares_and_restore: 12,
  old_disk_and_restore: 24,
  programme_and_restore: 24,
  late_till_and_restore: 24,
  relays: 3,
};

/** What one history meets; each of it has a chance of its own. */
export function meetTroubles(seed: number, edition: number): ReadonlyMap<Trouble, SeededRandom> {
  const met = new Map<Trouble, SeededRandom>();
  for (const [index, trouble] of troubles.slice(0, edition).entries()) {
    const random = seededRandom(Math.imul(seed, 2_654_435_761) + index);
    if (random.below(oneIn[trouble]) === 0) met.set(trouble, random);
  }
  return met;
}
