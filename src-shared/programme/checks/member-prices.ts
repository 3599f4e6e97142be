import type { MemberPrice } from '../../domain/price/price.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { addDays } from '../../values/business-date.ts';
import type { Problem } from '../problem.ts';

/** Every member price can be somebody's: of those that hold at once the lowest is used, so that any other must reach further. */
export function checkMemberPrices({ memberPrices, tiers }: Programme): readonly Problem[] {
  const tierCodes = tiers.map(({ code }) => code);
  return memberPrices.flatMap((price, index) => {
    const better = memberPrices.filter(
      (other, at) =>
        at !== index &&
        isForAllOf(other, price, tierCodes) &&
        // Of two that say the same, the second one is too much.
        (other.unitFen < price.unitFen || (other.unitFen === price.unitFen && at < index)),
    );
    if (!coverDays(better, price)) return [];
    const path = ['memberPrices', index, 'unitFen'];
    return [{ path, code: 'price_never_used', data: { name: price.sku } }];
  });
}

/** Whether a price is of the same article and for everybody whom another one is for. */
function isForAllOf(price: MemberPrice, other: MemberPrice, tierCodes: readonly string[]): boolean {
  return (
    price.sku === other.sku &&
    hasAll(price.tierCodes, other.tierCodes ?? tierCodes) &&
    hasAll(price.planIds, other.planIds)
  );
}

/** Absent: everybody. */
function hasAll(codes: readonly string[] | undefined, others: readonly string[] | undefined) {
  return codes === undefined || (others?.every((each) => codes.includes(each)) ?? false);
}

/** Whether on every day of a price one of the others holds. */
function coverDays(others: readonly MemberPrice[], { fromDay, toDay }: MemberPrice): boolean {
  for (let day = fromDay; day <= toDay;) {
    const onDay = others.filter((each) => each.fromDay <= day && day <= each.toDay);
    const lastDay = onDay
      .map((each) => each.toDay)
      .toSorted()
      .at(-1);
    if (lastDay === undefined) return false;
    if (lastDay >= toDay) break;
    day = addDays(lastDay, 1);
  }
  return true;
}
