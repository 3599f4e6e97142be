import type {
  ReceiptRecord,
  ReceiptRedemption,
} from '../../../src-shared/domain/receipt/receipt.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { findStoredReceipt } from '../receipt/find-receipt.ts';

/** A receipt whose goods may come back here. */
export interface Refundable {
  readonly status: 'found';
  /** Without redemptions that never counted. */
  readonly record: ReceiptRecord;
  /** As it is stored, for adding a refund. */
  readonly stored: ReceiptRecord;
}

/** Finds a receipt to refund: one that counts. */
export function findRefundable(
  till: ActiveTill,
  wanted: { readonly receiptNo: string; readonly receiptDate?: BusinessDate | undefined },
): Refusal | Refundable {
  const found = findStoredReceipt(till, wanted);
  if ('code' in found) return found;
  if (till.store.operation.countsForNothing(found.terminalSeq)) return refuse('receipt_not_found');
  const { record: stored } = found;
  const record = { ...stored, redemptions: stored.redemptions.filter(isSpent(till)) };
  return { status: 'found', record, stored };
}

/** Points of a redemption that head office set aside were never taken, so that there is nothing to give back. */
function isSpent(till: ActiveTill): (redemption: ReceiptRedemption) => boolean {
  return ({ redemptionId }) => {
    const stored = till.store.redemption.find(redemptionId);
    return stored === null || !till.store.operation.countsForNothing(stored.terminalSeq);
  };
}
