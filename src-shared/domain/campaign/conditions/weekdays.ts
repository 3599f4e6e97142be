import { isoWeekday } from '../../../values/business-date.ts';
import { defineCondition } from '../define-condition.ts';

/** Member day: on these ISO weekdays, 1 (Monday) to 7. */
export const weekdays = defineCondition({
  fields: { weekdays: { type: 'ints', min: 1, max: 7 } },
  holds: (settings, { businessDate }) => settings.weekdays.includes(isoWeekday(businessDate)),
  whyNot: ({ weekdays }) => ({ code: 'only_weekdays', weekdays }),
  reach: 'later',
  of: 'moment',
});
