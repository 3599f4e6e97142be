import { findForgery } from '../member-code/verify-member-code.ts';
import { verifyCouponCode } from '../coupon/verify-coupon-code.ts';
import type { ActiveTill } from '../active-till.ts';
import type { SignedScan } from './scan-log.ts';

/** Tells whether a signed code is another than head office made, as far as the keys of this till say. */
export function isForged(
  { reference, time }: Pick<ActiveTill, 'reference' | 'time'>,
  scanned: SignedScan,
): boolean {
  switch (scanned.kind) {
    case 'signed_code':
      return findForgery(reference, scanned.code) === 'member_code_forged';
    case 'coupon': {
      const { businessDate } = time.now();
      return verifyCouponCode(scanned.code, reference.couponKeys(), businessDate) === 'forged';
    }
  }
}
