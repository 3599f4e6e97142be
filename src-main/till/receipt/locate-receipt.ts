import { isSameReceipt, refundOf } from '../../../src-shared/domain/receipt/receipt-history.ts';
import type {
  ReceiptRecord,
  ReceiptRedemption,
} from '../../../src-shared/domain/receipt/receipt.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { memberId } from '../../../src-shared/values/ids.ts';
import { type BusinessDate, parseBusinessDate } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';

/** Which receipt somebody holds in their hand. */
export interface WantedReceipt {
  /** Without it: this store's. */
  readonly storeId?: string | undefined;
  readonly receiptNo: string;
  /** Without it: the latest of that number. */
  readonly receiptDate?: BusinessDate | undefined;
}

/** A receipt that counts, as it stands now. */
export interface LocatedReceipt {
  readonly status: 'found';
  /** Without redemptions that never counted. */
  readonly record: ReceiptRecord;
  /** Posted here: the record as it is stored, to which a refund is added. null: of another till, from head office. */
  readonly stored: ReceiptRecord | null;
}

/** Nobody who can be reached knows it. */
export interface UnknownReceipt {
  readonly status: 'unknown';
  /** Head office could not be asked, so that it may well be there. */
  readonly isOffline: boolean;
}

/** Finds a receipt of this till, or asks head office for one of another till or store (R100). Refuses a day that is none. */
export async function locateReceipt(
  till: ActiveTill,
  wanted: WantedReceipt,
): Promise<Refusal | LocatedReceipt | UnknownReceipt> {
  const own = findOwnReceipt(till, wanted);
  if (own !== null) return own;
  const { storeId, receiptNo, receiptDate: businessDate } = wanted;
  if (!till.reference.isOnline()) return { status: 'unknown', isOffline: true };
  const answer = await till.sync.findReceipt({ storeId, receiptNo, businessDate });
  if (answer.status !== 'found') {
    return { status: 'unknown', isOffline: answer.status === 'unreachable' };
  }
  return foreignReceipt(till, answer.record);
}

/** A receipt of this till; null where it posted none such, or where head office let another operation earn on it. */
export function findOwnReceipt(
  till: ActiveTill,
  { storeId, receiptNo, receiptDate }: WantedReceipt,
): Refusal | LocatedReceipt | null {
  const ownStoreId = till.terminal.storeId;
  const businessDate = receiptDate === undefined ? null : parseBusinessDate(receiptDate);
  if (receiptDate !== undefined && businessDate === null) return refuse('receipt_date_invalid');
  if (storeId !== undefined && storeId !== ownStoreId) return null;
  const found =
    businessDate === null
      ? till.store.receipt.findLatest(ownStoreId, receiptNo)
      : till.store.receipt.find({ storeId: ownStoreId, businessDate, receiptNo });
  if (found === null || till.store.operation.countsForNothing(found.terminalSeq)) return null;
  const { record: stored } = found;
  const record = { ...stored, redemptions: stored.redemptions.filter(isSpent(till)) };
  return { status: 'found', record, stored };
}

/** A receipt of another till with the refunds of this one that head office may not have yet. */
export function foreignReceipt(till: ActiveTill, record: ReceiptRecord): LocatedReceipt {
  const known = new Set(record.refunds.map(({ refundNo }) => refundNo));
  const ours = till.store.operation
    .listOfMemberAfter(memberId(record.memberId), 0)
    .flatMap(({ kind, body }) => (kind === 'refund' ? [body] : []))
    .filter(
      (body) =>
        body.unknownReceipt !== true &&
        isSameReceipt(body.receipt, record.key) &&
        !known.has(body.refundNo),
    );
  const refunds = [...record.refunds, ...ours.map(refundOf)];
  return { status: 'found', record: { ...record, refunds }, stored: null };
}

/** Why an unknown receipt is not there, in words (section j). */
export function unknownReceipt({ isOffline }: UnknownReceipt): Refusal {
  return refuse(isOffline ? 'refund_receipt_offline' : 'receipt_not_found');
}

/** Points of a redemption that head office set aside were never taken, so that there is nothing to give back. */
function isSpent(till: ActiveTill): (redemption: ReceiptRedemption) => boolean {
  return ({ redemptionId }) => {
    const stored = till.store.redemption.find(redemptionId);
    return stored === null || !till.store.operation.countsForNothing(stored.terminalSeq);
  };
}
