import { isOfSale } from '../../src-shared/domain/receipt/sale-of.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import type { Queryable } from '../store/database.ts';
import { findSaleOf } from '../store/find-earning.ts';
import { readEverMerged } from '../store/member-past-store.ts';

/**
 * Finds whose receipt goods came back of, by the refund's operationId, where a till may have taken them for somebody who was one
 * with that member then (PL-19): what comes back is the receipt's, whoever the till took its member to be. `operations` are all
 * that come in together, since a sale may come with its refund. Nothing is said of members who were never merged.
 */
export async function findRefundOwners(
  queryable: Queryable,
  operations: readonly Operation[],
): Promise<ReadonlyMap<string, string>> {
  const refunds = operations.flatMap((operation) =>
    operation.kind === 'refund' && operation.body.unknownReceipt !== true ? [operation] : [],
  );
  const owners = new Map<string, string>();
  if (refunds.length === 0) return owners;
  const everMerged = await readEverMerged(
    queryable,
    refunds.map(({ memberId }) => memberId),
  );
  const earnings = operations.flatMap((each) => (each.kind === 'earn' ? [each] : []));
  for (const { operationId, memberId, body } of refunds) {
    const ids = everMerged.get(memberId) ?? [];
    if (ids.length < 2) continue;
    const isTheirs = (id: string): boolean => ids.includes(id);
    const earned = earnings.find(
      (each) =>
        isOfSale(body, { key: each.body.receipt, operationId: each.operationId }) &&
        isTheirs(each.memberId),
    );
    const found =
      earned === undefined
        ? await findSaleOf(queryable, body, memberId)
        : ({ status: 'found', earning: earned } as const);
    if (found.status === 'found' && isTheirs(found.earning.memberId)) {
      owners.set(operationId, found.earning.memberId);
    }
  }
  return owners;
}
