import { calendarDay } from '../../../values/business-date.ts';
import { defineCondition } from '../define-condition.ts';

/** Member day: on these days of the month. */
export const daysOfMonth = defineCondition({
  fields: { days: { type: 'ints', min: 1, max: 31 } },
  holds: ({ days }, { businessDate }) => days.includes(calendarDay(businessDate).day),
  whyNot: ({ days }) => ({ code: 'only_days_of_month', days }),
  reach: 'later',
  of: 'moment',
});
