import { asc, eq } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { campaignStopTable } from './tables.ts';

type CampaignStopRow = typeof campaignStopTable.$inferSelect;

/** Keeps who stopped a campaign with which version, and why. */
export async function insertCampaignStop(
  queryable: Queryable,
  stop: CampaignStopRow,
): Promise<void> {
  await queryable.drizzle.insert(campaignStopTable).values(stop);
}

/** The versions that were published to stop a campaign, the first first. */
export async function listStopVersions(
  queryable: Queryable,
  campaignId: string,
): Promise<readonly number[]> {
  const rows = await queryable.drizzle
    .select({ version: campaignStopTable.version })
    .from(campaignStopTable)
    .where(eq(campaignStopTable.campaignId, campaignId))
    .orderBy(asc(campaignStopTable.version));
  return rows.map(({ version }) => version);
}
