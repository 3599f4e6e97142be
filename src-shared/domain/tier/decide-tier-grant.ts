import { addMonths, endOfMonth, type BusinessDate } from '../../values/business-date.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { SinkReward } from '../sink/sink.ts';
import { beforeOf, type TierState } from './decide-upgrade.ts';
import { giftPackFor } from './gift-pack.ts';
import { isGranted, isHeldDown } from './granted-tier.ts';
import { measureGrowth } from './measure-growth.ts';
import { earnedRank, rankOf } from './tier-rank.ts';
import type { TierCause, TierChange, TierTerm } from './tier.ts';

/** A tier by hand is for so long at most: longer is what rules are for. */
const maxGrantMonths = 24;

type Decided = { readonly status: 'decided'; readonly tier: TierChange };

/**
 * Decides a tier given by hand, up or down, with a reason, a second person and a last day (TR-05). It brings no gift pack.
 * One that is below what the member has or has earned lasts to that day whatever they buy; the first tier has a last day only
 * then. Refuses in the order tier_unknown, invalid_value (untilDay, reason, approverId). Whether
 * `approverId` may approve is the caller's question.
 */
export function decideTierGrant(input: {
  readonly programme: Pick<Programme, 'tiers' | 'tierPolicy'>;
  readonly state: TierState;
  readonly tierCode: string;
  readonly untilDay: BusinessDate;
  readonly reason: string;
  readonly approverId: string;
  readonly businessDate: BusinessDate;
}): Refusal | Decided {
  const { programme, state, tierCode, untilDay, reason, approverId, businessDate } = input;
  const rank = rankOf(programme.tiers, tierCode);
  if (rank < 0) return refuse('tier_unknown');
  const isTooFar = untilDay > addMonths(businessDate, maxGrantMonths);
  if (untilDay < businessDate || isTooFar) return refuse('invalid_value', { field: 'untilDay' });
  if (reason.trim() === '') return refuse('invalid_value', { field: 'reason' });
  if (approverId === '') return refuse('invalid_value', { field: 'approverId' });
  const manual = { kind: 'manual', reason, approverId } as const;
  const isDown = isBelowStanding(programme, state, rank, businessDate);
  const cause = isDown ? ({ ...manual, direction: 'down' } as const) : manual;
  const term = rank === 0 && !isDown ? null : grantedTerm(state, businessDate, untilDay, cause);
  return { status: 'decided', tier: { tierCode, term } };
}

/**
 * Decides a tier bought with points (TR-08): so many months, to the end of the month, with the gift pack of its period. The
 * same tier again makes it longer. Refuses in the order tier_unknown, tier_held (down, by hand), tier_not_higher: points are
 * not taken for what the member has.
 */
export function decideTierSink(input: {
  readonly programme: Pick<Programme, 'tiers'>;
  readonly state: TierState;
  readonly sinkId: string;
  readonly reward: Extract<SinkReward, { readonly kind: 'tier' }>;
  readonly businessDate: BusinessDate;
}): Refusal | Decided {
  const { programme, state, sinkId, reward, businessDate } = input;
  const { tiers } = programme;
  const rank = rankOf(tiers, reward.tierCode);
  const tier = tiers[rank];
  if (tier === undefined) return refuse('tier_unknown');
  if (isHeldDown(state, businessDate)) return refuse('tier_held');
  const untilDay = endOfMonth(addMonths(businessDate, reward.months));
  const current = rankOf(tiers, state.tierCode);
  const isLonger = state.tierTerm !== undefined && state.tierTerm.untilDay < untilDay;
  if (rank < current || rank === 0 || (rank === current && !isLonger))
    return refuse('tier_not_higher');
  const term = grantedTerm(state, businessDate, untilDay, { kind: 'sink', sinkId });
  const over = tiers.slice(0, rank + 1).map(({ code }) => code);
  const giftPackKey = rank > current ? giftPackFor(tier, businessDate, state.giftPackKeys) : null;
  const change = { tierCode: tier.code, term, over };
  return {
    status: 'decided',
    tier: giftPackKey === null ? change : { ...change, giftPackKey },
  };
}

/** Whether a tier is below what the member has, is held down to already, or has earned. */
function isBelowStanding(
  { tiers, tierPolicy }: Pick<Programme, 'tiers' | 'tierPolicy'>,
  state: TierState,
  rank: number,
  onDay: BusinessDate,
): boolean {
  const current = rankOf(tiers, state.tierCode);
  const earned = earnedRank(tiers, measureGrowth(state.growth, tierPolicy, onDay));
  return rank < Math.max(current, earned) || (rank === current && isHeldDown(state, onDay));
}

/** What was granted on top of a grant ends in what there was before both. */
function grantedTerm(
  state: TierState,
  sinceDay: BusinessDate,
  untilDay: BusinessDate,
  cause: TierCause,
): TierTerm {
  const { tierTerm } = state;
  const before = tierTerm !== undefined && isGranted(tierTerm) ? tierTerm.before : beforeOf(state);
  return { sinceDay, untilDay, cause, before };
}
