import { findNotDue, looksAtPurchases } from '../../src-shared/domain/campaign/find-not-due.ts';
import { holdOf } from '../../src-shared/domain/office/decide-cap-holds.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { campaignRuleId } from '../../src-shared/domain/points/points-under-terms.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import { readDayEarnings, readLaterBonuses } from '../store/earning-store.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';
import { readPurchases } from '../store/receipt-history-store.ts';
import { campaignPrefix, toEarnings } from './day-earnings.ts';

/** A member who earned, by the id that the till named and the one that it was posted to. */
export interface Buyer {
  readonly memberId: MemberId;
  readonly namedId: MemberId;
  /** When it was, by the till's corrected clock, and on which day it was posted. */
  readonly soldAtMs: number;
  readonly postedOn: BusinessDate;
  /** The earning itself carries points of a first purchase, or of coming back. */
  readonly isGiven: boolean;
}

/**
 * Who may have points of a first purchase, or of coming back, that an earning which was just posted makes undue; null where
 * no campaign gives any.
 */
export function buyerOf(
  operation: Operation,
  memberId: MemberId,
  programmes: LoadedProgrammes,
): Buyer | null {
  if (operation.kind !== 'earn') return null;
  const { atMs: soldAtMs, businessDate: postedOn, memberId: namedId, body } = operation;
  const ruleIds = dueOnce(programmes.onDay(body.receipt.businessDate));
  if (ruleIds.size === 0) return null;
  const isGiven = body.entries.some(({ ruleId }) => ruleIds.has(ruleId));
  return { memberId, namedId, soldAtMs, postedOn, isGiven };
}

/** The rules of a programme that give points by where a member stands in what they have bought. */
function dueOnce(programme: Programme | null): ReadonlySet<string> {
  const campaigns = programme?.campaigns.filter(looksAtPurchases) ?? [];
  return new Set(campaigns.map(({ campaignId }) => campaignRuleId(campaignId)));
}

/** Those whose earning carries such points, or came in behind a later one that does. */
async function findSuspects(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  buyers: readonly Buyer[],
): Promise<readonly Buyer[]> {
  const moments = buyers
    .filter(({ isGiven }) => !isGiven)
    .flatMap(({ memberId, namedId, soldAtMs: atMs, postedOn: businessDate }) =>
      [...new Set([memberId, namedId])].map((id) => ({ memberId: id, atMs, businessDate })),
    );
  const bonuses = moments.length === 0 ? [] : await readLaterBonuses(transaction, moments);
  const haveLater = new Set(
    bonuses
      .filter(({ ruleId, programmeVersion, businessDate }) =>
        [programmes.ofVersion(programmeVersion), programmes.onDay(businessDate)].some((programme) =>
          dueOnce(programme).has(ruleId),
        ),
      )
      .map(({ memberId, afterMs }) => `${memberId} ${String(afterMs)}`),
  );
  return buyers.filter(
    ({ isGiven, memberId, namedId, soldAtMs }) =>
      isGiven || [memberId, namedId].some((id) => haveLater.has(`${id} ${String(soldAtMs)}`)),
  );
}

/**
 * Holds what campaigns gave for a first purchase, or for coming back, on receipts that were not it by all that head office has
 * by now: of tills that gave it without hearing of each other the earliest receipt by their clocks keeps it, in whatever order
 * they come in (R063). Nothing that was held is freed by it. Set-wise, and safe to repeat.
 */
export async function holdNotDue(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  buyers: readonly Buyer[],
  atMs: number,
): Promise<void> {
  const suspects = await findSuspects(transaction, programmes, buyers);
  if (suspects.length === 0) return;
  const postedTo = new Map<string, MemberId>(
    suspects.flatMap(({ memberId, namedId }) => [
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
        actor: 'job:campaigns',
      },
    ];
  });
  await postOfficeOperations(transaction, operations);
}
