import type { WayOfIdentification } from '../../src-shared/domain/member/identification.ts';
import type { RefusalCode } from '../../src-shared/domain/refusal.ts';
import type { ScannedCoupon } from './coupon/scan-coupon.ts';
import type { MemberSeen, MemberView } from './find-member.ts';

/** How a member was looked up: by what they carry, or by what they say. */
type LookUpKind = 'member_card' | 'static_code' | 'signed_code' | 'phone';

/** What stands against a member code (ID-03 to ID-05). */
export type MemberCodeRefusal = Extract<RefusalCode, `member_code_${string}`>;

/** Why nothing is looked up, each with words of its own. */
export type ScanRefusal =
  | 'payment_code'
  | 'bank_card'
  | 'chip_random'
  | 'chip_empty'
  | 'staff_badge_unreadable'
  | MemberCodeRefusal;

/** Who put a scan in: a cash register, or a reader and a screen of this till. */
export type ScannedBy = 'screen' | 'pos';

/** Nobody whom this till holds. */
export interface MissingScanned {
  readonly status: 'not_found' | 'not_in_replica';
  readonly kind: LookUpKind;
  readonly code: string;
  /** A member of other stores (OF-13), where it is one: may earn now. */
  readonly elsewhere?: MemberView;
}

/** What a scan came to, before anybody puts it into words. It never holds the digits of a payment code (ID-01). */
export type Scanned =
  | {
      readonly status: 'found';
      readonly kind: LookUpKind;
      readonly way: WayOfIdentification;
      readonly seen: MemberSeen;
      /** A phone that several members have (ID-10). */
      readonly shared?: { readonly phone: string; readonly memberCount: number };
    }
  | MissingScanned
  /** Nobody has this number, and it looks like part of another: it is not offered to be bound. */
  | { readonly status: 'maybe_spoilt' }
  | { readonly status: 'refused'; readonly code: ScanRefusal }
  /** 8 digits that are a telephone of Hong Kong or of Macau; only a person can say of which. */
  | { readonly status: 'phone_region_needed'; readonly digits: string }
  | { readonly status: 'coupon'; readonly coupon: ScannedCoupon }
  | { readonly status: 'staff_badge'; readonly staffId: string }
  | { readonly status: 'goods'; readonly code: string }
  | { readonly status: 'unknown' };
