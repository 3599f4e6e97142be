import type { DecidedLine, ReceiptRecord, ReceiptRefund } from '../receipt/receipt.ts';
import {
  type PartRounding,
  type ReturnedLine,
  returnedPayableFen,
  sumValueFen,
} from '../stored-value/restore-value.ts';
import type { ValueEntry } from '../stored-value/stored-value.ts';

/** What was to be paid for each line of a receipt once points had paid theirs, in whatever tender. */
export function payableFenOf(record: ReceiptRecord): (line: DecidedLine) => number {
  const netFenOf = new Map(record.benefits?.lines.map(({ lineNo, netFen }) => [lineNo, netFen]));
  return ({ lineNo, amountFen, offsetFen }) => netFenOf.get(lineNo) ?? amountFen - offsetFen;
}

/** What was paid for a receipt in money, whatever kind of it: neither points nor stored value. Fen. */
export function paidMoneyFen(record: ReceiptRecord): number {
  const payableFen = record.lines.map(payableFenOf(record)).reduce((sum, fen) => sum + fen, 0);
  // What leaves a contract is negative.
  const valueFen = sumValueFen((record.payments ?? []).flatMap(({ entries }) => entries));
  return Math.max(0, payableFen + valueFen);
}

/**
 * What a refund pays out in money, the way it was paid (PL-14): what the lines' share of what was to be paid has grown by since
 * the refunds before it, and what those left owing, less the stored value that goes back with it. Points are never part of it
 * (PL-13). Cumulative, so that the refunds of all parts come to what was paid in money. Fen.
 */
export function returnedMoneyFen(refund: {
  readonly before: readonly ReturnedLine[];
  readonly after: readonly ReturnedLine[];
  readonly owedFen: number;
  readonly value: readonly ValueEntry[];
  readonly rounding?: PartRounding | undefined;
}): number {
  const { before, after, owedFen, value, rounding } = refund;
  const returnedFen = returnedPayableFen(after, rounding) - returnedPayableFen(before, rounding);
  return Math.max(0, returnedFen + owedFen - sumValueFen(value));
}

/**
 * What refunds left owing of what was to be paid for their goods: fen that earlier tills rounded off. `returned` are the lines
 * before the first of the refunds and after each of them. What was paid for goods that two tills took back is not set against it.
 */
export function owedFenOf(
  refunds: readonly ReceiptRefund[],
  returned: readonly (readonly ReturnedLine[])[],
): number {
  return refunds.reduce((owedFen, { moneyFen, value = [] }, at) => {
    const [before = [], after = []] = [returned[at], returned[at + 1]];
    const grownFen = (rounding?: PartRounding) =>
      returnedPayableFen(after, rounding) - returnedPayableFen(before, rounding);
    // What an earlier till kept does not say what it paid; it rounded down.
    const paidFen = moneyFen === undefined ? grownFen('down') : moneyFen + sumValueFen(value);
    return Math.max(0, owedFen + grownFen() - paidFen);
  }, 0);
}
