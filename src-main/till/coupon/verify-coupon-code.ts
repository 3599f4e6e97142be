import type { SignedCouponCode } from '../../../src-shared/scan/coupon-code.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { CodeKey } from '../../store/till-store.ts';
import { createVerifier } from '../../sync/install-key.ts';

export type CouponCodeVerdict = 'genuine' | 'key_unknown' | 'forged' | 'not_yet' | 'expired';

/**
 * Whether head office made a coupon code and its days hold (CP-06); needs no line. In this order: a key that this till does
 * not have, a signature that is not of that key, the first and the last day. Says nothing about whether it was used.
 */
export function verifyCouponCode(
  code: SignedCouponCode,
  keys: readonly CodeKey[],
  businessDate: BusinessDate,
): CouponCodeVerdict {
  const key = keys.find(({ keyId }) => keyId === code.keyId);
  if (key === undefined) return 'key_unknown';
  if (!createVerifier(key.publicKey)(code.signedText, code.signature)) return 'forged';
  if (businessDate < code.fromDay) return 'not_yet';
  return businessDate > code.toDay ? 'expired' : 'genuine';
}
