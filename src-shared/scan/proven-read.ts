import { isEan13, isInStoreEan13 } from '../values/ean13.ts';
import { parseCouponCode } from './coupon-code.ts';
import { parseMemberCode } from './member-code.ts';
import { parseStaticCode } from './own-codes.ts';
import type { ReaderRead } from './reader-frame.ts';

/**
 * Tells whether a read shows by itself that nothing of it is missing: a number with its check digit, a code with its signature,
 * a stripe between its two sentinels. Telephones, cards of other shapes and chips do not: half of them is as good a number.
 */
export function isProvenWhole(read: ReaderRead): boolean {
  switch (read.source) {
    case 'stripe':
      return true;
    case 'uid':
      return false;
    case 'code': {
      const text = read.text.trim();
      return (
        isEan13(text) ||
        isInStoreEan13(parseStaticCode(text) ?? '') ||
        parseMemberCode(text) !== null ||
        parseCouponCode(text) !== null
      );
    }
  }
}
