import type { ScanResult } from '../../../src-shared/contract/till/scan.ts';
import type { CouponTemplate, CouponUsed } from '../../../src-shared/domain/coupon/coupon.ts';
import type { Language } from '../../../src-shared/domain/programme/programme.ts';
import { type SignedCouponCode, transferableFlag } from '../../../src-shared/scan/coupon-code.ts';
import { couponText, type CouponMessage } from '../../../src-shared/text/coupon-words.ts';
import { minuteOfDayAt } from '../../../src-shared/values/business-date.ts';
import { dayHoursBeganOn } from '../../../src-shared/values/day-hours.ts';
import { yearAndClock } from '../../../src-shared/values/shop-time.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, readMember } from '../find-member.ts';
import { verifyCouponCode } from './verify-coupon-code.ts';

/** What a scanned coupon code came to. */
export type ScannedCoupon =
  | { readonly status: 'unreadable' }
  | {
      readonly status: 'key_unknown' | 'forged' | 'not_yet' | 'expired' | 'usable';
      readonly code: SignedCouponCode;
    }
  | {
      readonly status: 'used' | 'handed_over';
      readonly code: SignedCouponCode;
      /** Where and when. */
      readonly by: Pick<CouponUsed, 'storeId' | 'atMs'>;
    };

/** Verifies a coupon code here, and looks whether this till knows of a use, or that it was passed on. */
export function scanCoupon(till: ActiveTill, code: SignedCouponCode): ScannedCoupon {
  const { businessDate, atMs } = till.reference.now();
  const at = { businessDate, minuteOfDay: minuteOfDayAt(atMs) };
  const onDay = dayHoursBeganOn(findTemplate(till, code)?.hours, at);
  const verdict = verifyCouponCode(code, till.reference.couponKeys(), onDay);
  if (verdict !== 'genuine') return { status: verdict, code };
  const view = readMember(till, code.memberId);
  const coupons = isRefused(view) ? [] : view.state.coupons;
  const coupon = coupons?.find(({ couponId }) => couponId === code.couponId);
  if (coupon?.use !== undefined) return { status: 'used', code, by: coupon.use };
  return coupon?.handedOver === undefined
    ? { status: 'usable', code }
    : { status: 'handed_over', code, by: coupon.handedOver };
}

/** Says it to the cashier. A coupon identifies nobody: the answer has its ids, and nothing of its member. */
export function couponScanResult(
  till: ActiveTill,
  scanned: ScannedCoupon,
  language: Language,
): ScanResult {
  const say = (message: CouponMessage, places: Readonly<Record<string, string>> = {}) =>
    couponText(language, message, places);
  switch (scanned.status) {
    case 'unreadable':
    case 'key_unknown':
    case 'forged':
      return { kind: 'coupon', status: 'refused', message: say(scanned.status) };
    case 'not_yet':
      return refused(scanned.code, say('not_yet', { day: scanned.code.fromDay }));
    case 'expired':
      return refused(scanned.code, say('expired', { day: scanned.code.toDay }));
    case 'used':
    case 'handed_over': {
      const { storeId, atMs } = scanned.by;
      const store = storeId === till.terminal.storeId ? till.terminal.storeName : storeId;
      return refused(scanned.code, say(scanned.status, { at: yearAndClock(atMs), store }));
    }
    case 'usable': {
      const { code } = scanned;
      const isTransferable = code.flags.includes(transferableFlag);
      return {
        kind: 'coupon',
        status: 'found',
        message: say('usable', { name: templateName(till, code, language) }),
        coupon: {
          ...couponOf(code),
          ...(isTransferable ? { code: `${code.signedText}|${code.signature}` } : {}),
        },
      };
    }
  }
}

function refused(code: SignedCouponCode, message: string): ScanResult {
  return { kind: 'coupon', status: 'refused', message, coupon: couponOf(code) };
}

function couponOf({ couponId, templateId, memberId }: SignedCouponCode) {
  return { couponId, templateId, memberId };
}

function templateName(till: ActiveTill, code: SignedCouponCode, language: Language): string {
  return findTemplate(till, code)?.name[language] ?? code.templateId;
}

function findTemplate(till: ActiveTill, { templateId }: SignedCouponCode): CouponTemplate | null {
  const programme = till.reference.programmeAt(till.reference.now().businessDate);
  return programme?.coupons.templates.find((each) => each.templateId === templateId) ?? null;
}
