import type { LocalText } from '../programme/programme.ts';

/** What points can be given for besides money off (PL-22, PL-23, TR-08). */
export type SinkReward =
  | { readonly kind: 'gift'; readonly sku: string }
  | { readonly kind: 'charity'; readonly cause: LocalText }
  | { readonly kind: 'coupon'; readonly templateId: string }
  | { readonly kind: 'tier'; readonly tierCode: string; readonly months: number };

export interface Sink {
  readonly sinkId: string;
  readonly name: LocalText;
  readonly points: number;
  /** ISO weekdays, and days of the month, of a member day (R082); absent means every day. */
  readonly weekdays?: readonly number[];
  readonly daysOfMonth?: readonly number[];
  readonly reward: SinkReward;
}
