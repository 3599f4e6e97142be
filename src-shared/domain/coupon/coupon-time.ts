import { isoWeekday } from '../../values/business-date.ts';
import { type DayMinute, dayHoursBeganOn, isWithinHours } from '../../values/day-hours.ts';
import type { CouponTemplate, MemberCoupon, WhyNot } from './coupon.ts';

/** Where and when a coupon is shown. */
export interface CouponMoment extends DayMinute {
  readonly storeId: string;
}

type CouponTimes = Pick<MemberCoupon, 'status' | 'fromDay' | 'toDay' | 'storeId' | 'handedOver'>;

/**
 * Why a coupon cannot be used here and now, whatever the goods, or null. In this order: its state (used, ended), its days,
 * its stores, its weekdays, its hours. Hours past midnight belong to the day they began on: until they end, that day's date
 * and weekday count, so a Friday coupon of 22:00 to 02:00 works on Saturday at 01:00, even on the night of its last day.
 */
export function couponTimeProblem(
  coupon: CouponTimes,
  template: Pick<CouponTemplate, 'weekdays' | 'hours' | 'storeIds'>,
  moment: CouponMoment,
): WhyNot | null {
  const { hours, weekdays, storeIds } = template;
  const { storeId, minuteOfDay } = moment;
  const day = dayHoursBeganOn(hours, moment);
  const state = stateProblem(coupon);
  if (state !== null) return state;
  if (day < coupon.fromDay) return { code: 'not_yet' };
  if (day > coupon.toDay) return { code: 'expired' };
  if (storeIds?.includes(storeId) === false) return { code: 'other_store' };
  if (coupon.storeId !== undefined && coupon.storeId !== storeId) return { code: 'other_store' };
  if (weekdays?.includes(isoWeekday(day)) === false) return { code: 'wrong_day' };
  return hours === undefined || isWithinHours(hours, minuteOfDay) ? null : { code: 'wrong_time' };
}

function stateProblem({ status, handedOver }: CouponTimes): WhyNot | null {
  switch (status) {
    case 'issued':
      return null;
    case 'used_local':
    case 'used':
    case 'conflict':
      return { code: 'used' };
    case 'expired':
      return { code: 'expired' };
    case 'void':
      return handedOver === undefined
        ? { code: 'voided' }
        : { code: 'handed_over', memberId: handedOver.memberId };
  }
}
