import type { OperationOf } from '../operation/operation.ts';
import type { ReceiptLine } from './receipt.ts';

/** A sale as it asks to earn on a receipt. */
export interface Sale {
  /** Of the till's installation: numbers of receipts restart after a reinstall, and each till has its own (PL-10). */
  readonly installId: string;
  /** Attached after the sale: it names an original receipt, and is no sale of its own (PL-18). */
  readonly isLate: boolean;
  readonly lines: readonly Pick<ReceiptLine, 'sku' | 'quantity' | 'amountFen'>[];
  /** What was taken of a member for it: a register that tries again at another till names the same. */
  readonly taken: readonly string[];
}

/** A sale as an operation records it. */
export function saleOfEarning({
  installId,
  memberId,
  body,
}: Pick<OperationOf<'earn'>, 'installId' | 'memberId' | 'body'>): Sale {
  const { lines, late, paymentIds = [], redemptionIds, redemption, coupons = [] } = body;
  const taken = [
    ...paymentIds.map((id) => `payment ${id}`),
    ...redemptionIds.map((id) => `redemption ${id}`),
    ...(redemption === undefined ? [] : [`${redemption.points} points of ${memberId}`]),
    ...coupons.flatMap((each) => (each.kind === 'use' ? [`coupon ${each.couponId}`] : [])),
  ];
  return { installId, isLate: late !== undefined, lines, taken };
}

/**
 * Tells whether a sale is the one that earned before under the same store, business day and receipt number.
 *
 * Two rules meet here. PL-10 has the install in the key of a receipt: numbers restart after a reinstall, and two tills of a
 * store may count alike, so that the number alone would take honest points from the second customer. PL-17 lets a receipt be
 * credited once ever, across all channels: who brings a neighbour's paper to another till must get nothing for it. So the
 * install tells apart what may be two receipts, and what was bought tells whether it is one. Of one install a number is one
 * receipt, whatever was bought. Of two installs it is one receipt where the total is the same, and the goods are or one side
 * only has the total, as typed by hand. What was taken of a member for it that was not for the other one, points, stored value
 * or a coupon, makes it a sale of its own: nobody pays for a paper, and what was paid comes back with its goods only (PL-14).
 * What is attached after the sale is always taken for the paper that has earned: only
 * there does somebody bring an old receipt, and a wrong no can be put right by an adjustment.
 */
export function isSameSale(earned: Sale, asking: Sale): boolean {
  if (earned.installId === asking.installId || asking.isLate) return true;
  if (totalFen(earned) !== totalFen(asking)) return false;
  if (asking.taken.some((each) => !earned.taken.includes(each))) return false;
  if (earned.lines.length === 1 || asking.lines.length === 1) return true;
  return goodsOf(earned).join('\n') === goodsOf(asking).join('\n');
}

/**
 * Tells whether two sales are of the same goods for the same amounts, in whatever order. Under one number of one store on two
 * days close together that is one paper whose day was typed wrongly (PL-17): numbers restart, and goods do not repeat with them.
 */
export function hasSameGoods(a: Pick<Sale, 'lines'>, b: Pick<Sale, 'lines'>): boolean {
  return a.lines.length > 0 && goodsOf(a).join('\n') === goodsOf(b).join('\n');
}

function totalFen({ lines }: Sale): number {
  return lines.reduce((sum, line) => sum + line.amountFen, 0);
}

function goodsOf({ lines }: Pick<Sale, 'lines'>): readonly string[] {
  return lines
    .map(({ sku, quantity, amountFen }) => JSON.stringify([sku, quantity, amountFen]))
    .toSorted();
}
