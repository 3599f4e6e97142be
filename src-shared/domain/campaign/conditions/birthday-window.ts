import { daysFromBirthday } from '../../../values/birthday.ts';
import { defineCondition } from '../define-condition.ts';

/** Within so many days before or after the member's birthday; 29 February is the 28th in other years. */
export const birthdayWindow = defineCondition({
  fields: { days: { type: 'int', min: 0, max: 31 } },
  holds: ({ days }, { birthday, businessDate }) =>
    birthday !== undefined && daysFromBirthday(birthday, businessDate) <= days,
  whyNot: ({ days }) =>
    days === 0 ? { code: 'only_on_birthday' } : { code: 'only_birthday', days },
  reach: 'later',
  of: 'member',
});
