import type { Language } from '../../src-shared/domain/programme/programme.ts';
import { type CampaignLife, listCampaignLives } from '../../src-shared/programme/campaign-life.ts';
import { audienceText } from '../../src-shared/text/campaign-words.ts';
import {
  businessDateAt,
  type BusinessDate,
  parseBusinessDate,
} from '../../src-shared/values/business-date.ts';
import { adminCalls } from './admin-calls.ts';
import type { OfficeServices } from './office-services.ts';
import { readProgrammes } from './publish-programme.ts';
import { stopCampaign } from './stop-campaign.ts';

const noSuchDay = 'There is no such day.';

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
        throw errors.not_found({ message: 'No programme has this campaign.' });
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
