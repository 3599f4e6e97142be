import type { MemberPrice } from '../../domain/price/price.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { Problem } from '../problem.ts';

/** Every member price can be somebody's: of two that hold at once the lower one is used, so that the other must reach further. */
export function checkMemberPrices({ memberPrices }: Programme): readonly Problem[] {
  return memberPrices.flatMap((price, index) => {
    const isNeverUsed = memberPrices.some(
      (other, at) =>
        at !== index &&
        reachesAsFar(other, price) &&
        // Of two that say the same, the second one is too much.
        (other.unitFen < price.unitFen || (other.unitFen === price.unitFen && at < index)),
    );
    const path = ['memberPrices', index, 'unitFen'];
    return isNeverUsed ? [{ path, code: 'price_never_used', data: { name: price.sku } }] : [];
  });
}

/** Whether a price holds wherever another one does: an article, its days, and whom it is for. */
function reachesAsFar(price: MemberPrice, other: MemberPrice): boolean {
  return (
    price.sku === other.sku &&
    price.fromDay <= other.fromDay &&
    price.toDay >= other.toDay &&
    hasAll(price.tierCodes, other.tierCodes) &&
    hasAll(price.planIds, other.planIds)
  );
}

/** Absent: everybody. */
function hasAll(codes: readonly string[] | undefined, others: readonly string[] | undefined) {
  return codes === undefined || (others?.every((each) => codes.includes(each)) ?? false);
}
