import { createPublicKey, verify } from 'node:crypto';
import {
  couponCodeText,
  type CouponCode,
  type SignedCouponCode,
} from '../../src-shared/scan/coupon-code.ts';
import type { KeyRing } from './key-ring.ts';

/** The whole coupon code, signed (CP-06). */
export function signCouponCode(keys: KeyRing, code: Omit<CouponCode, 'keyId'>): string {
  const text = couponCodeText({ ...code, keyId: keys.signingKeyId() });
  return `${text}|${keys.sign(Buffer.from(text)).toString('base64url')}`;
}

/** Whether a coupon code was signed here, by a key that still counts; says nothing of its days, nor whether it was used. */
export function isSignedHere(keys: KeyRing, code: SignedCouponCode, nowMs: number): boolean {
  const found = keys.publicKeys(nowMs).find(({ keyId }) => keyId === code.keyId);
  if (found === undefined) return false;
  const der = Buffer.from(found.publicKey, 'base64url');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const signature = Buffer.from(code.signature, 'base64url');
  return verify(null, Buffer.from(code.signedText), key, signature);
}
