import { missedReceiptCode } from '../../../src-shared/domain/points/decide-adjustment.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { daysBetween } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { isReceiptDay } from '../receipt/receipt-day.ts';
import { locateReceipt } from '../receipt/locate-receipt.ts';
import { type AdjustmentInput, isMadeUpFor } from './kept-adjustments.ts';

/**
 * A receipt is credited once ever (PL-17): one that earned at this till, as head office knows or as the feed of the store
 * brought it, or that this till made up for already, is not made up for by hand. null where nothing speaks against it, and for
 * adjustments of other reasons. Refuses in the order receipt_date_invalid, receipt_already_posted.
 */
export async function checkNotCredited(
  till: ActiveTill,
  { reasonCode, receipt }: AdjustmentInput,
): Promise<Refusal | null> {
  // What is missing, or too old, the decision refuses.
  if (reasonCode !== missedReceiptCode || receipt === undefined) return null;
  const moment = till.reference.now();
  const { receiptNo, businessDate } = receipt;
  if (!isReceiptDay(businessDate, moment)) return refuse('receipt_date_invalid');
  const { lateAttachDays = 0 } = till.reference.programmeAt(moment.businessDate)?.adjust ?? {};
  if (daysBetween(businessDate, moment.businessDate) > lateAttachDays) return null;
  if (isMadeUpFor(till, receipt, moment.businessDate)) return refuse('receipt_already_posted');
  const located = await locateReceipt(till, { receiptNo, receiptDate: businessDate });
  const isCredited = located.status === 'found' || located.status === 'refused';
  return isCredited ? refuse('receipt_already_posted') : null;
}
