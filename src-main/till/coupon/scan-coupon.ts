import type { ScanResult } from '../../../src-shared/contract/till/scan.ts';
import type { WhyBarred } from '../../../src-shared/domain/campaign/campaign-bar.ts';
import type {
  CouponTemplate,
  CouponUsed,
  WhyNot,
} from '../../../src-shared/domain/coupon/coupon.ts';
import { couponTimeProblem } from '../../../src-shared/domain/coupon/coupon-time.ts';
import type { Language } from '../../../src-shared/domain/programme/programme.ts';
import { type SignedCouponCode, transferableFlag } from '../../../src-shared/scan/coupon-code.ts';
import { couponText, type CouponMessage } from '../../../src-shared/text/coupon-words.ts';
import { whyNotText } from '../../../src-shared/text/why-not-words.ts';
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
      readonly status: 'key_unknown' | 'forged' | 'not_yet' | 'expired' | 'voided' | 'usable';
      readonly code: SignedCouponCode;
    }
  | {
      readonly status: 'used' | 'handed_over';
      readonly code: SignedCouponCode;
      /** Where and when. */
      readonly by: Pick<CouponUsed, 'storeId' | 'atMs'>;
    }
  | {
      readonly status: 'not_here_now';
      readonly code: SignedCouponCode;
      readonly whyNot: WhyNot | WhyBarred;
    };

/**
 * Verifies a coupon code here, and looks whether this till knows of a use, that it was passed on or taken back, or why it is not
 * good in this store at this hour.
 */
export function scanCoupon(till: ActiveTill, code: SignedCouponCode): ScannedCoupon {
  const { businessDate, atMs } = till.time.now();
  const { storeId } = till.terminal;
  const at = { storeId, businessDate, minuteOfDay: minuteOfDayAt(atMs) };
  const template = findTemplate(till, code);
  const onDay = dayHoursBeganOn(template?.hours, at);
  const verdict = verifyCouponCode(code, till.reference.couponKeys(), onDay);
  if (verdict !== 'genuine') return { status: verdict, code };
  const view = readMember(till, code.memberId);
  const coupons = isRefused(view) ? [] : view.state.coupons;
  const coupon = coupons?.find(({ couponId }) => couponId === code.couponId);
  if (coupon?.use !== undefined) return { status: 'used', code, by: coupon.use };
  if (coupon?.handedOver !== undefined) {
    return { status: 'handed_over', code, by: coupon.handedOver };
  }
  if (coupon?.status === 'void') return { status: 'voided', code };
  const { fromDay, toDay } = code;
  const known = coupon ?? { status: 'issued', fromDay, toDay };
  const whyNot = couponTimeProblem(known, template ?? {}, at);
  if (whyNot === null) return { status: 'usable', code };
  return { status: 'not_here_now', code, whyNot: whenInstead(whyNot, template ?? {}) };
}

/** Whoever comes on the wrong day or at the wrong hour is told which are the right ones. */
function whenInstead(
  whyNot: WhyNot,
  { weekdays, hours }: Pick<CouponTemplate, 'weekdays' | 'hours'>,
): WhyNot | WhyBarred {
  if (whyNot.code === 'wrong_day' && weekdays) return { code: 'only_weekdays', weekdays };
  return whyNot.code === 'wrong_time' && hours ? { code: 'only_hours', ...hours } : whyNot;
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
      return refused(till, scanned.code, say('not_yet', { day: scanned.code.fromDay }));
    case 'expired':
      return refused(till, scanned.code, say('expired', { day: scanned.code.toDay }));
    case 'voided':
      return refused(till, scanned.code, say('voided'));
    case 'used':
    case 'handed_over': {
      const { storeId, atMs } = scanned.by;
      const { terminal } = till;
      const store =
        storeId === terminal.storeId ? terminal.storeName : say('other_store', { store: storeId });
      return refused(till, scanned.code, say(scanned.status, { at: yearAndClock(atMs), store }));
    }
    case 'not_here_now': {
      const { code, whyNot } = scanned;
      const name = templateName(till, code, language);
      return refused(till, code, say('not_here_now', { name, why: whyNotText(language, whyNot) }));
    }
    case 'usable': {
      const { code } = scanned;
      const isTransferable = code.flags.includes(transferableFlag);
      return {
        kind: 'coupon',
        status: 'found',
        message: say('usable', { name: templateName(till, code, language) }),
        coupon: {
          ...couponOf(till, code),
          ...(isTransferable ? { code: `${code.signedText}|${code.signature}` } : {}),
        },
      };
    }
  }
}

function refused(till: ActiveTill, code: SignedCouponCode, message: string): ScanResult {
  return { kind: 'coupon', status: 'refused', message, coupon: couponOf(till, code) };
}

/** Of whom it is today: the coupons of one who was merged away are the survivor's (PL-19). */
function couponOf(till: ActiveTill, { couponId, templateId, memberId }: SignedCouponCode) {
  const view = readMember(till, memberId);
  return { couponId, templateId, memberId: isRefused(view) ? memberId : view.memberId };
}

function templateName(till: ActiveTill, code: SignedCouponCode, language: Language): string {
  return findTemplate(till, code)?.name[language] ?? code.templateId;
}

function findTemplate(till: ActiveTill, { templateId }: SignedCouponCode): CouponTemplate | null {
  const programme = till.reference.programmeAt(till.time.now().businessDate);
  return programme?.coupons.templates.find((each) => each.templateId === templateId) ?? null;
}
