import type { SignedCouponCode } from './coupon-code.ts';
import type { SignedMemberCode } from './member-code.ts';
import type { Phone } from '../values/phone.ts';

/** The wallet whose payment code was shown by mistake. */
export type PaymentNetwork = 'wechat' | 'alipay' | 'unionpay';

/**
 * What a scan or a typed line turned out to be. `payment_code`, `bank_card` and `unknown` carry no digits on
 * purpose: a payment code is money for a minute, a bank card is nobody's business here, and an unknown code may be either or
 * an identity number. None of them may reach a log, a screen or the disk (ID-01).
 */
export type ScannedCode =
  | { readonly kind: 'member_card'; readonly cardNo: string }
  /** A member code that never changes (M1): as good as a card (ID-05). */
  | { readonly kind: 'static_code'; readonly cardNo: string }
  /** A member code that head office signed (M2). Not verified yet: whoever has the keys does that (ID-03). */
  | { readonly kind: 'signed_code'; readonly code: SignedMemberCode }
  | { readonly kind: 'phone'; readonly phone: Phone }
  | { readonly kind: 'phone_region_needed'; readonly digits: string }
  | { readonly kind: 'payment_code'; readonly network: PaymentNetwork }
  /** Not verified yet: whoever has the keys does that. */
  | { readonly kind: 'coupon'; readonly code: SignedCouponCode }
  | { readonly kind: 'staff_badge'; readonly staffId: string }
  | { readonly kind: 'goods'; readonly code: string }
  /** One of the chain's own codes, and damaged. */
  | { readonly kind: 'coupon_unreadable' | 'staff_badge_unreadable' | 'own_code_unreadable' }
  /** A chip's number that is no card: another at each tap, as phones give it, or none that was read. */
  | { readonly kind: 'chip_random' | 'chip_empty' }
  | { readonly kind: 'bank_card' }
  | { readonly kind: 'unknown' };
