import type {
  CouponEffect,
  CouponTemplate,
  MemberCoupon,
} from '../../src-shared/domain/coupon/coupon.ts';
import type { CouponLine } from '../../src-shared/domain/coupon/coupon-worth.ts';
import { sampleDay, sampleNowMs } from './sample-domain.ts';

/** A template for everything, every day and store, of a stack group of its own; `floor` while the line is down. */
export function sampleTemplate(
  templateId: string,
  effect: CouponEffect,
  changes: Partial<CouponTemplate> = {},
): CouponTemplate {
  return {
    templateId,
    name: { 'zh-CN': templateId, en: templateId, 'zh-TW': templateId },
    effect,
    scope: {},
    validity: { kind: 'fixed', fromDay: sampleDay('2026-01-01'), toDay: sampleDay('2026-12-31') },
    stackGroup: templateId,
    offlineMode: 'floor',
    transferable: false,
    claim: 'targeted',
    totalLimit: null,
    perMemberLimit: 10,
    ...changes,
  };
}

/** A coupon of a template, good for all of 2026; its id is the template's with `-1` unless given. */
export function sampleCoupon(
  templateId: string,
  changes: Partial<MemberCoupon> = {},
): MemberCoupon {
  return {
    couponId: `${templateId}-1`,
    templateId,
    status: 'issued',
    fromDay: sampleDay('2026-01-01'),
    toDay: sampleDay('2026-12-31'),
    issuedAtMs: sampleNowMs,
    ...changes,
  };
}

/** Lines of one unit each at these prices: article `a1`, `a2`..., category `food`. */
export function sampleCouponLines(pricesFen: readonly number[]): readonly CouponLine[] {
  return pricesFen.map((priceFen, index) => ({
    lineNo: index + 1,
    sku: `a${index + 1}`,
    category: 'food',
    quantity: '1',
    priceFen,
  }));
}
