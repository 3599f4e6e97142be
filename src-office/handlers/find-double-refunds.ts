import type { ReceiptKey, ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import type { ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import type { Queryable } from '../store/database.ts';
import { readReceiptHistories } from '../store/receipt-history-store.ts';
import { findEarning } from '../store/find-earning.ts';

/** A receipt of which goods came back, and whose member they were given back to. */
export interface RefundedReceipt {
  readonly receipt: ReceiptKey;
  readonly memberId: string;
}

/**
 * Finds receipts of which more came back than was sold, line by line: two tills that did not know of each other took the same
 * goods. The case is of the receipt, so that it is one however often more comes back.
 */
export async function findDoubleRefunds(
  transaction: Queryable,
  refunded: readonly RefundedReceipt[],
): Promise<readonly Omit<ReviewCase, 'openedAtMs'>[]> {
  const cases: Omit<ReviewCase, 'openedAtMs'>[] = [];
  for (const { receipt, memberId } of refunded) {
    // Refunds are few: one look each costs no batch anything.
    const found = await findEarning(transaction, { ...receipt, memberId });
    if (found.status !== 'found') continue;
    const { earning } = found;
    const memberIds = [...new Set([earning.memberId, memberId])];
    const [record] = await readReceiptHistories(transaction, [{ earning, memberIds }]);
    const double = record === undefined ? null : moreThanSold(record);
    if (double === null) continue;
    const { storeId, businessDate, receiptNo } = receipt;
    cases.push({
      caseId: `refunds:${earning.operationId}`,
      kind: 'refunded_twice',
      memberId,
      operatorId: null,
      evidence: { storeId, businessDate, receiptNo, ...double },
    });
  }
  return cases;
}

/** The first line of which more came back than was sold; null where there is none. */
function moreThanSold({ lines, refunds }: ReceiptRecord): {
  readonly lineNo: number;
  readonly soldFen: number;
  readonly backFen: number;
} | null {
  for (const { lineNo, amountFen: soldFen } of lines) {
    const backFen = refunds
      .flatMap((refund) => refund.lines)
      .filter((line) => line.lineNo === lineNo)
      .reduce((sum, line) => sum + line.amountFen, 0);
    if (backFen > soldFen) return { lineNo, soldFen, backFen };
  }
  return null;
}
