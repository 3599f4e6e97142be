import type { DayEarning } from '../../src-shared/domain/office/decide-cap-holds.ts';
import { receiptHoldId } from '../../src-shared/domain/points/cap-earn.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { EarningRow } from '../store/earning-store.ts';

const capPrefix = 'cap:';
export const reviewPrefix = 'review:';
export const campaignPrefix = 'campaign:';

/** What was earned on a day by the rows of the ledger, receipt by receipt, with what of each is or was held. */
export function toEarnings(rows: readonly EarningRow[]): readonly DayEarning[] {
  const earnings: DayEarning[] = [];
  for (const [operationId, parts] of Map.groupBy(rows, earningId)) {
    const earned = parts.filter(({ kind }) => kind !== 'hold');
    const [first] = earned;
    if (first === undefined || first.receipt === null) continue;
    earnings.push({
      operationId,
      atMs: first.atMs,
      holdId: receiptHoldId(first.receipt),
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
