import type { OfficeOperationBodies } from '../office/office-operation.ts';
import type { Operation, OperationBodies, OperationOf } from '../operation/operation.ts';
import type { ValueEntry } from '../stored-value/stored-value.ts';
import { receiptRecordOf } from './decide-receipt.ts';
import type { ReceiptKey, ReceiptRecord, ReceiptRefund, ReceiptRedemption } from './receipt.ts';

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
  const redemptions: ReceiptRedemption[] = [];
  const payments = [];
  const refunds: ReceiptRefund[] = [];
  for (const { kind, body } of others) {
    if (kind === 'redeem' && redemptionIds.includes(body.redemptionId)) {
      const { redemptionId, points, offsetFen, entries } = body;
      const lots = entries.flatMap((entry) => entry.lots);
      redemptions.push({ redemptionId, points, offsetFen, lots });
    } else if (kind === 'payValue' && paymentIds.includes(body.paymentId)) {
      const { paymentId, amountFen, value } = body;
      payments.push({
        paymentId,
        amountFen,
        principalFen: -sumFen(value, 'principalFen'),
        bonusFen: -sumFen(value, 'bonusFen'),
        entries: value,
      });
    } else if (kind === 'refund' && isSameReceipt(body.receipt, receipt)) {
      // What only said that goods came back, head office has decided since.
      if (body.unknownReceipt !== true) refunds.push(refundOf(body));
    }
  }
  for (const body of officeRefunds) {
    if (isSameReceipt(body.receipt, receipt)) refunds.push(refundOf(body));
  }
  return { ...receiptRecordOf(earn, { redemptions, payments }), refunds };
}

/** Tells whether two keys name one receipt. */
export function isSameReceipt(a: ReceiptKey, b: ReceiptKey): boolean {
  return (
    a.storeId === b.storeId && a.businessDate === b.businessDate && a.receiptNo === b.receiptNo
  );
}

/** What a receipt's record keeps of a refund. */
export function refundOf(
  body: Pick<
    OperationBodies['refund'],
    'refundNo' | 'lines' | 'takenBackPoints' | 'restoredPoints' | 'value'
  >,
): ReceiptRefund {
  const { refundNo, lines, takenBackPoints, restoredPoints, value } = body;
  const restored = value === undefined ? {} : { value };
  return { refundNo, lines, takenBackPoints, restoredPoints, ...restored };
}

function sumFen(entries: readonly ValueEntry[], account: 'principalFen' | 'bonusFen'): number {
  return entries.reduce((sum, entry) => sum + entry[account], 0);
}
