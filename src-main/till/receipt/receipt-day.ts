import {
  addDays,
  type BusinessDate,
  parseBusinessDate,
} from '../../../src-shared/values/business-date.ts';
import type { Moment } from '../../sync/till-time.ts';

// A cash register's clock may be a little ahead of ours at midnight.
const daysAheadMax = 1;

/** Whether a receipt can be of this day. */
export function isReceiptDay(day: BusinessDate, { businessDate }: Moment): boolean {
  return parseBusinessDate(day) !== null && day <= addDays(businessDate, daysAheadMax);
}

/** Whether a paper that somebody brings can be of this day: it has been sold by now. */
export function isPaperDay(day: BusinessDate, { businessDate }: Moment): boolean {
  return parseBusinessDate(day) !== null && day <= businessDate;
}
