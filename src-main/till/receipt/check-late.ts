import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { hasSameGoods } from '../../../src-shared/domain/receipt/is-same-sale.ts';
import type { ReceiptKey, ReceiptLine } from '../../../src-shared/domain/receipt/receipt.ts';
import {
  addDays,
  type BusinessDate,
  daysBetween,
} from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { isMadeUpFor } from '../adjustment/kept-adjustments.ts';
import { checkApprover } from '../approver.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkNotOwn } from '../own-member.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { readLine } from './read-line.ts';
import type { ReceiptRequest } from './receipt-request.ts';

/** Who let an original receipt be attached after the sale. */
export interface LateAttach {
  readonly approverId: string;
}

/**
 * Checks a receipt that a member brings after the sale (PL-17, PL-18): it only earns, within the programme's days, by the PIN
 * of another person who manages, and on no receipt that head office knows has earned or that was made up for by hand here.
 * Nor under a number and for goods that have earned here, or by the feed in this store, on another day of those: then the day was
 * typed wrongly. Without a line head office finds out later that it had earned, and holds the second one. Refuses in the order
 * invalid_value, receipt_late_too_old, what is wrong with the member, own_member, what is wrong with the approver,
 * receipt_already_posted, receipt_of_other_day.
 * null: it is not late.
 */
export async function checkLate(
  till: ActiveTill,
  session: SignedIn,
  { input, key, programme, moment }: ReceiptRequest,
): Promise<Refusal | { readonly status: 'late'; readonly late: LateAttach } | null> {
  if (input.late === undefined) return null;
  if (input.quoteId !== undefined || input.wishes !== undefined) {
    return refuse('invalid_value', { field: 'late' });
  }
  const ageDays = daysBetween(key.businessDate, moment.businessDate);
  if (ageDays > programme.adjust.lateAttachDays) return refuse('receipt_late_too_old');
  const { memberId } = input;
  const view = readMember(till, memberId);
  const own = isRefused(view) ? view : checkNotOwn(till, session, view);
  if (own !== null) return own;
  const initiatorId = operatorId(session.operator);
  const wanted = { initiatorId, roles: ['manager'], memberId } as const;
  const checked = await checkApprover(till, input.late, wanted);
  if (checked.status === 'refused') return checked;
  if (isMadeUpFor(till, key, moment.businessDate)) return refuse('receipt_already_posted');
  if (till.reference.isOnline()) {
    const { receiptNo, businessDate } = key;
    const known = await till.sync.findReceipt({ receiptNo, businessDate });
    const hasEarned = known.status === 'found' || known.status === 'ambiguous';
    if (hasEarned) return refuse('receipt_already_posted');
  }
  const lines = input.lines.map(readLine);
  const around = { untilDay: moment.businessDate, days: programme.adjust.lateAttachDays };
  if (hasEarnedOtherDay(till, { key, lines }, around)) return refuse('receipt_of_other_day');
  return { status: 'late', late: { approverId: checked.approver.staffId } };
}

/** Whether this number has earned for these goods on another of the days that a receipt may be attached from (PL-17). */
function hasEarnedOtherDay(
  till: ActiveTill,
  { key, lines }: { readonly key: ReceiptKey; readonly lines: readonly ReceiptLine[] },
  { untilDay, days }: { readonly untilDay: BusinessDate; readonly days: number },
): boolean {
  const { storeId, receiptNo } = key;
  const otherDays = Array.from({ length: days + 1 }, (_, back) => addDays(untilDay, -back)).filter(
    (businessDate) => businessDate !== key.businessDate,
  );
  return otherDays.some((businessDate) => {
    const own = till.store.receipt.find({ storeId, businessDate, receiptNo });
    const counts = own !== null && !till.store.operation.countsForNothing(own.terminalSeq);
    const others = till.store.storeReceipt.listByNumber(receiptNo, businessDate);
    return [...(counts ? [own.record] : []), ...others].some((sold) =>
      hasSameGoods(sold, { lines }),
    );
  });
}
