import { z } from 'zod';
import { category, maxListItems, sku } from './fields.ts';

/** Which goods a promotion or a coupon covers. */
export const goodsScope = z.strictObject({
  categories: z.array(category).min(1).max(maxListItems).exactOptional(),
  skus: z.array(sku).min(1).max(maxListItems).exactOptional(),
  excludedCategories: z.array(category).min(1).max(maxListItems).exactOptional(),
  excludedSkus: z.array(sku).min(1).max(maxListItems).exactOptional(),
});
