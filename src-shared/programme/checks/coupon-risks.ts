import type { Programme } from '../../domain/programme/programme.ts';
import { faceFenOf } from './coupon-face.ts';
import type { Finding } from './finding.ts';

/** CP-07: what two tills may lose to each other while the line is down. */
const maxFloorFen = 2000;
const maxStoreBoundFen = 5000;

/** A coupon worth much, or that goes from hand to hand, is used with head office only (CP-07); its hours are some time. */
export function checkCouponRisks({ coupons }: Programme): readonly Finding[] {
  return coupons.templates.flatMap((template, index) => {
    const findings: Finding[] = [];
    const path = ['coupons', 'templates', index];
    const { offlineMode, transferable, hours } = template;
    const faceFen = faceFenOf(template);
    if (transferable && offlineMode !== 'online_only') {
      const message = 'must be "online_only": a coupon that can be given away could be used twice';
      findings.push({ path: [...path, 'offlineMode'], message });
    } else if (offlineMode === 'floor' && faceFen > maxFloorFen) {
      const message = `must not be "floor" above ${maxFloorFen} fen off: it could be used at every till`;
      findings.push({ path: [...path, 'offlineMode'], message });
    } else if (offlineMode === 'store_bound' && faceFen > maxStoreBoundFen) {
      const message = `must be "online_only" above ${maxStoreBoundFen} fen off`;
      findings.push({ path: [...path, 'offlineMode'], message });
    }
    if (hours !== undefined && hours.fromMinute === hours.toMinute) {
      const message = 'must not be fromMinute: the coupon could never be used';
      findings.push({ path: [...path, 'hours', 'toMinute'], message });
    }
    return findings;
  });
}

/** Every member who rises gets the pack of their tier, however many do: its coupons have no number over all members (TR-06). */
export function checkPackCoupons({ tiers, coupons }: Programme): readonly Finding[] {
  return coupons.templates.flatMap(({ templateId, totalLimit }, index) => {
    const tier = tiers.find(({ giftPack }) => giftPack?.couponTemplateIds.includes(templateId));
    if (totalLimit === null || tier === undefined) return [];
    const message = `must be null: the gift pack of the tier ${tier.code} gives it to everybody who rises`;
    return [{ path: ['coupons', 'templates', index, 'totalLimit'], message }];
  });
}
