import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Programme } from '../programme/programme.ts';
import { raiseTo } from '../tier/decide-upgrade.ts';
import { giftPackFor } from '../tier/gift-pack.ts';
import { measureGrowth } from '../tier/measure-growth.ts';
import { earnedRank, rankOf } from '../tier/tier-rank.ts';
import type { TierCause, TierChange } from '../tier/tier.ts';
import { type AuditFinding, compare } from './audit-finding.ts';

/**
 * Decides a rise again (TR-02): its term, its cause and its pack follow from the tier and the day; whether the member had come
 * so far, head office's own growth says. `state` is the member by now.
 */
export function auditRise(
  programme: Pick<Programme, 'tiers' | 'tierPolicy'>,
  tier: TierChange | undefined,
  at: {
    readonly state: MemberState | null;
    readonly sinceDay: BusinessDate;
    readonly cause: TierCause;
  },
): readonly AuditFinding[] {
  if (tier === undefined) return [];
  const { sinceDay, cause, state } = at;
  const rank = rankOf(programme.tiers, tier.tierCode);
  const before = tier.term?.before;
  const held = before?.term === undefined ? {} : { tierTerm: before.term };
  const claimed = { tierCode: before?.tierCode ?? '', ...held };
  const raised = raiseTo({ programme, state: claimed, rank, sinceDay, cause });
  if (raised === null || raised.term === null || before === undefined)
    return compare('tier', tier, null);
  const { giftPackKey: _pack, ...bare } = raised;
  const expected = { ...bare, term: { ...raised.term, before }, ...packOf(programme, tier, at) };
  const found = compare('tier', tier, expected);
  if (found.length > 0 || state === null) return found;
  const measures = measureGrowth(state.growth, programme.tierPolicy, sinceDay);
  const reached = programme.tiers[earnedRank(programme.tiers, measures)];
  return rankOf(programme.tiers, reached?.code ?? '') >= rank
    ? []
    : compare('tier', tier.tierCode, reached?.code, 'later');
}

/** Whether the member had had the pack of this time, the tier itself does not say. */
function packOf(
  { tiers }: Pick<Programme, 'tiers'>,
  { tierCode, giftPackKey }: TierChange,
  { sinceDay }: { readonly sinceDay: BusinessDate },
): { readonly giftPackKey?: string } {
  const tier = tiers.find(({ code }) => code === tierCode);
  const key = tier === undefined ? null : giftPackFor(tier, sinceDay, undefined);
  return giftPackKey === undefined || key === null ? {} : { giftPackKey: key };
}
