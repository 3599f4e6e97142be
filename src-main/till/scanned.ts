import type { ScannedCoupon } from './coupon/scan-coupon.ts';
import type { MemberSeen } from './find-member.ts';

/** How a member was looked up: by what they carry, or by what they say. */
type LookUpKind = 'member_card' | 'static_code' | 'signed_code' | 'phone';

/** Why nothing is looked up, each with words of its own. */
export type ScanRefusal =
  | 'payment_code'
  | 'phone_region_needed'
  | 'bank_card'
  | 'own_code_unreadable'
  | 'signed_code_unverified';

/** What a scan came to, before anybody puts it into words. It never holds the digits of a payment code (ID-01). */
export type Scanned =
  | { readonly status: 'found'; readonly kind: LookUpKind; readonly seen: MemberSeen }
  | {
      readonly status: 'not_found' | 'not_in_replica';
      readonly kind: LookUpKind;
      readonly code: string;
    }
  | { readonly status: 'refused'; readonly code: ScanRefusal }
  | { readonly status: 'coupon'; readonly coupon: ScannedCoupon }
  | { readonly status: 'staff_badge'; readonly staffId: string }
  | { readonly status: 'goods'; readonly code: string }
  | { readonly status: 'unknown' };
