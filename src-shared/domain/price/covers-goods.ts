import type { GoodsScope } from './price.ts';

/**
 * Tells whether a rule covers an article: one of its categories or articles, where it names any, and none of the excluded
 * ones, which always win.
 */
export function coversGoods(
  scope: GoodsScope,
  { sku, category }: { readonly sku: string; readonly category: string },
): boolean {
  const { categories, skus, excludedCategories, excludedSkus } = scope;
  if (excludedCategories?.includes(category) === true || excludedSkus?.includes(sku) === true)
    return false;
  if (categories === undefined && skus === undefined) return true;
  return categories?.includes(category) === true || skus?.includes(sku) === true;
}
