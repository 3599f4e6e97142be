import type { BusinessDate } from '../../values/business-date.ts';
import type { DayMinute } from '../../values/day-hours.ts';
import type { LifecycleStage } from '../member/lifecycle.ts';

/** What the conditions of a campaign look at. */
export interface CampaignOccasion extends DayMinute {
  /** "MM-DD" or "YYYY-MM-DD". */
  readonly birthday?: string;
  readonly enrolledOnDay: BusinessDate;
  readonly isFirstPurchase: boolean;
  readonly lifecycleStage: LifecycleStage;
}
