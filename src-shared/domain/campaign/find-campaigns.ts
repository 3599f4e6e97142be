import type { BusinessDate } from '../../values/business-date.ts';
import { dayHoursBeganOn } from '../../values/day-hours.ts';
import type { Campaign, CampaignReward } from './campaign.ts';
import { armOf } from './arm-of.ts';
import { barReaches, type BarReach, type WhyBarred } from './campaign-bar.ts';
import { conditionCatalogue, type CampaignCondition } from './conditions/catalogue.ts';
import type { ConditionRule, SettingField } from './define-condition.ts';
import type { CampaignOccasion } from './occasion.ts';

/** Who is standing at the counter, as an audience sees them. */
export interface CampaignMember {
  readonly memberId: string;
  readonly tierCode: string;
  readonly tags: readonly string[];
  readonly planIds: readonly string[];
}

/** Campaigns of one day, by their ids. */
export interface FoundCampaigns {
  /** Those that run now for this member, whatever goods they need, in the order of the programme. */
  readonly runningIds: readonly string[];
  /** Those that do not, with what keeps them from it; in the order of the programme. */
  readonly barred: readonly BarredCampaign[];
}

/** A campaign of this day that does not run, and its part that says so: of several, the one that is furthest to reach. */
export interface BarredCampaign {
  readonly campaignId: string;
  readonly by: BarKind;
}

/** A kind of condition, or the part of an audience that a member is not in. */
export type BarKind = CampaignCondition['kind'] | AudienceKind;
type AudienceKind = 'tier' | 'plan' | 'store' | 'group';

const audienceBars: Readonly<
  Record<AudienceKind, { readonly code: AudienceCode; readonly reach: BarReach }>
> = {
  tier: { code: 'other_tier', reach: 'later' },
  plan: { code: 'other_plan', reach: 'later' },
  store: { code: 'other_store', reach: 'never' },
  group: { code: 'not_for_member', reach: 'never' },
};
type AudienceCode = 'other_tier' | 'other_plan' | 'other_store' | 'not_for_member';

/** Everything that can keep a campaign from running. */
export const barKinds = [
  ...(Object.keys(conditionCatalogue) as CampaignCondition['kind'][]),
  ...(Object.keys(audienceBars) as AudienceKind[]),
] as const;

/**
 * The campaigns whose days these are, running for this member or not. One with hours past midnight runs by the day its night
 * began on: its days, weekdays and all its other conditions are of that day (R084).
 */
export function findCampaigns(
  campaigns: readonly Campaign[],
  member: CampaignMember,
  occasion: CampaignOccasion & { readonly storeId: string },
): FoundCampaigns {
  const runningIds: string[] = [];
  const barred: BarredCampaign[] = [];
  for (const campaign of campaigns) {
    const businessDate = dayOf(campaign, occasion);
    if (businessDate < campaign.fromDay || businessDate > campaign.toDay) continue;
    const { campaignId } = campaign;
    const by = furthest([
      ...audienceBarsOf(campaign, member, occasion.storeId),
      ...campaign.when
        .filter((condition) => !holds(condition, { ...occasion, businessDate }))
        .map(({ kind }) => kind),
    ]);
    if (by === null) runningIds.push(campaignId);
    else barred.push({ campaignId, by });
  }
  return { runningIds, barred };
}

/** What a part of a campaign says where it keeps it from running, and whether it can still come. */
export function whyBarred(
  { when }: Campaign,
  by: BarKind,
): { readonly whyNot: WhyBarred; readonly reach: BarReach } {
  if (isAudienceKind(by)) {
    const { code, reach } = audienceBars[by];
    return { whyNot: { code }, reach };
  }
  const condition = when.find(({ kind }) => kind === by);
  const { reach } = conditionCatalogue[by];
  // A programme that has it no more keeps its facts: what can be said of it is that it is not for this member.
  if (condition === undefined) return { whyNot: { code: 'not_for_member' }, reach };
  return { whyNot: ruleOf(condition).whyNot(condition as never), reach };
}

