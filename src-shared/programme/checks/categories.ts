import type { GoodsScope } from '../../domain/price/price.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { Problem } from '../problem.ts';

/**
 * Where a programme names the chain's categories, no rule may speak of another: it would never apply to a line that was
 * sorted at a counter, and is a slip of the pen more often than not. Without the list every category may be meant.
 */
export function checkCategories(programme: Programme): readonly Problem[] {
  const { categories, earn, value, promotions, campaigns, coupons } = programme;
  if (categories === undefined) return [];
  const known = new Set(categories.map(({ category }) => category));
  const referAll = (
    named: readonly string[] | undefined,
    path: readonly PropertyKey[],
  ): readonly Problem[] =>
    (named ?? []).flatMap((category, index) =>
      known.has(category)
        ? []
        : [{ path: [...path, index], code: 'no_category', data: { name: category } }],
    );
  const referScope = (scope: GoodsScope, path: readonly PropertyKey[]): readonly Problem[] => [
    ...referAll(scope.categories, [...path, 'categories']),
    ...referAll(scope.excludedCategories, [...path, 'excludedCategories']),
  ];
  return [
    ...referAll(earn.excludedCategories, ['earn', 'excludedCategories']),
    ...earn.usableAfterDays.flatMap((rule, index) =>
      referAll(rule.categories, ['earn', 'usableAfterDays', index, 'categories']),
    ),
    ...referAll(value?.excludedCategories, ['value', 'excludedCategories']),
    ...promotions.flatMap(({ scope }, index) => referScope(scope, ['promotions', index, 'scope'])),
    ...campaigns.flatMap(({ reward }, index) =>
      referAll(reward.categories, ['campaigns', index, 'reward', 'categories']),
    ),
    ...coupons.templates.flatMap(({ scope }, index) =>
      referScope(scope, ['coupons', 'templates', index, 'scope']),
    ),
  ];
}
