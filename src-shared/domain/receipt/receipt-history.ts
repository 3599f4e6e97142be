import type { OfficeOperationBodies } from '../office/office-operation.ts';
import type { Operation, OperationBodies, OperationOf } from '../operation/operation.ts';
import { sumPoints } from '../points/lots.ts';
import type { ValueEntry } from '../stored-value/stored-value.ts';
import { receiptRecordOf } from './decide-receipt.ts';
import type { ReceiptRecord, ReceiptRedemption, ReceiptRefund, WaitingGoods } from './receipt.ts';
import { isOfSale } from './sale-of.ts';

/**
 * A receipt as it stands now, made of the operations that stand: what it earned, what paid for it, and what came back of it,
 * at whichever till or by decision of head office. `others` may hold operations of other receipts too. Fit for `decideRefund`
 * anywhere.
 */
export function receiptHistory(
  earn: OperationOf<'earn'>,
  others: readonly Operation[],
  officeRefunds: readonly OfficeOperationBodies['refund'][],
): ReceiptRecord {
  const { receipt, redemptionIds, paymentIds = [] } = earn.body;
  const sale = { key: receipt, operationId: earn.operationId };
  const redemptions: ReceiptRedemption[] = [];
  const payments = [];
  const refunds: ReceiptRefund[] = [];
  for (const operation of others) {
    const { kind, body, memberId } = operation;
    // Who paid, paid at the till that sold; another may have used the same id.
    const isSameTill = operation.installId === earn.installId;
    if (kind === 'redeem' && isSameTill && redemptionIds.includes(body.redemptionId)) {
      const { redemptionId, points, offsetFen, entries } = body;
      const lots = entries.flatMap((entry) => entry.lots);
      const payer = memberId === earn.memberId ? {} : { memberId };
      redemptions.push({ redemptionId, points, offsetFen, lots, ...payer });
    } else if (kind === 'payValue' && isSameTill && paymentIds.includes(body.paymentId)) {
      const { paymentId, amountFen, value } = body;
      payments.push({
        paymentId,
        amountFen,
        principalFen: -sumFen(value, 'principalFen'),
        bonusFen: -sumFen(value, 'bonusFen'),
        entries: value,
      });
    } else if (kind === 'refund' && isOfSale(body, sale)) {
      // What only said that goods came back, head office has decided since.
      if (body.unknownReceipt !== true) refunds.push(refundOf(body, operation));
    }
  }
  for (const body of officeRefunds) {
    if (!isOfSale(body, sale)) continue;
    refunds.push(refundOf(body, { operationId: body.refundOperationId }));
  }
  return { ...receiptRecordOf(earn, { redemptions, payments }), refunds };
}

/** A till has the receipts of its store of so many days: more than goods are brought back in, and a bound for its disk. */
export const storeReceiptDays = 30;

/** What a receipt's record keeps of a refund. */
export function refundOf(
  body: Pick<
    OperationBodies['refund'],
    | 'refundNo'
    | 'lines'
    | 'takenBackPoints'
    | 'restoredPoints'
    | 'entries'
    | 'moneyFen'
    | 'shortPoints'
    | 'value'
  >,
  { operationId, installId }: { readonly operationId: string; readonly installId?: string },
): ReceiptRefund {
  const { refundNo, lines, takenBackPoints, restoredPoints, moneyFen, shortPoints, value } = body;
  const writtenOffPoints = sumPoints(body.entries) - restoredPoints + takenBackPoints;
  return {
    operationId,
    ...(installId === undefined ? {} : { installId }),
    refundNo,
    lines,
    takenBackPoints,
    restoredPoints,
    ...(writtenOffPoints === 0 ? {} : { writtenOffPoints }),
    ...(moneyFen === undefined ? {} : { moneyFen: moneyFen + (shortPoints?.deductedFen ?? 0) }),
    ...(value === undefined ? {} : { value }),
  };
}

/**
 * A receipt with refunds that others know of too, each counted once: what one till has done, what head office has heard, and
 * what the feed brought overlap. Refunds are told apart by their operation, where both sides name it, and else by number.
 */
export function withRefunds(
  record: ReceiptRecord,
  others: readonly ReceiptRefund[],
): ReceiptRecord {
  const refunds = [...record.refunds];
  for (const other of others) {
    if (!refunds.some((refund) => isSameRefund(refund, other))) refunds.push(other);
  }
  return { ...record, refunds };
}

/** A receipt with goods of it that wait for head office (OF-02), each refund counted once. */
export function withWaiting(record: ReceiptRecord, others: readonly WaitingGoods[]): ReceiptRecord {
  const { waiting = [] } = record;
  const knownIds = new Set(waiting.map(({ operationId }) => operationId));
  const added = others.filter(({ operationId }) => !knownIds.has(operationId));
  return added.length === 0 ? record : { ...record, waiting: [...waiting, ...added] };
}

function isSameRefund(a: ReceiptRefund, b: ReceiptRefund): boolean {
  if (a.operationId !== undefined && b.operationId !== undefined) {
    return a.operationId === b.operationId;
  }
  return a.refundNo === b.refundNo;
}

function sumFen(entries: readonly ValueEntry[], account: 'principalFen' | 'bonusFen'): number {
  return entries.reduce((sum, entry) => sum + entry[account], 0);
}
