import type { DecidedLine, ReceiptRecord } from '../receipt/receipt.ts';
import {
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
 * the refunds before it, less the stored value that goes back with it. Points are never part of it (PL-13). Cumulative, so that
 * the refunds of all parts come to what was paid in money. Fen.
 */
export function returnedMoneyFen(refund: {
  readonly before: readonly ReturnedLine[];
  readonly after: readonly ReturnedLine[];
  readonly value: readonly ValueEntry[];
}): number {
  const returnedFen = returnedPayableFen(refund.after) - returnedPayableFen(refund.before);
  return Math.max(0, returnedFen - sumValueFen(refund.value));
}
