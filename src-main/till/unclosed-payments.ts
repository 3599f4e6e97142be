import type { InferContractRouterOutputs } from '@orpc/contract';
import type { reviewScreenContract } from '../../src-shared/contract/till/review.ts';
import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import { paidMoneyFen } from '../../src-shared/domain/refund/tenders.ts';
import type { ReceiptPayment } from '../../src-shared/domain/stored-value/stored-value.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { ReviewDesk } from '../sync/sync.ts';
import type { ActiveTill } from './active-till.ts';
import { faceOfMember, isRefused, isSameMember, readMember } from './find-member.ts';
import { daysBeside, ofReceiptDay } from './receipt/of-receipt-day.ts';
import { paymentKind } from './stored-value/open-payments.ts';

type Told = InferContractRouterOutputs<typeof reviewScreenContract>['list']['payments'][number];

/** A sale is over by then: the cash register that paid in one call has posted the receipt in the next, or it never will. */
const unclosedAfterMs = 15 * 60_000;
/** More than these nobody works off in a shift; with the days beside theirs they are what head office is asked for at once. */
const listedMax = 100;

/** Points or stored value that paid for a receipt which this till never posted. */
type UnclosedPayment = Pick<Told, 'kind' | 'paymentId' | 'points' | 'amountFen' | 'atMs'> & {
  readonly memberId: MemberId;
  readonly receiptNo: string;
  readonly businessDate: BusinessDate;
};

/**
 * What members have paid at this till with points or stored value for receipts that it never posted, the oldest first: the
 * cash register went down between the two calls, or the sale was posted at another till (PL-13, PL-14).
 */
export function listUnclosedPayments(till: ActiveTill): {
  readonly payments: readonly UnclosedPayment[];
  readonly hasMore: boolean;
} {
  const spent = till.store.redemption.listUnclosed(listedMax);
  const paid = till.store.act.listUnclosed(paymentKind, listedMax);
  const untilMs = till.time.now().atMs - unclosedAfterMs;
  const payments = [
    ...spent.map(({ redemption, memberId, receiptNo, businessDate, atMs }): UnclosedPayment => {
      const { redemptionId: paymentId, points, offsetFen: amountFen } = redemption;
      return {
        kind: 'points',
        paymentId,
        points,
        amountFen,
        atMs,
        memberId,
        receiptNo,
        businessDate,
      };
    }),
    ...paid.map(({ actId: paymentId, memberId, receiptNo, atMs, ...act }): UnclosedPayment => {
      const { amountFen } = act.record as ReceiptPayment; // kept by the payment
      const businessDate = act.businessDate as BusinessDate; // of the moment it was posted
      return {
        kind: 'value',
        paymentId,
        points: 0,
        amountFen,
        atMs,
        memberId,
        receiptNo,
        businessDate,
      };
    }),
  ].filter(({ atMs }) => atMs <= untilMs);
  return {
    payments: payments.toSorted((a, b) => a.atMs - b.atMs).slice(0, listedMax),
    hasMore: payments.length > listedMax || Math.max(spent.length, paid.length) === listedMax,
  };
}

/** The receipts that the payments may be for, as head office is asked for them. */
export function receiptsOf(
  payments: readonly UnclosedPayment[],
): Pick<ReceiptKey, 'receiptNo' | 'businessDate'>[] {
  return payments.flatMap(({ receiptNo, businessDate }) =>
    [businessDate, ...daysBeside(businessDate)].map((day) => ({ receiptNo, businessDate: day })),
  );
}

/**
 * The payments as a manager is shown them: whose each is today (PL-19), and where the member's receipt was posted instead, as
 * head office says or else the store's receipts here. The member has then paid twice.
 */
export function tellUnclosedPayments(
  till: ActiveTill,
  payments: readonly UnclosedPayment[],
  officeSays: ReviewDesk['soldElsewhere'],
): Told[] {
  return payments.map((payment) => {
    const { memberId, receiptNo, businessDate } = payment;
    const sales = [
      ...officeSays.filter((sale) => sale.receiptNo === receiptNo),
      ...soldHere(till, payment),
    ].filter((sale) => isSameMember(till, sale.memberId, memberId));
    const [sale] = ofReceiptDay(sales, businessDate);
    const view = readMember(till, memberId);
    const { maskedName, maskedPhone } = isRefused(view)
      ? { maskedName: '', maskedPhone: '' }
      : faceOfMember(view);
    return {
      ...payment,
      memberId: isRefused(view) ? memberId : view.memberId,
      maskedName,
      maskedPhone,
      soldElsewhere:
        sale === undefined
          ? null
          : {
              terminalName: sale.terminalName,
              atMs: sale.atMs,
              businessDate: sale.businessDate,
              moneyFen: sale.moneyFen,
            },
    };
  });
}

/** What the feed has brought of a number: neither the till nor the hour comes with it. */
function soldHere(till: ActiveTill, { receiptNo, businessDate }: UnclosedPayment) {
  return [businessDate, ...daysBeside(businessDate)]
    .flatMap((day) => till.store.storeReceipt.listByNumber(receiptNo, day))
    .filter(({ installId }) => installId !== till.installId)
    .map((record) => ({
      memberId: record.memberId,
      businessDate: record.key.businessDate,
      terminalName: null,
      atMs: null,
      moneyFen: paidMoneyFen(record),
    }));
}
