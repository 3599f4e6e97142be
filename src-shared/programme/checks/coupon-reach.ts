import type { CouponTemplate } from '../../domain/coupon/coupon.ts';
import { coversGoods } from '../../domain/price/covers-goods.ts';
import type { GoodsScope } from '../../domain/price/price.ts';
import { isWithinHours } from '../../values/day-hours.ts';

const minutesPerDay = 1_440;

type Reach = Pick<CouponTemplate, 'scope' | 'weekdays' | 'hours' | 'storeIds'>;

/** Where a template reaches less far than it did: some goods, a weekday, an hour or a store that its coupons worked for. */
export function narrowedFields(now: Reach, before: Reach): readonly (keyof Reach)[] {
  return [
    ...(coversLess(now.scope, before.scope) ? ['scope' as const] : []),
    ...(listsLess(now.weekdays, before.weekdays, [1, 2, 3, 4, 5, 6, 7])
      ? ['weekdays' as const]
      : []),
    ...(hasLessTime(now.hours, before.hours) ? ['hours' as const] : []),
    ...(listsLess(now.storeIds, before.storeIds, [anyOther]) ? ['storeIds' as const] : []),
  ];
}

/** Stands for whatever no list names; no code is empty. */
const anyOther = '';

/** A list that is not there means all there are. */
function listsLess<Item>(
  now: readonly Item[] | undefined,
  before: readonly Item[] | undefined,
  all: readonly Item[],
): boolean {
  return now !== undefined && (before ?? all).some((item) => !now.includes(item));
}

function hasLessTime(now: Reach['hours'], before: Reach['hours']): boolean {
  if (now === undefined) return false;
  return Array.from({ length: minutesPerDay }, (_, minute) => minute).some(
    (minute) =>
      (before === undefined || isWithinHours(before, minute)) && !isWithinHours(now, minute),
  );
}

/** Articles differ for two scopes only by the lists that they and their categories are in: one of each kind is looked at. */
function coversLess(now: GoodsScope, before: GoodsScope): boolean {
  const skus = oneOfEachKind([now.skus, now.excludedSkus, before.skus, before.excludedSkus]);
  const categories = oneOfEachKind([
    now.categories,
    now.excludedCategories,
    before.categories,
    before.excludedCategories,
  ]);
  return skus.some((sku) =>
    categories.some(
      (category) => coversGoods(before, { sku, category }) && !coversGoods(now, { sku, category }),
    ),
  );
}

function oneOfEachKind(lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  const names = new Set([anyOther, ...lists.flatMap((list) => list ?? [])]);
  const kinds = new Map<string, string>();
  for (const name of names) {
    kinds.set(lists.map((list) => list?.includes(name) === true).join(' '), name);
  }
  return [...kinds.values()];
}
