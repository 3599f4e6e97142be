import type { ReceiptPayment } from '../../../src-shared/domain/stored-value/stored-value.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { StoredAct } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { listIdsOf, type MemberView } from '../find-member.ts';
import { ofReceiptDay } from '../receipt/of-receipt-day.ts';

/** The kind of payments in the table of acts. */
export const paymentKind = 'payValue';

/**
 * The payments with stored value that belong to one receipt and wait for it (`ofReceiptDay`), oldest first. Their bonus part
 * earns nothing (PL-04).
 */
export function openPayments(
  till: ActiveTill,
  receipt: {
    readonly member: MemberView;
    readonly receiptNo: string;
    readonly businessDate: BusinessDate;
  },
): readonly ReceiptPayment[] {
  const { member, receiptNo, businessDate } = receipt;
  const open = listOpenPayments(till, member).filter((each) => each.receiptNo === receiptNo);
  return ofReceiptDay(open, businessDate).map(({ record }) => record as ReceiptPayment); // kept by the payment
}

/** Every payment of a member at this till that waits for its receipt, oldest first; of before a merge too (PL-19). */
export function listOpenPayments(till: ActiveTill, member: MemberView): readonly StoredAct[] {
  return listIdsOf(till, member)
    .flatMap((memberId) => till.store.act.listOfMember(memberId, paymentKind))
    .filter((each) => each.state === 'open' && !countsForNothing(till, each))
    .toSorted((a, b) => (a.terminalSeq ?? 0) - (b.terminalSeq ?? 0));
}

/** Closes payments with the receipt they pay; runs inside the transaction that posts it. They cannot be cancelled any more. */
export function closePayments(till: ActiveTill, paymentIds: readonly string[]): void {
  for (const paymentId of paymentIds) {
    till.store.act.update(paymentKind, paymentId, { state: 'done' });
  }
}

/** Whether head office set the act aside for good: it moved nothing there, and moves nothing here. */
export function countsForNothing(till: ActiveTill, { terminalSeq }: StoredAct): boolean {
  return terminalSeq !== null && till.store.operation.countsForNothing(terminalSeq);
}
