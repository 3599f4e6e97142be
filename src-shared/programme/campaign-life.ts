import type { Campaign } from '../domain/campaign/campaign.ts';
import type { Programme } from '../domain/programme/programme.ts';
import { addDays, type BusinessDate } from '../values/business-date.ts';
import { programmeInEffect } from './programme-in-effect.ts';

/** Where a campaign stands on a day (R079). `stopped`: a later programme took it out before its last day. */
export const campaignStates = ['planned', 'running', 'ended', 'stopped'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** The days on which a programme rules and a campaign of it runs. */
export interface CampaignRun {
  readonly programme: Programme;
  readonly campaign: Campaign;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
}

/** A campaign as the published programmes come to on a day. */
export interface CampaignLife {
  /** As the programme says it that rules it: on the day, else when it runs next, else as it was written last. */
  readonly campaign: Campaign;
  readonly programme: Programme;
  readonly state: CampaignState;
  /** The last day it really runs; null where no programme lets it run at all. */
  readonly runsToDay: BusinessDate | null;
}

/** When a campaign runs by all that is published, the earliest first; [] where no programme lets it run. */
export function campaignRuns(
  programmes: readonly Programme[],
  campaignId: string,
): readonly CampaignRun[] {
  const startDays = [...new Set(programmes.map(({ startsOnDay }) => startsOnDay))].toSorted();
  return startDays.flatMap((startsOnDay, index) => {
    const programme = programmeInEffect(programmes, startsOnDay);
    const campaign = programme === null ? null : campaignOf(programme, campaignId);
    if (programme === null || campaign === null) return [];
    const next = startDays[index + 1];
    const fromDay = later(startsOnDay, campaign.fromDay);
    const toDay = next === undefined ? campaign.toDay : earlier(campaign.toDay, addDays(next, -1));
    return fromDay > toDay ? [] : [{ programme, campaign, fromDay, toDay }];
  });
}

/** What became of a campaign by a day; null where no programme ever had it. */
export function campaignLife(
  programmes: readonly Programme[],
  campaignId: string,
  onDay: BusinessDate,
): CampaignLife | null {
  const runs = campaignRuns(programmes, campaignId);
  const runsToDay = runs.at(-1)?.toDay ?? null;
  // Of those that are not over by that day the first: it runs, or will.
  const run = runs.find(({ toDay }) => toDay >= onDay);
  if (run !== undefined) {
    const { campaign, programme, fromDay } = run;
    return { campaign, programme, state: fromDay <= onDay ? 'running' : 'planned', runsToDay };
  }
  const programme = programmes.findLast((each) => campaignOf(each, campaignId) !== null);
  const campaign = programme === undefined ? null : campaignOf(programme, campaignId);
  if (programme === undefined || campaign === null) return null;
  const wasToRun = later(programme.startsOnDay, campaign.fromDay) <= campaign.toDay;
  const isCut = runsToDay === null || runsToDay < campaign.toDay;
  return { campaign, programme, state: wasToRun && isCut ? 'stopped' : 'ended', runsToDay };
}

/** Every campaign that a programme has or had, by its id. `programmes` by version, the lowest first. */
export function listCampaignLives(
  programmes: readonly Programme[],
  onDay: BusinessDate,
): readonly CampaignLife[] {
  const ids = new Set(programmes.flatMap(({ campaigns }) => campaigns.map((c) => c.campaignId)));
  return [...ids].toSorted().flatMap((id) => campaignLife(programmes, id, onDay) ?? []);
}

function campaignOf({ campaigns }: Programme, campaignId: string): Campaign | null {
  return campaigns.find((campaign) => campaign.campaignId === campaignId) ?? null;
}

function later(a: BusinessDate, b: BusinessDate): BusinessDate {
  return a > b ? a : b;
}

function earlier(a: BusinessDate, b: BusinessDate): BusinessDate {
  return a < b ? a : b;
}
