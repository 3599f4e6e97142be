import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { StoredRedemption } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { listIdsOf, type MemberView } from '../find-member.ts';
import { daysBeside, ofReceiptDay } from '../receipt/of-receipt-day.ts';

/** The redemptions that pay part of one receipt and wait for it (`ofReceiptDay`); of before a merge too (PL-19). */
export function openRedemptions(
  till: ActiveTill,
  receipt: {
    readonly member: MemberView;
    readonly receiptNo: string;
    readonly businessDate: BusinessDate;
  },
): readonly StoredRedemption[] {
  const { member, receiptNo, businessDate } = receipt;
  const [dayBefore] = daysBeside(businessDate);
  const open = listIdsOf(till, member).flatMap((memberId) =>
    till.store.redemption.listOpen(memberId, receiptNo, dayBefore),
  );
  return ofReceiptDay(open, businessDate);
}

/** What earlier redemptions of the same receipt pay: the caps are per receipt. */
export function alreadyOffsetFen(
  till: ActiveTill,
  receipt: Parameters<typeof openRedemptions>[1],
): number {
  const open = openRedemptions(till, receipt);
  return open.reduce((sum, { redemption }) => sum + redemption.offsetFen, 0);
}
