import type { BusinessDate } from '../../values/business-date.ts';
import type { LocalText, Rate } from '../programme/programme.ts';
import type { CampaignCondition } from './conditions/catalogue.ts';

/** Who a campaign is for; every part that is there must be met. */
export interface Audience {
  readonly tierCodes?: readonly string[];
  readonly tags?: readonly string[];
  readonly storeIds?: readonly string[];
  readonly planIds?: readonly string[];
  /** Only this arm of a stable split by member (R081). */
  readonly arm?: 'A' | 'B';
}

export type CampaignReward =
  /** Competes with the other multipliers: the best one counts (PL-07). `categories` limits it to their lines. */
  | {
      readonly kind: 'multiplier';
      readonly multiplier: Rate;
      readonly categories?: readonly string[];
    }
  /** Fixed points from a net spend on, after the multipliers; `categories` limits what counts towards it. */
  | {
      readonly kind: 'bonus';
      readonly points: number;
      readonly thresholdFen: number;
      readonly categories?: readonly string[];
    };

/** Extra points for some time, goods or members (PL-07). */
export interface Campaign {
  readonly campaignId: string;
  readonly name: LocalText;
  /** Of multipliers the highest counts, whatever they multiply by; ties go to the lowest campaignId (PL-07). */
  readonly priority: number;
  readonly fromDay: BusinessDate;
  readonly toDay: BusinessDate;
  readonly audience?: Audience;
  /** All must hold; each kind is one file in `conditions/` and one line of its catalogue. */
  readonly when: readonly CampaignCondition[];
  readonly reward: CampaignReward;
  /** Most points one receipt gets from it; absent means no cap (PL-08). */
  readonly maxPointsPerReceipt?: number;
}
