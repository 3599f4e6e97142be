import type { BusinessDate } from '../../values/business-date.ts';
import { floorRate } from '../../values/rounding.ts';
import type { DecidedLine, ReceiptRecord } from '../receipt/receipt.ts';
import type { GrowthEntry } from './tier.ts';

/**
 * What a receipt counts towards tiers (TR-01): the net paid spend of its business date, in fen. That is what earns (PL-04):
 * after promotions, coupons, points and the bonus part of stored value, without excluded goods, so that a gift card does
 * not count when it is sold and again when it is used. [] when that is 0.
 */
export function growthOfReceipt(
  businessDate: BusinessDate,
  lines: readonly Pick<DecidedLine, 'baseFen'>[],
): readonly GrowthEntry[] {
  return spendEntries(
    businessDate,
    lines.reduce((sum, { baseFen }) => sum + baseFen, 0),
  );
}

/**
 * What a refund takes back of it, on the day of the sale (PL-16). Cumulative as with points: each line keeps its share
 * rounded down, hence parts take together exactly what the whole would. `record.refunds` are those before this one. [] for a
 * receipt that counted for nothing.
 */
export function growthOfRefund(
  record: Pick<ReceiptRecord, 'key' | 'lines' | 'refunds' | 'growth'>,
  refunded: readonly { readonly lineNo: number; readonly amountFen: number }[],
): readonly GrowthEntry[] {
  const credited = (record.growth ?? []).some(({ measure }) => measure === 'spend_fen');
  if (!credited) return [];
  const before = record.refunds.flatMap(({ lines }) => lines);
  const takenFen = keptFen(record.lines, before) - keptFen(record.lines, [...before, ...refunded]);
  return spendEntries(record.key.businessDate, -takenFen);
}

function keptFen(
  lines: readonly DecidedLine[],
  refunded: readonly { readonly lineNo: number; readonly amountFen: number }[],
): number {
  const backFenOf = new Map<number, number>();
  for (const { lineNo, amountFen } of refunded) {
    backFenOf.set(lineNo, (backFenOf.get(lineNo) ?? 0) + amountFen);
  }
  let sumFen = 0;
  for (const { lineNo, amountFen, baseFen } of lines) {
    const backFen = backFenOf.get(lineNo) ?? 0;
    if (amountFen > backFen) {
      sumFen += floorRate(baseFen, { numerator: amountFen - backFen, denominator: amountFen });
    }
  }
  return sumFen;
}

function spendEntries(onDay: BusinessDate, amount: number): readonly GrowthEntry[] {
  return amount === 0 ? [] : [{ measure: 'spend_fen', onDay, amount }];
}
