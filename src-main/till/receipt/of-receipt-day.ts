import { addDays, type BusinessDate } from '../../../src-shared/values/business-date.ts';

/**
 * Of what has one receipt number, what belongs to a day. Numbers may start again every day, so those of the day itself count;
 * of the days beside it only where there are none, for a sale at midnight.
 */
export function ofReceiptDay<Dated extends { readonly businessDate: string }>(
  all: readonly Dated[],
  businessDate: BusinessDate,
): readonly Dated[] {
  const sameDay = all.filter((each) => each.businessDate === businessDate);
  if (sameDay.length > 0) return sameDay;
  const [dayBefore, dayAfter] = daysBeside(businessDate);
  return all.filter((each) => each.businessDate === dayBefore || each.businessDate === dayAfter);
}

/** The days beside a day, the earlier first. */
export function daysBeside(businessDate: BusinessDate): readonly [BusinessDate, BusinessDate] {
  return [addDays(businessDate, -1), addDays(businessDate, 1)];
}
