import { assert } from '../../values/assert.ts';
import { holdsRule } from './tier-rule.ts';
import type { TierMeasures } from './measure-growth.ts';
import type { Tier } from './tier.ts';

/** The place of a tier in rising order, 0 for the first; -1 for one that this programme does not know. */
export function rankOf(tiers: readonly Tier[], tierCode: string): number {
  return tiers.findIndex(({ code }) => code === tierCode);
}

/** The tier at a rank that is known to be there. */
export function tierAt(tiers: readonly Tier[], rank: number): Tier {
  const tier = tiers[rank];
  assert(tier !== undefined, `A programme has a tier of rank ${rank}.`);
  return tier;
}

/**
 * The highest tier whose rule holds (TR-01); the first tier needs none. A rule may count spend, visits, top-ups and tasks as
 * alternatives, so that the best of several types of membership is what comes out (TR-07). A tier without a rule is reached
 * by hand only.
 */
export function earnedRank(tiers: readonly Tier[], measures: TierMeasures): number {
  const rank = tiers.findLastIndex(
    ({ qualify }) => qualify !== undefined && holdsRule(qualify, measures),
  );
  return Math.max(0, rank);
}
