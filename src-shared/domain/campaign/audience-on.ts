import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Programme } from '../programme/programme.ts';
import type { Audience, Campaign } from './campaign.ts';
import { campaignsAt } from './campaigns-at.ts';
import { conditionCatalogue } from './conditions/catalogue.ts';

/** What of a member an audience can depend on, beside the arm and the day of joining, which never change. */
export const audienceFacts = ['tier', 'plans', 'tags', 'birthday', 'purchases'] as const;
export type AudienceFact = (typeof audienceFacts)[number];

/** Facts that are kept as they are now alone: of another day nobody can say them. */
export const undatedFacts: readonly AudienceFact[] = ['tags'];

/** Whom a campaign is for on a day (R079), whatever the hour and the store; made once for all members. */
export interface AudienceRule {
  readonly onDay: BusinessDate;
  /** With nothing but the campaign, cut down to what it says of members. */
  readonly programme: Programme;
  readonly audience: Omit<Audience, 'storeIds'>;
  readonly when: Campaign['when'];
  readonly facts: readonly AudienceFact[];
}

/** The rule of a campaign as its programme says it, whether or not it runs on that day. */
export function audienceRule(
  programme: Programme,
  campaign: Campaign,
  onDay: BusinessDate,
): AudienceRule {
  const { storeIds: _storeIds, ...audience } = campaign.audience ?? {};
  const when = campaign.when.filter(({ kind }) => conditionCatalogue[kind].of === 'member');
  const ofMembers: Campaign = { ...campaign, fromDay: onDay, toDay: onDay, audience, when };
  const kinds = new Set(when.map(({ kind }) => kind));
  const looksAt: Readonly<Record<AudienceFact, boolean>> = {
    tier: audience.tierCodes !== undefined,
    plans: audience.planIds !== undefined,
    tags: audience.tags !== undefined,
    birthday: kinds.has('birthday_window'),
    purchases: kinds.has('first_purchase') || kinds.has('lifecycle'),
  };
  return {
    onDay,
    programme: { ...programme, campaigns: [ofMembers] },
    audience,
    when,
    facts: audienceFacts.filter((fact) => looksAt[fact]),
  };
}

/** Whether a member, as they stood when the day began (`standingOn`), is of the audience; decided as tills do. */
export function isInAudience({ programme, onDay }: AudienceRule, standing: MemberState): boolean {
  const anywhere = { businessDate: onDay, minuteOfDay: 0, storeId: '' };
  return campaignsAt(programme, standing, anywhere).runningIds.length > 0;
}
