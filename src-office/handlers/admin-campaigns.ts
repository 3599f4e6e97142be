import {
  audienceRule,
  type AudienceRule,
  undatedFacts,
} from '../../src-shared/domain/campaign/audience-on.ts';
import type { Language } from '../../src-shared/domain/programme/programme.ts';
import {
  campaignLife,
  type CampaignLife,
  listCampaignLives,
} from '../../src-shared/programme/campaign-life.ts';
import { audienceText } from '../../src-shared/text/campaign-words.ts';
import {
  businessDateAt,
  type BusinessDate,
  daysBetween,
  parseBusinessDate,
} from '../../src-shared/values/business-date.ts';
import { adminCalls } from './admin-calls.ts';
import {
  type AudienceCursor,
  audienceStart,
  readArms,
  readAudiencePage,
} from './campaign-audience.ts';
import type { OfficeServices } from './office-services.ts';
import { readProgrammes } from './publish-programme.ts';
import { stopCampaign } from './stop-campaign.ts';

const noSuchDay = 'There is no such day.';
const noSuchCampaign = 'No programme has this campaign.';
/** The longest time that arms are compared over. */
const maxDays = 366;

/** Lists the campaigns of all published programmes with their state on a day, today where none is named (R079). */
export function listCampaignsHandler(office: OfficeServices) {
  return adminCalls.campaign.list.handler(async ({ input, context, errors }) => {
    const onDay = dayOf(input.onDay, office);
    if (onDay === null) throw errors.not_found({ message: noSuchDay });
    const programmes = await readProgrammes(office.store.database);
    const lives = listCampaignLives(programmes, onDay);
    return { onDay, campaigns: lives.map((life) => told(life, context.language)) };
  });
}

/** Ends a campaign; the tills know with their next sync. A second call changes nothing and answers the same. */
export function stopCampaignHandler(office: OfficeServices) {
  return adminCalls.campaign.stop.handler(async ({ input, errors }) => {
    const { campaignId, actor, reason } = input;
    const fromDay = dayOf(input.fromDay, office);
    if (fromDay === null) throw errors.not_found({ message: noSuchDay });
    const wish = { campaignId, fromDay, actor, reason };
    const { keys, store } = office;
    const stopped = await stopCampaign(store.database, keys, wish, office.nowMs());
    switch (stopped.status) {
      case 'not_found':
        throw errors.not_found({ message: noSuchCampaign });
      case 'ended':
        throw errors.campaign_ended({ message: 'The campaign is over by that day.' });
      case 'in_the_past':
        throw errors.not_accepted({ message: 'Receipts of the past keep their rules.' });
      case 'stopped': {
        const { runsToDay, versions } = stopped;
        office.changes.notify();
        office.log.info({ campaignId, runsToDay, versions, actor }, 'a campaign was stopped');
        return { status: 'stopped' as const, campaignId, runsToDay, versions: [...versions] };
      }
    }
  });
}

/** Members whom the rule of a campaign meets on a day, a page at a time; each look is logged. */
export function audienceHandler(office: OfficeServices) {
  return adminCalls.campaign.audience.handler(async ({ input, errors }) => {
    const { campaignId, limit } = input;
    const { database } = office.store;
    const onDay = dayOf(input.onDay, office);
    if (onDay === null) throw errors.not_found({ message: noSuchDay });
    const life = campaignLife(await readProgrammes(database), campaignId, onDay);
    if (life === null) throw errors.not_found({ message: noSuchCampaign });
    const rule = audienceRule(life.programme, life.campaign, onDay);
    const start = audienceStart(campaignId, rule);
    const after = input.after === undefined ? start : readCursor(input.after, start);
    if (after === null) {
      throw errors.not_accepted({ message: 'These pages are of another day, or of another rule.' });
    }
    const { memberIds, reached, isEnd } = await readAudiencePage(database, rule, { after, limit });
    const { count, digest } = reached;
    office.log.info({ campaignId, onDay, count }, 'the audience of a campaign was looked at');
    return {
      ...ruleTold(life, rule),
      onDay,
      memberIds: [...memberIds],
      count,
      digest,
      nextAfter: isEnd ? null : cursorText(reached, start),
    };
  });
}

/** What both arms of an A/B test bought on some days (R081). */
export function compareArmsHandler(office: OfficeServices) {
  return adminCalls.campaign.arms.handler(async ({ input, errors }) => {
    const { campaignId } = input;
    const { database } = office.store;
    const [fromDay, toDay] = [dayOf(input.fromDay, office), dayOf(input.toDay, office)];
    if (fromDay === null || toDay === null) throw errors.not_found({ message: noSuchDay });
    if (fromDay > toDay || daysBetween(fromDay, toDay) > maxDays) {
      throw errors.not_accepted({ message: `One day to ${maxDays} days after it, in order.` });
    }
    const life = campaignLife(await readProgrammes(database), campaignId, fromDay);
    if (life === null) throw errors.not_found({ message: noSuchCampaign });
    const { arm, ...audience } = life.campaign.audience ?? {};
    const rule = audienceRule(life.programme, { ...life.campaign, audience }, fromDay);
    const wish = { campaignId, storeIds: audience.storeIds, days: { fromDay, toDay } };
    const arms = await readArms(database, rule, wish);
    office.log.info({ campaignId, fromDay, toDay }, 'the arms of a campaign were compared');
    return {
      ...ruleTold(life, rule),
      fromDay,
      toDay,
      campaignArm: arm ?? null,
      arms: [...arms],
    };
  });
}

function ruleTold({ campaign, programme, state }: CampaignLife, { facts }: AudienceRule) {
  return {
    campaignId: campaign.campaignId,
    programmeVersion: programme.version,
    state,
    facts: facts.map((fact) => ({ fact, isDated: !undatedFacts.includes(fact) })),
  };
}

/** Names the rule beside the place: pages of two rules would add up to nothing. */
function cursorText({ memberId, count, digest }: AudienceCursor, start: AudienceCursor): string {
  return [memberId, count, digest, start.digest].join('~');
}

function readCursor(text: string, start: AudienceCursor): AudienceCursor | null {
  const [memberId = '', count = '', digest = '', ruleDigest] = text.split('~');
  return ruleDigest === start.digest ? { memberId, count: Number(count), digest } : null;
}

function dayOf(day: BusinessDate | undefined, office: OfficeServices): BusinessDate | null {
  return day === undefined ? businessDateAt(office.nowMs()) : parseBusinessDate(day);
}

function told({ campaign, programme, state, runsToDay }: CampaignLife, language: Language) {
  return {
    campaignId: campaign.campaignId,
    name: campaign.name[language],
    programmeVersion: programme.version,
    firstDay: campaign.fromDay,
    lastDay: campaign.toDay,
    runsToDay,
    state,
    storeIds: campaign.audience?.storeIds === undefined ? null : [...campaign.audience.storeIds],
    audienceWords: audienceText(language, programme, campaign),
    audience: campaign.audience ?? {},
    when: [...campaign.when],
  };
}
