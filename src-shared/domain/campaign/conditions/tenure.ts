import { addMonths } from '../../../values/business-date.ts';
import { defineCondition } from '../define-condition.ts';

/** Loyal for long (R044): from so many months after the day a member joined. */
export const tenure = defineCondition({
  fields: { minMonths: { type: 'int', min: 1, max: 600 } },
  holds: ({ minMonths }, { enrolledOnDay, businessDate }) =>
    addMonths(enrolledOnDay, minMonths) <= businessDate,
  whyNot: ({ minMonths }) => ({ code: 'only_after_months', months: minMonths }),
  reach: 'later',
  of: 'member',
});
