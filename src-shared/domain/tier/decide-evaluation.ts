import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { Programme } from '../programme/programme.ts';
import { raiseTo, type TierState } from './decide-upgrade.ts';
import { isGranted, standsAgain } from './granted-tier.ts';
import { measureGrowth, measureWindow } from './measure-growth.ts';
import { missingToKeep } from './missing-for-tier.ts';
import { graceEnd, keepWindow, periodEnd } from './tier-period.ts';
import { earnedRank, rankOf, tierAt } from './tier-rank.ts';
import type { Missing } from './tier-rule.ts';
import type { TierChange, TierTerm } from './tier.ts';

type Rules = Pick<Programme, 'tiers' | 'tierPolicy'>;

/** What the office tells a member whose tier is about to end (TR-04): once per `untilDay`. */
export interface TierNotice {
  readonly tierCode: string;
  readonly untilDay: BusinessDate;
  /** "还差 ¥x 保级"; null for a tier that cannot be earned and so ends in any case. */
  readonly missing: readonly Missing[] | null;
}

export type TierEvaluation =
  | { readonly kind: 'change'; readonly tier: TierChange }
  | { readonly kind: 'notice'; readonly notice: TierNotice };

/**
 * What head office does about a member's tier on a day; the job runs it daily, and a day left out is made up for by the next
 * run. In this order:
 * - a tier that is earned and not there comes (TR-02: two tills saw a half of the spend each);
 * - a tier that can be earned and came without an end gets one, a period away (TR-05: none is out of the rules for ever);
 *   where a chain's tiers have no rules, they are as its people set them;
 * - `noticeDays` before the end what is missing is told, unless nothing is (TR-04);
 * - after the end it is kept for another period as soon as what was bought in its window and the days of grace is enough;
 *   if not, the days of grace are noted first, and after them it goes one level down, or to the level that was earned.
 *
 * A tier that was granted or bought with points (TR-05, TR-08) has no days of grace and no soft landing, which would make
 * years out of a month: after its end comes what the member had before, or what they have earned. One that was set down by
 * hand is not lifted before its end (`isHeldDown`). null: nothing to do.
 */
export function decideEvaluation(input: {
  readonly programme: Rules;
  readonly state: TierState;
  readonly onDay: BusinessDate;
}): TierEvaluation | null {
  const { programme, state, onDay } = input;
  const { tiers, tierPolicy } = programme;
  const { tierCode, tierTerm } = state;
  const current = rankOf(tiers, tierCode);
  const earned = earnedRank(tiers, measureGrowth(state.growth, tierPolicy, onDay));
  const cause = { kind: 'evaluation' } as const;
  const raised = raiseTo({ programme, state, rank: earned, sinceDay: onDay, cause });
  if (raised !== null) return { kind: 'change', tier: raised };
  if (tierTerm === undefined) {
    const canBeEarned = current > 0 && tierAt(tiers, current).qualify !== undefined;
    return canBeEarned ? change(withEnd(programme, state, onDay)) : null;
  }

  const { untilDay } = tierTerm;
  if (onDay <= untilDay) return noticeOf(programme, state, tierTerm, onDay);
  const again = standsAgain(state, onDay);
  if (again !== null && rankOf(tiers, again.tierCode) > current) return change(again);
  const kept = measureWindow(state.growth, tierPolicy, keepWindow(tierPolicy, untilDay, onDay));
  const before = { tierCode, untilDay };
  if (current > 0 && earnedRank(tiers, kept) >= current) {
    const sinceDay = addDays(untilDay, 1);
    const term = { sinceDay, untilDay: periodEnd(tierPolicy, untilDay), cause, before };
    return change({ tierCode, term });
  }
  const graceUntilDay = graceEnd(tierPolicy, untilDay);
  if (onDay <= graceUntilDay && !isGranted(tierTerm) && current > 0) {
    const isNoted = tierTerm.graceUntilDay !== undefined;
    return isNoted ? null : change({ tierCode, term: { ...tierTerm, graceUntilDay } });
  }
  return change(landing({ programme, state, tierTerm, earned, onDay }));
}

function change(tier: TierChange): TierEvaluation {
  return { kind: 'change', tier };
}

function withEnd({ tierPolicy }: Rules, { tierCode }: TierState, onDay: BusinessDate): TierChange {
  const term = {
    sinceDay: onDay,
    untilDay: periodEnd(tierPolicy, onDay),
    cause: { kind: 'import' },
    before: { tierCode, untilDay: null },
  } as const;
  return { tierCode, term };
}

function noticeOf(
  programme: Rules,
  state: TierState,
  { untilDay }: TierTerm,
  onDay: BusinessDate,
): TierEvaluation | null {
  if (onDay < addDays(untilDay, -programme.tierPolicy.noticeDays)) return null;
  const toKeep = missingToKeep(programme, state, onDay);
  if (toKeep === null || toKeep.missing?.length === 0) return null;
  const { tierCode } = state;
  return { kind: 'notice', notice: { tierCode, untilDay, missing: toKeep.missing } };
}

/** Where a member comes to whose tier has ended. */
function landing(input: {
  readonly programme: Rules;
  readonly state: TierState;
  readonly tierTerm: TierTerm;
  readonly earned: number;
  readonly onDay: BusinessDate;
}): TierChange {
  const { programme, state, tierTerm, earned, onDay } = input;
  const { tiers, tierPolicy } = programme;
  const beforeRank = rankOf(tiers, tierTerm.before.tierCode);
  const again = standsAgain(state, onDay);
  if (again !== null && beforeRank >= earned) return again;

  const from = isGranted(tierTerm) ? beforeRank : rankOf(tiers, state.tierCode);
  const soft = tierPolicy.downgrade === 'one_level' ? oneLevelBelow(programme, from) : 0;
  const rank = Math.max(soft, earned);
  const { code: tierCode } = tierAt(tiers, rank);
  if (rank === 0) return { tierCode, term: null };
  const before = { tierCode: state.tierCode, untilDay: tierTerm.untilDay };
  const untilDay = periodEnd(tierPolicy, onDay);
  return { tierCode, term: { sinceDay: onDay, untilDay, cause: { kind: 'evaluation' }, before } };
}

/** The next lower tier that can be earned; a tier given by hand is no step on the way down. */
function oneLevelBelow({ tiers }: Rules, rank: number): number {
  return Math.max(
    0,
    tiers.findLastIndex(({ qualify }, index) => index < rank && qualify !== undefined),
  );
}
