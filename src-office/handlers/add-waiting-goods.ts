import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { withWaiting } from '../../src-shared/domain/receipt/receipt-history.ts';
import type { ReceiptRecord, WaitingGoods } from '../../src-shared/domain/receipt/receipt.ts';
import type { Queryable } from '../store/database.ts';
import { findEarning } from '../store/find-earning.ts';
import { readWaitingRefunds } from '../store/receipt-history-store.ts';

/** A receipt and the operation that earned on it. */
export interface EarnedRecord {
  readonly earning: OperationOf<'earn'>;
  readonly record: ReceiptRecord;
}

/**
 * Adds to receipts, in the order they are given, what of them came back at tills that did not know them and is not decided yet
 * (OF-02), so that no till gives it out again. It is of the receipt on which it will be decided.
 */
export async function addWaitingGoods(
  queryable: Queryable,
  earned: readonly EarnedRecord[],
): Promise<readonly ReceiptRecord[]> {
  const refunds = await readWaitingRefunds(
    queryable,
    earned.map(({ record }) => record.key),
  );
  const waiting = new Map<string, WaitingGoods[]>();
  // Rarely one waits: a look each costs nobody anything.
  for (const refund of refunds) {
    const { receipt } = refund.body;
    const found = await findEarning(queryable, { ...receipt, memberId: refund.memberId });
    if (found.status !== 'found') continue;
    const { operationId } = found.earning;
    waiting.set(operationId, [...(waiting.get(operationId) ?? []), toWaitingGoods(refund)]);
  }
  return earned.map(({ earning, record }) =>
    withWaiting(record, waiting.get(earning.operationId) ?? []),
  );
}

/** What waits of a receipt that is not here; [] for none. */
export async function findWaitingGoods(
  queryable: Queryable,
  receipt: Parameters<typeof readWaitingRefunds>[1][number],
) {
  return (await readWaitingRefunds(queryable, [receipt])).map(toWaitingGoods);
}

function toWaitingGoods({ operationId, body }: OperationOf<'refund'>) {
  return { operationId, lines: [...body.lines] };
}
