import { missedReceiptCode } from '../../../src-shared/domain/points/decide-adjustment.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { daysBetween } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { checkNotCredited, checkNotCreditedHere } from '../receipt/check-not-credited.ts';
import { isPaperDay } from '../receipt/receipt-day.ts';
import type { AdjustmentInput } from './kept-adjustments.ts';

/**
 * A receipt of this store that was credited is not made up for by hand (PL-17). null where nothing speaks against it, and for
 * adjustments of other reasons. Refuses in the order receipt_date_invalid, what `checkNotCredited` refuses.
 */
export async function checkMissedReceipt(
  till: ActiveTill,
  input: AdjustmentInput,
): Promise<Refusal | null> {
  const receipt = missedReceiptOf(input);
  // What is missing, or too old, the decision refuses.
  if (receipt === undefined) return null;
  const moment = till.time.now();
  const { businessDate } = receipt;
  if (!isPaperDay(businessDate, moment)) return refuse('receipt_date_invalid');
  const { lateAttachDays = 0 } = till.reference.programmeAt(moment.businessDate)?.adjust ?? {};
  if (daysBetween(businessDate, moment.businessDate) > lateAttachDays) return null;
  return checkNotCredited(till, { storeId: till.terminal.storeId, ...receipt });
}

/** The same by what is known here, where the adjustment is posted: the receipt may have come while head office was asked. */
export function checkStillMissed(till: ActiveTill, input: AdjustmentInput): Refusal | null {
  const receipt = missedReceiptOf(input);
  if (receipt === undefined) return null;
  return checkNotCreditedHere(till, { storeId: till.terminal.storeId, ...receipt });
}

function missedReceiptOf({ reasonCode, receipt }: AdjustmentInput): AdjustmentInput['receipt'] {
  return reasonCode === missedReceiptCode ? receipt : undefined;
}
