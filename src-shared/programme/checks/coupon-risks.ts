import type { Programme } from '../../domain/programme/programme.ts';
import { faceFenOf } from './coupon-face.ts';
import type { Problem } from '../problem.ts';

/** CP-07: what two tills may lose to each other while the line is down. */
const maxFloorFen = 2000;
const maxStoreBoundFen = 5000;

/** A coupon worth much, or that goes from hand to hand, is used with head office only (CP-07); its hours are some time. */
export function checkCouponRisks({ coupons }: Programme): readonly Problem[] {
  return coupons.templates.flatMap((template, index) => {
    const findings: Problem[] = [];
    const path = ['coupons', 'templates', index];
    const { offlineMode, transferable, hours } = template;
    const faceFen = faceFenOf(template);
    if (transferable && offlineMode !== 'online_only') {
      findings.push({ path: [...path, 'offlineMode'], code: 'given_away_twice' });
    } else if (offlineMode === 'floor' && faceFen > maxFloorFen) {
      const data = { fen: maxFloorFen };
      findings.push({ path: [...path, 'offlineMode'], code: 'floor_too_large', data });
    } else if (offlineMode === 'store_bound' && faceFen > maxStoreBoundFen) {
      const data = { fen: maxStoreBoundFen };
      findings.push({ path: [...path, 'offlineMode'], code: 'store_bound_too_large', data });
    }
    if (hours !== undefined && hours.fromMinute === hours.toMinute) {
      findings.push({ path: [...path, 'hours', 'toMinute'], code: 'coupon_never_usable' });
    }
    return findings;
  });
}

/** Every member who rises gets the pack of their tier, however many do: its coupons have no number over all members (TR-06). */
export function checkPackCoupons({ tiers, coupons }: Programme): readonly Problem[] {
  return coupons.templates.flatMap(({ templateId, totalLimit }, index) => {
    const tier = tiers.find(({ giftPack }) => giftPack?.couponTemplateIds.includes(templateId));
    if (totalLimit === null || tier === undefined) return [];
    const path = ['coupons', 'templates', index, 'totalLimit'];
    return [{ path, code: 'pack_coupon_limited', data: { name: tier.code } }];
  });
}
