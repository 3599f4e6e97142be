import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { SaleOf } from '../../src-shared/domain/receipt/sale-of.ts';
import type { Queryable } from './database.ts';
import { readEverMerged } from './member-past-store.ts';
import { findSurvivorIds } from './member-store.ts';
import { readEarnings } from './receipt-history-store.ts';

export type FoundEarning =
  | { readonly status: 'found'; readonly earning: OperationOf<'earn'> }
  | { readonly status: 'not_found' }
  /** Several tills have one of that number and day, and it is not said which: one of these. */
  | { readonly status: 'ambiguous'; readonly earnings: readonly OperationOf<'earn'>[] };

/**
 * Finds the receipt somebody means by its number: of a day or else the latest, and where tills of the store count alike (PL-10)
 * the sale that is named, or that of the member it is said to be of, of whom they were merged into, or else of whom they were
 * one with until an undo.
 */
export async function findEarning(
  queryable: Queryable,
  wanted: Parameters<typeof readEarnings>[1] & {
    readonly memberId?: string | undefined;
    /** The operation that posted it. */
    readonly saleOperationId?: string | undefined;
  },
): Promise<FoundEarning> {
  const all = await readEarnings(queryable, wanted);
  const [first, ...others] = all;
  if (first === undefined) return { status: 'not_found' };
  if (others.length === 0) return { status: 'found', earning: first };
  const { memberId, saleOperationId } = wanted;
  const named = all.find(({ operationId }) => operationId === saleOperationId);
  if (named !== undefined) return { status: 'found', earning: named };
  if (memberId === undefined) return { status: 'ambiguous', earnings: all };
  const survivors = await findSurvivorIds(queryable, [
    memberId,
    ...all.map((earning) => earning.memberId),
  ]);
  const lastOf = (id: string): string => survivors.get(id) ?? id;
  const today = all.filter((earning) => lastOf(earning.memberId) === lastOf(memberId));
  const ids = today.length > 0 ? null : (await readEverMerged(queryable, [memberId])).get(memberId);
  const once = all.filter((earning) => ids?.includes(earning.memberId));
  const theirs = [...today, ...once];
  const [earning, ...more] = theirs;
  if (earning === undefined) return { status: 'ambiguous', earnings: all };
  return more.length > 0 ? { status: 'ambiguous', earnings: theirs } : { status: 'found', earning };
}

/** Finds the sale that a refund is of, as `findEarning` does: `memberId` is whose it is taken to be. */
export async function findSaleOf(
  queryable: Queryable,
  { receipt, saleOperationId }: SaleOf,
  memberId: string,
): Promise<FoundEarning> {
  return findEarning(queryable, { ...receipt, saleOperationId, memberId });
}
