import type { OperationBodies } from '../operation/operation.ts';
import type { ReceiptKey, ReceiptRecord } from './receipt.ts';

/** A sale, as what follows it names it: by the operation that posted it, where both know that, and else by its number. */
export type SaleOf = Pick<OperationBodies['refund'], 'receipt' | 'saleOperationId'>;

/** Names the sale of a receipt. */
export function saleOfReceipt({
  key: receipt,
  operationId: saleOperationId,
}: {
  readonly key: ReceiptKey;
  readonly operationId?: string | undefined;
}): SaleOf {
  return { receipt, ...(saleOperationId === undefined ? {} : { saleOperationId }) };
}

/** The sale that an act is, or of which goods come back by it; null for another. */
export function saleIn({
  kind,
  body,
  operationId,
}: {
  readonly kind: string;
  readonly body: object;
  readonly operationId: string;
}): SaleOf | null {
  const { receipt: key, saleOperationId } = body as Partial<SaleOf>; // every body names its receipt alike
  if (key === undefined || (kind !== 'earn' && kind !== 'refund')) return null;
  return saleOfReceipt({ key, operationId: kind === 'earn' ? operationId : saleOperationId });
}

/**
 * Tells whether goods came back of a sale: two tills of a store may have one number for two of them (PL-10). Who asks leaves out
 * a `saleOperationId` that earned nothing since another till had the same sale: then it is of that one.
 */
export function isOfSale(
  { receipt, saleOperationId }: SaleOf,
  { key, operationId }: Pick<ReceiptRecord, 'key' | 'operationId'>,
): boolean {
  const isSameReceipt =
    receipt.storeId === key.storeId &&
    receipt.businessDate === key.businessDate &&
    receipt.receiptNo === key.receiptNo;
  return isSameReceipt && !isOtherSale(saleOperationId, operationId);
}

/** Tells whether two ids name two sales: not where either is not known. */
export function isOtherSale(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
