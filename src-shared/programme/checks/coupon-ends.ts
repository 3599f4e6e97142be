import type { Programme } from '../../domain/programme/programme.ts';
import { daysBetween } from '../../values/business-date.ts';
import type { Problem } from '../problem.ts';

/** The most days that a coupon may live. */
export const maxCouponLifeDays = 1100;

/** Every coupon ends (CP-01): one with fixed days that lie further apart than three years has no end that anybody plans for. */
export function checkCouponEnds({ coupons }: Programme): readonly Problem[] {
  return coupons.templates.flatMap(({ validity }, index) => {
    if (validity.kind !== 'fixed') return [];
    if (daysBetween(validity.fromDay, validity.toDay) <= maxCouponLifeDays) return [];
    const path = ['coupons', 'templates', index, 'validity', 'toDay'];
    return [{ path, code: 'coupon_without_end', data: { days: maxCouponLifeDays } }];
  });
}
