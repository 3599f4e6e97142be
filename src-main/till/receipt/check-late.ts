import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { hasSameGoods } from '../../../src-shared/domain/receipt/is-same-sale.ts';
import type {
  ReceiptKey,
  ReceiptLine,
  ReceiptRecord,
} from '../../../src-shared/domain/receipt/receipt.ts';
import {
  addDays,
  type BusinessDate,
  daysBetween,
} from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import { checkApprover } from '../approver.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkNotOwn } from '../own-member.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { checkNotCredited, listEarned, refuseCredited } from './check-not-credited.ts';
import { readLine } from './read-line.ts';
import { isPaperDay } from './receipt-day.ts';
import { isRepeat, type ReceiptRequest } from './receipt-request.ts';

/** Who let an original receipt be attached after the sale. */
export interface LateAttach {
  readonly approverId: string;
}

/**
 * Checks a receipt that a member brings after the sale (PL-17, PL-18): it only earns, within the programme's days, by the PIN
 * of another person who manages, and never on one that has been credited. Nor under a number and for goods that have earned
 * here, or by the feed in this store, on another day of those: then the day was typed wrongly. Whom a receipt has earned for is
 * told, masked, only to who has shown to manage. Of this store and without a line head office may find out later that it had
 * earned, and holds the second one. Refuses in the order invalid_value, receipt_date_invalid, receipt_late_too_old, what is
 * wrong with the member, own_member, what is wrong with the approver, what `checkNotCredited` refuses, receipt_of_other_day.
 * null: it is not late, or is a repeat.
 */
export async function checkLate(
  till: ActiveTill,
  session: SignedIn,
  request: ReceiptRequest,
): Promise<Refusal | { readonly status: 'late'; readonly late: LateAttach } | null> {
  const { input, key, programme, moment } = request;
  const posted = till.store.receipt.find(key);
  if (input.late === undefined || (posted !== null && isRepeat(posted, request))) return null;
  if (input.quoteId !== undefined || input.wishes !== undefined) {
    return refuse('invalid_value', { field: 'late' });
  }
  if (!isPaperDay(key.businessDate, moment)) return refuse('receipt_date_invalid');
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
  const credited = await checkNotCredited(till, key);
  if (credited !== null) return credited;
  const lines = input.lines.map(readLine);
  const around = { untilDay: moment.businessDate, days: programme.adjust.lateAttachDays };
  const otherDay = findEarnedOtherDay(till, { key, lines }, around);
  if (otherDay !== undefined) return refuseCredited(till, 'receipt_of_other_day', otherDay);
  return { status: 'late', late: { approverId: checked.approver.staffId } };
}

/** What has earned under this number for these goods on another of the days that a receipt may be attached from (PL-17). */
function findEarnedOtherDay(
  till: ActiveTill,
  { key, lines }: { readonly key: ReceiptKey; readonly lines: readonly ReceiptLine[] },
  { untilDay, days }: { readonly untilDay: BusinessDate; readonly days: number },
): ReceiptRecord | undefined {
  return Array.from({ length: days + 1 }, (_, back) => addDays(untilDay, -back))
    .filter((businessDate) => businessDate !== key.businessDate)
    .flatMap((businessDate) => listEarned(till, { ...key, businessDate }))
    .find((sold) => hasSameGoods(sold, { lines }));
}