function furthest(kinds: readonly BarKind[]): BarKind | null {
  let found: BarKind | null = null;
  for (const kind of kinds) {
    if (found === null || distanceOf(kind) > distanceOf(found)) found = kind;
  }
  return found;
}

function distanceOf(kind: BarKind): number {
  const { reach } = isAudienceKind(kind) ? audienceBars[kind] : conditionCatalogue[kind];
  return barReaches.indexOf(reach);
}

function isAudienceKind(kind: BarKind): kind is AudienceKind {
  return Object.hasOwn(audienceBars, kind);
}

function dayOf({ when }: Campaign, occasion: CampaignOccasion): BusinessDate {
  const hours = when.find((condition) => condition.kind === 'hours');
  return dayHoursBeganOn(hours, occasion);
}

export type MultiplierCampaign = Campaign & {
  readonly reward: Extract<CampaignReward, { readonly kind: 'multiplier' }>;
};
export type BonusCampaign = Campaign & {
  readonly reward: Extract<CampaignReward, { readonly kind: 'bonus' }>;
};

/** Tells which kind of reward a campaign gives. */
export function isMultiplier(campaign: Campaign): campaign is MultiplierCampaign {
  return campaign.reward.kind === 'multiplier';
}

/** Tells which kind of reward a campaign gives. */
export function isBonus(campaign: Campaign): campaign is BonusCampaign {
  return campaign.reward.kind === 'bonus';
}

/**
 * Of the running multipliers the one that counts: highest priority, ties to the lowest id, whatever they multiply by (PL-07):
 * which of two counts is said in the document alone. One for categories counts only where the receipt has goods of them that
 * earn.
 */
export function bestMultiplier(
  campaigns: readonly Campaign[],
  lines: readonly { readonly category: string; readonly baseFen: number }[],
): MultiplierCampaign | null {
  let best: MultiplierCampaign | null = null;
  for (const campaign of campaigns) {
    if (!isMultiplier(campaign) || !hasGoods(campaign.reward.categories, lines)) continue;
    if (best === null || isBetter(campaign, best)) best = campaign;
  }
  return best;
}

function isBetter(campaign: MultiplierCampaign, best: MultiplierCampaign): boolean {
  if (campaign.priority !== best.priority) return campaign.priority > best.priority;
  return campaign.campaignId < best.campaignId;
}

function hasGoods(
  categories: readonly string[] | undefined,
  lines: readonly { readonly category: string; readonly baseFen: number }[],
): boolean {
  return (
    categories === undefined ||
    lines.some((line) => line.baseFen > 0 && categories.includes(line.category))
  );
}

function audienceBarsOf(
  { campaignId, audience }: Campaign,
  member: CampaignMember,
  storeId: string,
): readonly AudienceKind[] {
  if (audience === undefined) return [];
  const { tierCodes, tags, storeIds, planIds, arm } = audience;
  const isOfGroup =
    (tags?.some((tag) => member.tags.includes(tag)) ?? true) &&
    (arm === undefined || arm === armOf(campaignId, member.memberId));
  return [
    ...((tierCodes?.includes(member.tierCode) ?? true) ? [] : ['tier' as const]),
    ...((planIds?.some((planId) => member.planIds.includes(planId)) ?? true)
      ? []
      : ['plan' as const]),
    ...((storeIds?.includes(storeId) ?? true) ? [] : ['store' as const]),
    ...(isOfGroup ? [] : ['group' as const]),
  ];
}

function holds(condition: CampaignCondition, occasion: CampaignOccasion): boolean {
  return ruleOf(condition).holds(condition as never, occasion);
}

/** The compiler cannot pair a condition with the rule of its own kind. */
function ruleOf({ kind }: CampaignCondition): ConditionRule<Record<string, SettingField>> {
  return conditionCatalogue[kind];
}
