import type { CouponTemplate } from './coupon.ts';

const prefix = 'coupon:';

/**
 * What a till's share of a template's coupons is called among what it may hand over: a template that has only so many is
 * shared out to tills like gifts, so that none of them gives more while the line is down (CP-08).
 */
export function couponAllotmentSku(templateId: string): string {
  return `${prefix}${templateId}`;
}

/** The template an allotment is of; null for gifts. */
export function templateOfAllotment(sku: string): string | null {
  return sku.startsWith(prefix) ? sku.slice(prefix.length) : null;
}

/** Whether tills give coupons of a template out of their share only. */
export function isAllotted({ totalLimit }: Pick<CouponTemplate, 'totalLimit'>): boolean {
  return totalLimit !== null;
}
