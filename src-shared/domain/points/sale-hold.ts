import type { BusinessDate } from '../../values/business-date.ts';
import type { Hold } from '../office/office-operation.ts';
import { receiptKeyText } from '../receipt/receipt.ts';
import { isOfSale, saleOfReceipt, type SaleOf } from '../receipt/sale-of.ts';

/**
 * The id of the hold on what a sale earned: one per sale, so that its refund finds it. Without the sale's operation, which has no
 * id before it is posted, it is named by the number alone, as tills do and as earlier ones kept it.
 */
export function saleHoldId({ receipt, saleOperationId }: SaleOf): string {
  const { storeId, businessDate, receiptNo } = receipt;
  return saleOperationId === undefined
    ? `receipt:${receiptKeyText(receipt)}`
    : `receipt:${storeId}:${businessDate}:${saleOperationId}:${receiptNo}`;
}

/** Of which sale a hold is; null of one on anything else. */
export function saleOfHold(holdId: string): SaleOf | null {
  const [, storeId, businessDate, saleOperationId, receiptNo] = holdShape.exec(holdId) ?? [];
  if (storeId === undefined || businessDate === undefined || receiptNo === undefined) return null;
  // As it was put in above.
  const key = { storeId, businessDate: businessDate as BusinessDate, receiptNo };
  return saleOfReceipt({ key, operationId: saleOperationId });
}

const holdShape =
  /^receipt:(.+?):(\d{4}-\d{2}-\d{2}):(?:([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}):)?(.+)$/s;

/** Finds a hold by its id; that of a sale also where only one of both names its operation, and so by the number. */
export function findHold(holds: readonly Hold[], holdId: string): Hold | undefined {
  const named = holds.find((each) => each.holdId === holdId);
  const sale = named === undefined ? saleOfHold(holdId) : null;
  return sale === null ? named : holds.find((each) => isHoldOf(each, sale));
}

function isHoldOf({ holdId }: Hold, sale: SaleOf): boolean {
  const held = saleOfHold(holdId);
  if (held === null) return false;
  const { receipt: key, saleOperationId: operationId } = held;
  return isOfSale(sale, { key, ...(operationId === undefined ? {} : { operationId }) });
}
