import type { BusinessDate } from '../../values/business-date.ts';
import type { LifecycleStage } from '../member/lifecycle.ts';

/** What the conditions of a campaign look at. */
export interface CampaignOccasion {
  readonly businessDate: BusinessDate;
  /** Of the store's clock, 0 to 1439. */
  readonly minuteOfDay: number;
  /** "MM-DD" or "YYYY-MM-DD". */
  readonly birthday?: string;
  readonly isFirstPurchase: boolean;
  readonly lifecycleStage: LifecycleStage;
}
