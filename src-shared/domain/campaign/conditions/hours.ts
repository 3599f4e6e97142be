import { isWithinHours } from '../../../values/day-hours.ts';
import { defineCondition } from '../define-condition.ts';

const lastMinuteOfDay = 1439;

/** Happy hour: from one minute of the day to just before another, past midnight where the second is the smaller one. */
export const hours = defineCondition({
  fields: {
    fromMinute: { type: 'int', min: 0, max: lastMinuteOfDay },
    toMinute: { type: 'int', min: 0, max: lastMinuteOfDay },
  },
  holds: (hours, { minuteOfDay }) => isWithinHours(hours, minuteOfDay),
  whyNot: ({ fromMinute, toMinute }) => ({ code: 'only_hours', fromMinute, toMinute }),
  reach: 'today',
  of: 'moment',
});
