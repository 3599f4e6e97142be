import type { LedgerEntry } from '../../../src-shared/contract/till/member.ts';
import type { PostedReceipt } from '../../../src-shared/contract/till/receipt.ts';
import type { RefundQuote } from '../../../src-shared/contract/till/refund.ts';
import { businessDateAt } from '../../../src-shared/values/business-date.ts';
import { fakeNowMs } from './fake-members.ts';

const HUNDRED = 100;
const DAY_MS = 86_400_000;

/** A receipt of the fake till whose points its member has used up since. */
export function spentReceipt(): PostedReceipt {
  return receiptOf({ storeId: 'store-1', receiptNo: 'T01-000076', member: 'L** M**' });
}

/** A receipt of another store, which only head office knows. */
export function otherStoreReceipt(): PostedReceipt {
  return receiptOf({ storeId: 'B02', receiptNo: 'T07-000311', member: '张*' });
}

function receiptOf(of: { storeId: string; receiptNo: string; member: '张*' | 'L** M**' }) {
  return {
    storeId: of.storeId,
    receiptNo: of.receiptNo,
    businessDate: businessDateAt(fakeNowMs - 3 * DAY_MS),
    memberId: of.member === '张*' ? 'm-zhang' : 'm-new',
    maskedName: of.member,
    earnedPoints: 320,
    redeemedPoints: 0,
    moneyFen: 32_000,
    lines: [
      {
        lineNo: 1,
        sku: '进口三文鱼礼盒 2kg',
        category: 'seafood',
        quantity: '1',
        amountFen: 32_000,
        refundedFen: 0,
        waitingFen: 0,
        isBack: false,
      },
    ],
  } satisfies PostedReceipt;
}

/** What a refund of the fake till moves: one point for a yuan, and everything used on the receipt comes back. */
export function fakeRefund(
  receipt: PostedReceipt,
  lines: readonly { readonly lineNo: number; readonly amountFen: number }[],
  availablePoints: number,
): Omit<RefundQuote, 'member'> {
  const amountFen = lines.reduce((sumFen, line) => sumFen + line.amountFen, 0);
  const leftFen = receipt.lines.reduce(
    (sumFen, line) => sumFen + line.amountFen - line.refundedFen,
    0,
  );
  const takenBackPoints = Math.floor(amountFen / HUNDRED);
  const restoredPoints = receipt.redeemedPoints;
  const shortPoints = Math.max(0, takenBackPoints - restoredPoints - availablePoints);
  const hasTenders = receipt.receiptNo === 'T01-000098';
  const restoredValueFen = hasTenders ? 2000 : 0;
  const moneyFen = Math.max(0, amountFen - restoredValueFen - restoredPoints);
  const choices = [
    { choice: 'debt' as const, debtPoints: shortPoints, deductedFen: 0, needsManager: false },
    { choice: 'deduct' as const, debtPoints: 0, deductedFen: shortPoints, needsManager: false },
    { choice: 'waive' as const, debtPoints: 0, deductedFen: 0, needsManager: true },
  ];
  return {
    takenBackPoints,
    restoredPoints,
    restoredValueFen,
    moneyFen,
    planChargeFen: 0,
    lines: sharesOf(lines, { restoredPoints, restoredValueFen }),
    restoredCoupons: hasTenders && amountFen === leftFen ? 1 : 0,
    isVoid: false,
    needsManager: false,
    shortPoints,
    choices:
      shortPoints === 0
        ? []
        : choices.map((each) => ({ ...each, moneyFen: moneyFen - each.deductedFen })),
  };
}

/** The first line takes what there is of points and stored value that come back. */
function sharesOf(
  lines: readonly { readonly lineNo: number; readonly amountFen: number }[],
  back: { readonly restoredPoints: number; readonly restoredValueFen: number },
): RefundQuote['lines'] {
  let takenBefore = 0;
  let sumFen = 0;
  return lines.map(({ lineNo, amountFen }, index) => {
    sumFen += amountFen;
    const takenBackPoints = Math.floor(sumFen / HUNDRED) - takenBefore;
    takenBefore += takenBackPoints;
    const { restoredPoints, restoredValueFen } =
      index === 0 ? back : { restoredPoints: 0, restoredValueFen: 0 };
    const moneyFen = Math.max(0, amountFen - restoredPoints - restoredValueFen);
    return { lineNo, takenBackPoints, restoredPoints, restoredValueFen, moneyFen };
  });
}

/** One page of the ledger as head office tells it, or what the till has of it by itself. */
export function fakeLedgerPage(
  ledger: readonly LedgerEntry[],
  { isOnline, before }: { readonly isOnline: boolean; readonly before: string | undefined },
) {
  const consents = [{ item: 'membership', given: true, setAtMs: fakeNowMs }];
  if (!isOnline) {
    return {
      entries: [...ledger],
      carriedPoints: 369,
      before: null,
      source: 'till' as const,
      consents,
    };
  }
  const isLast = before !== undefined;
  const entries = ledger.map((entry, index) => ({
    ...entry,
    atMs: entry.atMs - (isLast ? 30 * DAY_MS : 0),
    pending: entry.pending && !isLast,
    ...(entry.pending && !isLast
      ? {}
      : {
          operatorId: entry.kind === 'opening' ? 'job:opening' : index % 2 === 0 ? 's-wang' : 'pos',
          storeId: entry.kind === 'opening' ? null : 'store-1',
          ...(entry.kind === 'opening'
            ? {}
            : {
                origin: { terminalName: '2 号收银机', hash: 'a1b2c3d4'.repeat(8), ...entry.origin },
              }),
        }),
  }));
  const page = { entries, source: 'office' as const, consents };
  return isLast
    ? { ...page, carriedPoints: 0, before: null }
    : { ...page, carriedPoints: 369, before: 'page-2' };
}
