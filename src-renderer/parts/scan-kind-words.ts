import type { WordKey } from './words.ts';

/** What each kind of scan is called. */
export const scanKindWords = {
  member_card: 'scan_kind.member_card',
  static_code: 'scan_kind.static_code',
  signed_code: 'scan_kind.signed_code',
  phone: 'scan_kind.phone',
  coupon: 'scan_kind.coupon',
  staff_badge: 'scan_kind.staff_badge',
  goods: 'scan_kind.goods',
  payment_code: 'scan_kind.payment_code',
  bank_card: 'scan_kind.bank_card',
  unknown: 'scan_kind.unknown',
} as const satisfies Record<string, WordKey>;
