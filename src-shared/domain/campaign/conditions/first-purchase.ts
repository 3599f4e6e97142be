import { defineCondition } from '../define-condition.ts';

/** The first receipt a member earns on. */
export const firstPurchase = defineCondition({
  fields: {},
  holds: (_settings, { isFirstPurchase }) => isFirstPurchase,
  whyNot: () => ({ code: 'first_purchase_only' }),
  reach: 'never',
  of: 'member',
});
