import type { BusinessDate } from '../../values/business-date.ts';
import type { Programme } from '../programme/programme.ts';
import type { TierState } from './decide-upgrade.ts';
import { isHeldDown } from './granted-tier.ts';
import { measureGrowth, measureWindow } from './measure-growth.ts';
import { graceEnd, keepWindow } from './tier-period.ts';
import { rankOf } from './tier-rank.ts';
import { missingOf, type Missing } from './tier-rule.ts';

/** The next tier and the shortest way there: "还差 ¥x". */
export interface MissingForNextTier {
  readonly tierCode: string;
  readonly missing: readonly Missing[];
}

/** The shortest way to keep a tier beyond its last day: "还差 ¥x 保级" (TR-04). */
export interface MissingToKeep {
  readonly tierCode: string;
  /** The last day on which it can be filled: the tier's own, in the days of grace their last. */
  readonly byDay: BusinessDate;
  /** [] when there is enough already; null for a tier that cannot be earned and so ends in any case. */
  readonly missing: readonly Missing[] | null;
}

/**
 * What a member lacks for the next tier that can be earned, as counted on a day; null on the highest, on a tier that the
 * programme does not know, and as long as they are held down (TR-05).
 */
export function missingForNextTier(
  programme: Pick<Programme, 'tiers' | 'tierPolicy'>,
  state: TierState,
  onDay: BusinessDate,
): MissingForNextTier | null {
  const { tiers, tierPolicy } = programme;
  const current = rankOf(tiers, state.tierCode);
  if (current < 0 || isHeldDown(state, onDay)) return null;
  const measures = measureGrowth(state.growth, tierPolicy, onDay);
  for (const { code, qualify } of tiers.slice(current + 1))
    if (qualify !== undefined) return { tierCode: code, missing: missingOf(qualify, measures) };
  return null;
}

/**
 * What a member lacks to keep their tier: counted in the window of its last day, since what was bought before that is no
 * longer looked at then. null for a tier without end, and as long as they are held down (TR-05): what comes after is more.
 */
export function missingToKeep(
  programme: Pick<Programme, 'tiers' | 'tierPolicy'>,
  state: TierState,
  onDay: BusinessDate,
): MissingToKeep | null {
  const { tiers, tierPolicy } = programme;
  const { tierCode, tierTerm } = state;
  const rank = rankOf(tiers, tierCode);
  if (tierTerm === undefined || rank <= 0 || isHeldDown(state, onDay)) return null;
  const { untilDay } = tierTerm;
  const byDay = onDay > untilDay ? graceEnd(tierPolicy, untilDay) : untilDay;
  const qualify = tiers[rank]?.qualify;
  if (qualify === undefined) return { tierCode, byDay, missing: null };
  const window = keepWindow(tierPolicy, untilDay, onDay);
  const missing = missingOf(qualify, measureWindow(state.growth, tierPolicy, window));
  return { tierCode, byDay, missing };
}
