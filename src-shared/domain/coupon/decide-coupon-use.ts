import { daysBetween, type BusinessDate } from '../../values/business-date.ts';
import { ageBandOf, ageTable } from '../offline-rights/age-table.ts';
import type { StretchAmounts } from '../offline-rights/stretch-amounts.ts';
import type { CouponOfflineMode, CouponTemplate, MemberCoupon, WhyNot } from './coupon.ts';

/** CP-07, OF-05: what may be lost to one member at one till. */
const floorMaxFen = 2_000;
/** CP-07: above this only the office may say that a coupon is unused. */
const onlineAboveFen = 5_000;
/** CP-09. */
const conflictDays = 90;
const conflictMost = 2;

/** What a till knows while head office does not answer. */
export interface OfflineCouponFacts {
  /** Since the last complete sync; null: there was none. */
  readonly replicaAgeMs: number | null;
  /** This till has taken a floor coupon of the member that has not come back in the office's state. */
  readonly floorUsed: boolean;
  /** All coupons taken at this till in this stretch without the office, and the most that may be (OF-06). */
  readonly usedCount: number;
  readonly usedFen: number;
  readonly ceiling: Pick<StretchAmounts, 'couponCount' | 'couponFen'>;
}

export interface CouponRight {
  readonly coupon: Pick<MemberCoupon, 'storeId' | 'offFen'>;
  readonly template: Pick<CouponTemplate, 'offlineMode' | 'transferable' | 'effect'>;
  readonly storeId: string;
  /** Well enough known to spend (ID-02, L2). */
  readonly isIdentified: boolean;
  /** Two of the member's coupons were used twice (CP-09). */
  readonly isOnlineOnly: boolean;
  readonly line: 'online' | OfflineCouponFacts;
}

/**
 * Whether the right to use a coupon here is there (CP-07, OF-02), or why not, in this order: identification; with the line
 * up everything, because the office is asked before the receipt is posted; without it only what may be used offline
 * (`offlineModeOf`), with a replica that is young enough, at its own store, a floor coupon once per member and till, and in
 * all no more than the till may take in one stretch (OF-06), half of it after a day, nothing after three.
 * A coupon of no certain value counts with nothing towards the sum, and as one towards the count.
 */
export function decideCouponUse(right: CouponRight): WhyNot | null {
  const { coupon, template, storeId, isIdentified, isOnlineOnly, line } = right;
  if (!isIdentified) return { code: 'identification_needed' };
  if (line === 'online') return null;
  const mode = offlineModeOf(coupon, template);
  if (isOnlineOnly || mode === 'online_only') return { code: 'online_only' };
  const { replicaAgeMs, floorUsed, usedCount, usedFen, ceiling } = line;
  const measure = ageTable.coupons[ageBandOf(replicaAgeMs)];
  if (measure === 'none') return { code: 'online_only' };
  if (mode === 'store_bound' && coupon.storeId !== storeId)
    return { code: coupon.storeId === undefined ? 'online_only' : 'other_store' };
  if (mode === 'floor' && floorUsed) return { code: 'offline_limit' };
  const share = measure === 'half' ? 2 : 1;
  const isWithinCap =
    (usedCount + 1) * share <= ceiling.couponCount &&
    (usedFen + (faceFenOf(coupon, template) ?? 0)) * share <= ceiling.couponFen;
  return isWithinCap ? null : { code: 'offline_limit' };
}

/** Of a member's floor coupons one is taken at a till without the office, also where a receipt could take several (CP-07). */
export function floorCouponIdsOf(
  coupons: readonly MemberCoupon[],
  templates: readonly CouponTemplate[],
): readonly string[] {
  return coupons.flatMap((coupon) => {
    const template = templates.find(({ templateId }) => templateId === coupon.templateId);
    const isFloor = template !== undefined && offlineModeOf(coupon, template) === 'floor';
    return isFloor && coupon.status === 'issued' ? [coupon.couponId] : [];
  });
}

/**
 * How a coupon may be used without the office: as its template says, but never where CP-07 forbids it. One that may pass
 * from hand to hand, or is worth more than 50 yuan, needs the line; a floor coupon is worth at most 20.
 */
export function offlineModeOf(
  coupon: Pick<MemberCoupon, 'offFen'>,
  template: Pick<CouponTemplate, 'offlineMode' | 'transferable' | 'effect'>,
): CouponOfflineMode {
  const faceFen = faceFenOf(coupon, template) ?? 0;
  if (template.transferable || faceFen > onlineAboveFen) return 'online_only';
  const isAboveFloor = template.offlineMode === 'floor' && faceFen > floorMaxFen;
  return isAboveFloor ? 'online_only' : template.offlineMode;
}

/** The most money a coupon takes off, or null where its goods decide that. */
export function faceFenOf(
  coupon: Pick<MemberCoupon, 'offFen'>,
  { effect }: Pick<CouponTemplate, 'effect'>,
): number | null {
  switch (effect.kind) {
    case 'threshold_off':
    case 'cash':
      return coupon.offFen ?? effect.offFen;
    case 'percent':
      return effect.maxOffFen;
    case 'bonus_points':
    case 'multiplier':
      return 0;
    case 'item':
    case 'buy_gift':
    case 'add_on':
      return null;
  }
}

/** Whether a member's coupons need the line: two of them were used twice within the last 90 days (CP-09). */
export function isCouponOnlineOnly(
  conflicts: readonly { readonly onDay: BusinessDate }[] | undefined,
  businessDate: BusinessDate,
): boolean {
  const counted = (conflicts ?? []).filter(
    ({ onDay }) => daysBetween(onDay, businessDate) <= conflictDays,
  );
  return counted.length >= conflictMost;
}
