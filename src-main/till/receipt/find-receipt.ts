import type { PostedReceipt } from '../../../src-shared/contract/till/receipt.ts';
import type { ReceiptRecord } from '../../../src-shared/domain/receipt/receipt.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { type BusinessDate, parseBusinessDate } from '../../../src-shared/values/business-date.ts';
import type { StoredReceipt } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { maskedNameOf } from '../member-summary.ts';
import { earnedPoints } from './post-receipt.ts';

const counterDigits = 6;

/** Finds a stored receipt by its number: of a date, or else the latest of that number. */
export function findStoredReceipt(
  till: ActiveTill,
  wanted: { readonly receiptNo: string; readonly receiptDate?: BusinessDate | undefined },
): StoredReceipt | Refusal {
  const { storeId } = till.terminal;
  const { receiptNo, receiptDate } = wanted;
  if (receiptDate === undefined) {
    return till.store.receipt.findLatest(storeId, receiptNo) ?? refuse('receipt_not_found');
  }
  const businessDate = parseBusinessDate(receiptDate);
  if (businessDate === null) return refuse('receipt_date_invalid');
  return (
    till.store.receipt.find({ storeId, businessDate, receiptNo }) ?? refuse('receipt_not_found')
  );
}

export function findReceipt(
  till: ActiveTill,
  wanted: { readonly receiptNo: string; readonly receiptDate?: BusinessDate | undefined },
): Refusal | { readonly status: 'found'; readonly receipt: PostedReceipt } {
  const found = findStoredReceipt(till, wanted);
  if ('code' in found) return found;
  return { status: 'found', receipt: postedReceipt(till, found.record) };
}

/** Newest first. */
export function listRecentReceipts(till: ActiveTill, limit: number): PostedReceipt[] {
  return till.store.receipt.recent(limit).map(({ record }) => postedReceipt(till, record));
}

/** A number for a receipt entered by hand: this install's own, and never given twice. */
export function nextReceiptNo(till: ActiveTill): {
  readonly receiptNo: string;
  readonly businessDate: BusinessDate;
} {
  const counter = String(till.store.install.takeReceiptCounter()).padStart(counterDigits, '0');
  const { businessDate } = till.reference.now();
  return { receiptNo: `H${till.terminal.installNo}-${counter}`, businessDate };
}

function postedReceipt(till: ActiveTill, record: ReceiptRecord): PostedReceipt {
  const view = readMember(till, record.memberId);
  return {
    receiptNo: record.key.receiptNo,
    businessDate: record.key.businessDate,
    memberId: record.memberId,
    maskedName: isRefused(view) ? '' : maskedNameOf(view),
    earnedPoints: earnedPoints(record.entries),
    redeemedPoints: record.redemptions.reduce((sum, each) => sum + each.points, 0),
    lines: record.lines.map(({ lineNo, sku, category, quantity, amountFen }) => {
      const refundedFen = refundedFenOf(record, lineNo);
      return { lineNo, sku, category, quantity, amountFen, refundedFen };
    }),
  };
}

function refundedFenOf(record: ReceiptRecord, lineNo: number): number {
  return record.refunds
    .flatMap((refund) => refund.lines)
    .filter((line) => line.lineNo === lineNo)
    .reduce((sum, line) => sum + line.amountFen, 0);
}
