import type { SignedCouponCode } from './coupon-code.ts';
import type { Phone } from '../values/phone.ts';

/** The wallet whose payment code was shown by mistake. */
export type PaymentNetwork = 'wechat' | 'alipay' | 'unionpay';

/**
 * What a scan or a typed line turned out to be. `payment_code` and `unknown` carry no digits on
 * purpose: a payment code is money for a minute, and an unknown code may be a bank card or an
 * identity number. None of them may reach a log, a screen or the disk (ID-01).
 */
export type ScannedCode =
  | { readonly kind: 'member_card'; readonly cardNo: string }
  | { readonly kind: 'phone'; readonly phone: Phone }
  | { readonly kind: 'phone_region_needed'; readonly digits: string }
  | { readonly kind: 'payment_code'; readonly network: PaymentNetwork }
  /** Not verified yet: whoever has the keys does that. */
  | { readonly kind: 'coupon'; readonly code: SignedCouponCode }
  | { readonly kind: 'coupon_unreadable' }
  | { readonly kind: 'goods'; readonly code: string }
  | { readonly kind: 'unknown' };
