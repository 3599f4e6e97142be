import { campaignLife, campaignRuns } from '../../src-shared/programme/campaign-life.ts';
import { businessDateAt, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { insertCampaignStop, listStopVersions } from '../store/campaign-stop-store.ts';
import type { Database } from '../store/database.ts';
import { lockProgrammes } from '../store/programme-store.ts';
import { highestVersion, publishIn, readProgrammes, type Signer } from './publish-programme.ts';

export type StoppedCampaign =
  | {
      readonly status: 'stopped';
      readonly runsToDay: BusinessDate | null;
      /** All that was ever published to stop it. */
      readonly versions: readonly number[];
    }
  | { readonly status: 'not_found' | 'in_the_past' | 'ended' };

/**
 * Ends a campaign from a day on: publishes every programme that rules then or later, and would let it run, once more without
 * it. Old versions stay, so that their receipts are refunded by their terms. A second call publishes nothing and answers the
 * same. What was published passed the checks of its time and is not checked again: a stop must not wait for other rules.
 */
export function stopCampaign(
  database: Database,
  keys: Signer,
  wish: {
    readonly campaignId: string;
    readonly fromDay: BusinessDate;
    readonly actor: string;
    readonly reason: string;
  },
  nowMs: number,
): Promise<StoppedCampaign> {
  const { campaignId, fromDay, actor, reason } = wish;
  return database.transaction(async (transaction): Promise<StoppedCampaign> => {
    await lockProgrammes(transaction);
    const programmes = await readProgrammes(transaction);
    const life = campaignLife(programmes, campaignId, fromDay);
    if (life === null) return { status: 'not_found' };
    if (life.state === 'ended') return { status: 'ended' };
    if (life.state !== 'stopped' && fromDay < businessDateAt(nowMs)) {
      return { status: 'in_the_past' };
    }
    const runs = campaignRuns(programmes, campaignId).filter(({ toDay }) => toDay >= fromDay);
    let version = await highestVersion(transaction);
    for (const { programme } of runs) {
      version += 1;
      const next = {
        ...programme,
        version,
        startsOnDay: programme.startsOnDay > fromDay ? programme.startsOnDay : fromDay,
        campaigns: programme.campaigns.filter((campaign) => campaign.campaignId !== campaignId),
      };
      const published = await publishIn(transaction, keys, next, nowMs);
      if (published.status !== 'published') {
        throw new Error(`The programme that stops a campaign was not published: ${version}`);
      }
      const stop = { version, campaignId, fromDay, actor, reason, atMs: nowMs };
      await insertCampaignStop(transaction, stop);
    }
    const left = campaignRuns(await readProgrammes(transaction), campaignId);
    return {
      status: 'stopped',
      runsToDay: left.at(-1)?.toDay ?? null,
      versions: await listStopVersions(transaction, campaignId),
    };
  });
}
