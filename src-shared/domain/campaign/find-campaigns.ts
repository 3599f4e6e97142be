import type { BusinessDate } from '../../values/business-date.ts';
import { dayHoursBeganOn } from '../../values/day-hours.ts';
import type { Campaign, CampaignReward } from './campaign.ts';
import { armOf } from './arm-of.ts';
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

/**
 * The ids of the campaigns that run now for this member, whatever goods they need, in the order of the programme. One with hours
 * past midnight runs by the day its night began on: its days, weekdays and all its other conditions are of that day (R084).
 */
export function findCampaigns(
  campaigns: readonly Campaign[],
  member: CampaignMember,
  occasion: CampaignOccasion & { readonly storeId: string },
): readonly string[] {
  return campaigns
    .filter((campaign) => {
      const businessDate = dayOf(campaign, occasion);
      return (
        businessDate >= campaign.fromDay &&
        businessDate <= campaign.toDay &&
        isInAudience(campaign, member, occasion.storeId) &&
        campaign.when.every((condition) => holds(condition, { ...occasion, businessDate }))
      );
    })
    .map(({ campaignId }) => campaignId);
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

function isInAudience(
  { campaignId, audience }: Campaign,
  member: CampaignMember,
  storeId: string,
): boolean {
  if (audience === undefined) return true;
  const { tierCodes, tags, storeIds, planIds, arm } = audience;
  return (
    (tierCodes?.includes(member.tierCode) ?? true) &&
    (tags?.some((tag) => member.tags.includes(tag)) ?? true) &&
    (storeIds?.includes(storeId) ?? true) &&
    (planIds?.some((planId) => member.planIds.includes(planId)) ?? true) &&
    (arm === undefined || arm === armOf(campaignId, member.memberId))
  );
}

function holds(condition: CampaignCondition, occasion: CampaignOccasion): boolean {
  // The compiler cannot pair a condition with the rule of its own kind.
  const rule = conditionCatalogue[condition.kind] as ConditionRule<Record<string, SettingField>>;
  return rule.holds(condition as never, occasion);
}
