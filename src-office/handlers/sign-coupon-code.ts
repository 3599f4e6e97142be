import { couponCodeText, type CouponCode } from '../../src-shared/scan/coupon-code.ts';
import type { KeyRing } from './key-ring.ts';

/** The whole coupon code, signed (CP-06). */
export function signCouponCode(keys: KeyRing, code: Omit<CouponCode, 'keyId'>): string {
  const text = couponCodeText({ ...code, keyId: keys.signingKeyId() });
  return `${text}|${keys.sign(Buffer.from(text)).toString('base64url')}`;
}
