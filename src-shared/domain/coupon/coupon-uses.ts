import type { CouponSale, CouponUsed, MemberCoupon } from './coupon.ts';

/** More tills than took one coupon without hearing of each other; of later uses no more is kept. */
const lostUsesKept = 20;

type Uses = Pick<MemberCoupon, 'use' | 'lostUses'>;

/** The uses of a coupon whose goods are with the member, the one that stands first. */
export function usesOf({ use, lostUses = [] }: Uses): readonly CouponUsed[] {
  return use === undefined ? [] : [use, ...lostUses];
}

/** The coupon with these uses and no others, in order: the earliest stands (CP-09). */
export function withUses(
  { use: _use, lostUses: _lostUses, ...coupon }: MemberCoupon,
  uses: readonly CouponUsed[],
): MemberCoupon {
  const [use, ...lostUses] = uses.toSorted(inTime);
  if (use === undefined) return coupon;
  if (lostUses.length === 0) return { ...coupon, use };
  return { ...coupon, use, lostUses: lostUses.slice(0, lostUsesKept) };
}

/** Earlier uses first, and of one time by operation (CP-09). */
export function inTime(
  a: Pick<CouponUsed, 'operationId' | 'atMs'>,
  b: Pick<CouponUsed, 'operationId' | 'atMs'>,
): number {
  return a.atMs - b.atMs || (a.operationId < b.operationId ? -1 : 1);
}

/** The uses that are left once the goods of a sale are back; an earlier till did not name it: then the one that stands. */
export function usesWithout(coupon: Uses, of: CouponSale | undefined): readonly CouponUsed[] {
  const uses = usesOf(coupon);
  return of === undefined ? uses.slice(1) : uses.filter((use) => !isUseOf(use, of));
}

/** Whether a use is of a sale: two tills of a store, and two days, may have one number for two of them (PL-10). */
export function isUseOf(use: CouponUsed, of: CouponSale): boolean {
  return of.operationId === undefined
    ? use.receiptNo === of.receiptNo && use.storeId === of.storeId
    : use.operationId === of.operationId;
}
