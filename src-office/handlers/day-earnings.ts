import type { DayEarning } from '../../src-shared/domain/office/decide-cap-holds.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { saleHoldId } from '../../src-shared/domain/points/sale-hold.ts';
import type { Queryable } from '../store/database.ts';
import type { EarningRow } from '../store/earning-store.ts';
import { findSurvivorIds } from '../store/member-store.ts';

/** An earning with its day and whom it was sold to. */
interface Earning extends DayEarning, Pick<EarningRow, 'businessDate' | 'soldToId'> {}

const capPrefix = 'cap:';
export const reviewPrefix = 'review:';
export const campaignPrefix = 'campaign:';

/**
 * Tells whose receipts earnings are now: sold to the member, or to who is one with them (PL-19). What moved home with the undo
 * of a merge is posted to the survivor of then, and no more theirs. An act of head office is of whom it was posted to.
 */
export async function readOwners(
  queryable: Queryable,
  rows: readonly Pick<EarningRow, 'memberId' | 'soldToId'>[],
): Promise<(earning: Pick<EarningRow, 'soldToId'>, memberId: string) => boolean> {
  const others = rows.flatMap(({ memberId, soldToId }) =>
    soldToId === null || soldToId === memberId ? [] : [soldToId],
  );
  const survivors = others.length === 0 ? new Map() : await findSurvivorIds(queryable, others);
  return ({ soldToId }, memberId) =>
    soldToId === null || (survivors.get(soldToId) ?? soldToId) === memberId;
}

/** What the caps have held of each earning since a moment (PL-08), at its till or here, by the rows of the ledger. */
export function cappedSince(
  rows: readonly EarningRow[],
  sinceMs: number,
): ReadonlyMap<string, number> {
  const capped = rows.filter(
    ({ kind, operationId, heardAtMs }) =>
      kind === 'hold' &&
      heardAtMs >= sinceMs &&
      !operationId.startsWith(reviewPrefix) &&
      !operationId.startsWith(campaignPrefix),
  );
  return new Map(
    [...Map.groupBy(capped, earningId)].map(([operationId, parts]) => [
      operationId,
      sumPoints(parts.flatMap(({ lots }) => lots)),
    ]),
  );
}

/** What was earned on a day by the rows of the ledger, receipt by receipt, with what of each is or was held. */
export function toEarnings(rows: readonly EarningRow[]): readonly Earning[] {
  const earnings: Earning[] = [];
  for (const [operationId, parts] of Map.groupBy(rows, earningId)) {
    const earned = parts.filter(({ kind }) => kind !== 'hold');
    const [first] = earned;
    if (first === undefined || first.receipt === null) continue;
    earnings.push({
      operationId,
      businessDate: first.businessDate,
      soldToId: first.soldToId,
      atMs: first.atMs,
      holdId: saleHoldId({ receipt: first.receipt, saleOperationId: operationId }),
      earnedPoints: sumPoints(earned),
      heldPoints: parts
        .filter(({ kind }) => kind === 'hold')
        .reduce((sum, { lots }) => sum + sumPoints(lots), 0),
      takenBackPoints: first.takenBackPoints,
      lots: earned.flatMap(({ lots }) => lots),
    });
  }
  return earnings;
}

/** The operation that a row is about: a hold of the office names it in its own id. */
function earningId({ operationId }: EarningRow): string {
  if (operationId.startsWith(reviewPrefix)) return operationId.slice(reviewPrefix.length);
  if (operationId.startsWith(campaignPrefix)) {
    const rest = operationId.slice(campaignPrefix.length);
    return rest.slice(0, rest.indexOf(':'));
  }
  if (!operationId.startsWith(capPrefix)) return operationId;
  return operationId.slice(capPrefix.length, operationId.lastIndexOf(':'));
}
