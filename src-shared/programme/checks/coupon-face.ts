import type { CouponTemplate } from '../../domain/coupon/coupon.ts';

/** The most money a coupon is worth, in fen; 0 where that depends on the article or where it gives points. */
export function faceFenOf({ effect, tierOffFen = [] }: CouponTemplate): number {
  switch (effect.kind) {
    case 'threshold_off':
    case 'cash':
      return Math.max(effect.offFen, ...tierOffFen.map(({ offFen }) => offFen));
    case 'percent':
      return effect.maxOffFen;
    default:
      return 0;
  }
}
