import type { CouponTemplate } from '../../domain/coupon/coupon.ts';
import type { GoodsScope } from '../../domain/price/price.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { floorRate, type Rate } from '../../values/rounding.ts';
import type { Problem } from '../problem.ts';

/**
 * No receipt is given away or goes below zero: no price or share of 0, no promotion or coupon that takes off its whole
 * threshold, and no set of coupons that go together and do (CP-02: their thresholds are tested before any of them).
 */
export function checkPayable(programme: Programme): readonly Problem[] {
  const { memberPrices, promotions, tiers, plans, coupons } = programme;
  return [
    ...memberPrices.flatMap(({ unitFen }, index) => {
      const path = ['memberPrices', index, 'unitFen'];
      return unitFen > 0 ? [] : [{ path, code: 'price_of_nothing' as const }];
    }),
    ...tiers.flatMap((tier, index) => shareFinding(tier.priceShare, ['tiers', index])),
    ...plans.flatMap((plan, index) => shareFinding(plan.priceShare, ['plans', index])),
    ...promotions.flatMap(({ thresholdFen, offFen }, index) =>
      offFen < thresholdFen ? [] : [offFinding(['promotions', index, 'offFen'])],
    ),
    ...coupons.templates.flatMap(couponFindings),
    ...coupons.templates.flatMap((template, index) =>
      stackFindings(template, index, { ...coupons }),
    ),
  ];
}

function shareFinding(
  priceShare: Rate | undefined,
  path: readonly PropertyKey[],
): readonly Problem[] {
  if (priceShare === undefined || priceShare.numerator > 0) return [];
  return [{ path: [...path, 'priceShare'], code: 'nothing_left_of_share' }];
}

function offFinding(path: readonly PropertyKey[]): Problem {
  return { path, code: 'nothing_left_of_threshold' };
}

function couponFindings(template: CouponTemplate, index: number): readonly Problem[] {
  const { effect, tierOffFen = [] } = template;
  const path = ['coupons', 'templates', index, 'effect'];
  if (effect.kind === 'threshold_off') {
    const { thresholdFen } = effect;
    return [
      ...(effect.offFen < thresholdFen ? [] : [offFinding([...path, 'offFen'])]),
      ...tierOffFen.flatMap(({ offFen }, at) =>
        offFen < thresholdFen
          ? []
          : [offFinding(['coupons', 'templates', index, 'tierOffFen', at, 'offFen'])],
      ),
    ];
  }
  if (effect.kind === 'percent' && effect.payShare.numerator === 0) {
    return [{ path: [...path, 'payShare'], code: 'nothing_left_of_share' }];
  }
  return [];
}

/** Looks at the receipt that just reaches a coupon's threshold, with the best others that go with it. */
function stackFindings(
  template: CouponTemplate,
  index: number,
  { templates, maxPerReceipt }: Programme['coupons'],
): readonly Problem[] {
  const thresholdFen = thresholdOf(template);
  const ownFen = offAt(template, thresholdFen);
  // By itself it was looked at above; one for any receipt takes at most what is left.
  if (thresholdFen === 0 || ownFen === 0 || ownFen >= thresholdFen) return [];
  const bestByGroup = new Map<string, CouponTemplate>();
  for (const other of templates) {
    if (other.stackGroup === template.stackGroup || thresholdOf(other) > thresholdFen) continue;
    if (!mayOverlap(template.scope, other.scope)) continue;
    const best = bestByGroup.get(other.stackGroup);
    if (best === undefined || offAt(other, thresholdFen) > offAt(best, thresholdFen)) {
      bestByGroup.set(other.stackGroup, other);
    }
  }
  const others = [...bestByGroup.values()]
    .filter((other) => offAt(other, thresholdFen) > 0)
    .toSorted((a, b) => offAt(b, thresholdFen) - offAt(a, thresholdFen))
    .slice(0, maxPerReceipt - 1);
  const offFen = others.reduce((sum, other) => sum + offAt(other, thresholdFen), ownFen);
  if (offFen < thresholdFen) return [];
  const names = others.map(({ templateId }) => templateId).join(', ');
  const data = { names, offFen, thresholdFen };
  return [{ path: ['coupons', 'templates', index, 'effect'], code: 'stack_takes_all', data }];
}

/** The net a coupon needs; a voucher without threshold is used from its own amount on. */
function thresholdOf(template: CouponTemplate): number {
  const { effect } = template;
  if (effect.kind === 'cash') return offAt(template, 0);
  return 'thresholdFen' in effect ? effect.thresholdFen : 0;
}

function offAt(template: CouponTemplate, netFen: number): number {
  const { effect } = template;
  switch (effect.kind) {
    case 'threshold_off':
    case 'cash':
      return Math.max(effect.offFen, ...(template.tierOffFen ?? []).map(({ offFen }) => offFen));
    case 'percent':
      return Math.min(netFen - floorRate(netFen, effect.payShare), effect.maxOffFen);
    default:
      return 0; // articles for less than their own price, or points
  }
}

/** false only where two scopes name categories and share none. */
function mayOverlap(a: GoodsScope, b: GoodsScope): boolean {
  if (a.categories === undefined || b.categories === undefined) return true;
  if (a.skus !== undefined || b.skus !== undefined) return true;
  return a.categories.some((category) => b.categories?.includes(category));
}
