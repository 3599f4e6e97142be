import { findNotDue, looksAtPurchases } from '../../src-shared/domain/campaign/find-not-due.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { holdOf } from '../../src-shared/domain/office/decide-cap-holds.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { campaignRuleId } from '../../src-shared/domain/points/points-under-terms.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import { readDayEarnings } from '../store/earning-store.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';
import { readPurchases } from '../store/receipt-history-store.ts';
import { campaignPrefix, toEarnings } from './day-earnings.ts';

/** A member who earned, by the id that the till named and the one that it was posted to. */
export interface Buyer {
  readonly memberId: MemberId;
  readonly namedId: MemberId;
}

/**
 * Tells whether an earning that was just posted can make points of a first purchase, or of coming back, undue: it carries such
 * points, or comes in behind something later of its member, which may carry them.
 */
export function mayBeNotDue(
  { entries }: MemberState,
  operation: Operation,
  programmes: LoadedProgrammes,
): boolean {
  if (operation.kind !== 'earn') return false;
  const { receipt, entries: earned } = operation.body;
  const campaigns = programmes.onDay(receipt.businessDate)?.campaigns.filter(looksAtPurchases);
  if (campaigns === undefined || campaigns.length === 0) return false;
  const isLater = entries.some(({ atMs }) => atMs > operation.atMs);
  const ruleIds = new Set(campaigns.map(({ campaignId }) => campaignRuleId(campaignId)));
  return isLater || earned.some(({ ruleId }) => ruleIds.has(ruleId));
}

/**
 * Holds what campaigns gave for a first purchase, or for coming back, on receipts that were not it by all that head office has
 * by now: of tills that gave it without hearing of each other the earliest receipt in business time keeps it, in whatever order
 * they come in (R063). Nothing that was held is freed by it. Set-wise, and safe to repeat.
 */
export async function holdNotDue(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  buyers: readonly Buyer[],
  atMs: number,
): Promise<void> {
  if (buyers.length === 0) return;
  const postedTo = new Map<string, MemberId>(
    buyers.flatMap(({ memberId, namedId }) => [
      [memberId, memberId],
      [namedId, memberId],
    ]),
  );
  const purchases = await readPurchases(transaction, [...postedTo.keys()]);
  const ofMember = Map.groupBy(purchases, ({ memberId }) => postedTo.get(memberId));
  const found = [...ofMember].flatMap(([memberId, receipts]) =>
    findNotDue(receipts, (day) => programmes.onDay(day)).flatMap((each) => {
      const postedOn = receipts.find(
        ({ operationId }) => operationId === each.operationId,
      )?.postedOn;
      return memberId === undefined || postedOn === undefined
        ? []
        : [{ ...each, memberId, businessDate: postedOn }];
    }),
  );
  const days = new Map(found.map((each) => [`${each.memberId} ${each.businessDate}`, each]));
  const earnings = toEarnings(await readDayEarnings(transaction, [...days.values()]));
  const operations = found.flatMap((each): readonly OfficeOperation[] => {
    const { operationId, campaignId, memberId, businessDate } = each;
    const earning = earnings.find((one) => one.operationId === operationId);
    const programme = programmes.onDay(businessDate);
    if (earning === undefined || programme === null) return [];
    const points = Math.min(each.points, earning.earnedPoints - earning.heldPoints);
    if (points <= 0) return [];
    const ruleId = campaignRuleId(campaignId);
    return [
      {
        operationId: `${campaignPrefix}${operationId}:${campaignId}`,
        kind: 'hold',
        body: holdOf(earning, points, { reason: 'review', ruleId }),
        memberId,
        atMs,
        // Of the day it is about: there its points are counted as held.
        businessDate,
        programmeVersion: programme.version,
        actor: 'campaigns',
      },
    ];
  });
  await postOfficeOperations(transaction, operations);
}
