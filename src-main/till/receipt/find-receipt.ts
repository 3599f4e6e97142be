import type { PostedReceipt } from '../../../src-shared/contract/till/receipt.ts';
import type { ReceiptRecord } from '../../../src-shared/domain/receipt/receipt.ts';
import {
  returnedBefore,
  waitingFenByLine,
} from '../../../src-shared/domain/refund/decide-refund.ts';
import { paidMoneyFen } from '../../../src-shared/domain/refund/tenders.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { maskedNameOf } from '../member-summary.ts';
import {
  asItStands,
  locateReceipt,
  salesOfNumber,
  unknownReceipt,
  type WantedReceipt,
} from './locate-receipt.ts';
import { earnedPoints } from './told-receipt.ts';

const counterDigits = 6;

/**
 * Finds a receipt of this till, or of another one by asking head office. Somebody who holds a paper is asked which sale it is
 * where several tills of the store sold under its number: receipt_ambiguous with all of them, own ones too.
 */
export async function findReceipt(
  till: ActiveTill,
  wanted: WantedReceipt,
): Promise<Refusal | { readonly status: 'found'; readonly receipt: PostedReceipt }> {
  const found = await locateReceipt(till, wanted);
  if (found.status === 'refused') return found;
  if (found.status === 'unknown') return unknownReceipt(found);
  if (found.stored !== null && wanted.saleOperationId === undefined) {
    const sales = await salesOfNumber(till, found.stored, wanted);
    if (sales !== null) return refuse('receipt_ambiguous', { sales });
  }
  return { status: 'found', receipt: postedReceipt(till, found.record) };
}

/** Newest first, as far as this till knows what came back of them. */
export function listRecentReceipts(till: ActiveTill, limit: number): PostedReceipt[] {
  return till.store.receipt
    .recent(limit)
    .map(({ record }) => postedReceipt(till, asItStands(till, record)));
}

/** A number for a receipt entered by hand: this install's own, and never given twice. */
export function nextReceiptNo(till: ActiveTill): {
  readonly receiptNo: string;
  readonly businessDate: BusinessDate;
} {
  const counter = String(till.store.install.takeReceiptCounter()).padStart(counterDigits, '0');
  const { businessDate } = till.time.now();
  return { receiptNo: `H${till.terminal.installNo}-${counter}`, businessDate };
}

function postedReceipt(till: ActiveTill, record: ReceiptRecord): PostedReceipt {
  const view = readMember(till, record.memberId);
  const waitingFen = waitingFenByLine(record);
  return {
    storeId: record.key.storeId,
    receiptNo: record.key.receiptNo,
    businessDate: record.key.businessDate,
    memberId: record.memberId,
    ...(record.operationId === undefined ? {} : { saleOperationId: record.operationId }),
    maskedName: isRefused(view) ? '' : maskedNameOf(view),
    earnedPoints: earnedPoints(record.entries),
    redeemedPoints: record.redemptions.reduce((sum, each) => sum + each.points, 0),
    moneyFen: paidMoneyFen(record),
    lines: record.lines.map(({ lineNo, sku, category, quantity, amountFen }) => {
      const returned = returnedBefore(record, { lineNo, amountFen });
      const waits = { waitingFen: waitingFen.get(lineNo) ?? 0 };
      return { lineNo, sku, category, quantity, amountFen, ...returned, ...waits };
    }),
  };
}
