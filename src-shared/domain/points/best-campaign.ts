import {
  calendarDay,
  daysBetween,
  daysInMonth,
  parseBusinessDate,
  type BusinessDate,
} from '../../values/business-date.ts';
import type { Campaign } from '../programme/programme.ts';
import { compareRates } from './rate.ts';

const daysPerWeek = 7;
const weekdayOfEpoch = 4; // 1970-01-01 was a Thursday.
const epoch = '1970-01-01' as BusinessDate; // A real day, written in the only spelling there is.
const monthAndDayLength = 'MM-DD'.length;

/** What decides whether a campaign applies. */
export interface CampaignOccasion {
  readonly businessDate: BusinessDate;
  /** "MM-DD" or "YYYY-MM-DD". */
  readonly birthday?: string;
  /** The receipt's lines with what of them earns, in fen. */
  readonly lines: readonly { readonly category: string; readonly baseFen: number }[];
}

/**
 * Of the campaigns that apply the one that counts: highest priority, then highest multiplier, then lowest id (PL-07). A
 * campaign for categories applies only where the receipt has goods of them that earn.
 */
export function findBestCampaign(
  campaigns: readonly Campaign[],
  occasion: CampaignOccasion,
): Campaign | null {
  let best: Campaign | null = null;
  for (const campaign of campaigns) {
    if (!applies(campaign, occasion)) continue;
    if (best === null || isBetter(campaign, best)) best = campaign;
  }
  return best;
}

function isBetter(campaign: Campaign, best: Campaign): boolean {
  if (campaign.priority !== best.priority) return campaign.priority > best.priority;
  const byMultiplier = compareRates(campaign.multiplier, best.multiplier);
  if (byMultiplier !== 0) return byMultiplier > 0;
  return campaign.campaignId < best.campaignId;
}

function applies(campaign: Campaign, { businessDate, birthday, lines }: CampaignOccasion): boolean {
  const { weekdays, daysOfMonth, categories, birthdayWindowDays } = campaign;
  if (businessDate < campaign.fromDay || businessDate > campaign.toDay) return false;
  if (weekdays !== undefined && !weekdays.includes(isoWeekday(businessDate))) return false;
  if (daysOfMonth !== undefined && !daysOfMonth.includes(calendarDay(businessDate).day))
    return false;
  if (birthdayWindowDays !== undefined) {
    if (birthday === undefined) return false;
    if (daysFromBirthday(birthday, businessDate) > birthdayWindowDays) return false;
  }
  return (
    categories === undefined ||
    lines.some((line) => line.baseFen > 0 && categories.includes(line.category))
  );
}

/** ISO weekday of a day, 1 (Monday) to 7 (Sunday). */
export function isoWeekday(date: BusinessDate): number {
  const days = daysBetween(epoch, date) + weekdayOfEpoch - 1;
  return (((days % daysPerWeek) + daysPerWeek) % daysPerWeek) + 1;
}

/** Days from the nearest birthday, before or after, across the turn of the year. 29 February is the 28th in other years. */
function daysFromBirthday(birthday: string, date: BusinessDate): number {
  const { year } = calendarDay(date);
  const distances = [year - 1, year, year + 1].map((each) => {
    const day = birthdayInYear(birthday, each);
    return day === null ? Number.POSITIVE_INFINITY : Math.abs(daysBetween(day, date));
  });
  return Math.min(...distances);
}

function birthdayInYear(birthday: string, year: number): BusinessDate | null {
  const monthAndDay = birthday.slice(-monthAndDayLength);
  const isLeapDay = monthAndDay === '02-29' && daysInMonth(year, 2) === 28;
  return parseBusinessDate(`${String(year).padStart(4, '0')}-${isLeapDay ? '02-28' : monthAndDay}`);
}
