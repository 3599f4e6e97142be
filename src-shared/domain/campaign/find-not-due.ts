import { type BusinessDate, daysBetween } from '../../values/business-date.ts';
import type { LifecycleRules, LifecycleStage } from '../member/lifecycle.ts';
import type { Purchases } from '../member/member-state.ts';
import { postPurchase } from '../member/post-purchase.ts';
import { campaignRuleId } from '../points/points-under-terms.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import type { Campaign } from './campaign.ts';

/** A receipt that a member bought, with what it earned. */
export interface CampaignReceipt {
  readonly operationId: string;
  /** By the till's corrected clock. */
  readonly atMs: number;
  /** The receipt's. */
  readonly businessDate: BusinessDate;
  readonly entries: readonly Pick<PointsEntry, 'kind' | 'ruleId' | 'points'>[];
}

/** Points of a campaign that were given on a receipt and were not due. */
export interface NotDue {
  readonly operationId: string;
  readonly campaignId: string;
  readonly points: number;
}

/** Whether a campaign is for where a member stands by what they have bought: a first purchase, or coming back (AN-02). */
export function looksAtPurchases({ when }: Campaign): boolean {
  return when.some(({ kind }) => kind === 'first_purchase' || kind === 'lifecycle');
}

/**
 * What campaigns gave a member for a first purchase or for coming back (R063, AN-02) when another receipt came before it by the
 * tills' clocks: tills that did not hear of each other each gave it. Of the receipts, in any order, each is looked at beside
 * those before it; what else may be known of a member, and is not among them, never speaks against one.
 */
export function findNotDue(
  receipts: readonly CampaignReceipt[],
  programmeOn: (day: BusinessDate) => Pick<Programme, 'campaigns' | 'lifecycle'> | null,
): readonly NotDue[] {
  const found: NotDue[] = [];
  let lastOnDay: BusinessDate | null = null;
  for (const { operationId, businessDate, entries } of receipts.toSorted(byTime)) {
    const programme = programmeOn(businessDate);
    if (programme !== null && lastOnDay !== null) {
      const awayDays = daysBetween(lastOnDay, businessDate);
      for (const { campaignId, when } of programme.campaigns) {
        const ruleId = campaignRuleId(campaignId);
        const points = entries
          .filter((entry) => entry.kind === 'earn_bonus' && entry.ruleId === ruleId)
          .reduce((sum, entry) => sum + entry.points, 0);
        if (points > 0 && isOver(when, stagesAfter(awayDays, programme.lifecycle)))
          found.push({ operationId, campaignId, points });
      }
    }
    if (lastOnDay === null || businessDate > lastOnDay) lastOnDay = businessDate;
  }
  return found;
}

/**
 * What a member had bought before a receipt, in the order in which tills decide and `findNotDue` looks: by their corrected
 * clocks, whatever day a receipt is of. Absent: nothing. Of the receipts, in any order, that one may be among them.
 */
export function purchasesBefore(
  receipts: readonly CampaignReceipt[],
  receipt: Pick<CampaignReceipt, 'operationId' | 'atMs'>,
): Purchases | undefined {
  return receipts
    .filter((each) => each.operationId !== receipt.operationId && byTime(each, receipt) < 0)
    .toSorted(byTime)
    .reduce<Purchases | undefined>(
      (before, { businessDate, entries }) =>
        postPurchase(before, businessDate, { body: { entries } }),
      undefined,
    );
}

/** Whether conditions cannot hold any more for who has bought before, and is at one of these stages. */
function isOver(when: Campaign['when'], stages: readonly LifecycleStage[]): boolean {
  return when.some(
    (condition) =>
      condition.kind === 'first_purchase' ||
      (condition.kind === 'lifecycle' && !condition.stages.some((stage) => stages.includes(stage))),
  );
}

/** Where somebody may stand so many days after a purchase. */
function stagesAfter(
  awayDays: number,
  { activeDays, lostDays }: LifecycleRules,
): readonly LifecycleStage[] {
  if (awayDays > lostDays) return ['lost'];
  return awayDays > activeDays ? ['sleeping'] : ['new', 'active', 'won_back'];
}

function byTime(
  a: Pick<CampaignReceipt, 'operationId' | 'atMs'>,
  b: Pick<CampaignReceipt, 'operationId' | 'atMs'>,
): number {
  return a.atMs - b.atMs || (a.operationId < b.operationId ? -1 : 1);
}
