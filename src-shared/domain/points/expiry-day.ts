import { addMonths, endOfMonth, endOfYear, type BusinessDate } from '../../values/business-date.ts';
import type { ExpiryPolicy } from '../programme/programme.ts';

const monthsPerYear = 12;

/** The last day on which points earned on a business date can be spent (PL-20). */
export function expiryDay(policy: ExpiryPolicy, businessDate: BusinessDate): BusinessDate {
  switch (policy.kind) {
    case 'rolling_months':
      return endOfMonth(addMonths(businessDate, policy.months));
    case 'end_of_next_year':
      return endOfYear(addMonths(businessDate, monthsPerYear));
  }
}
