import { businessDateAt, type BusinessDate, compareDates } from '../../values/business-date.ts';
import { postPurchase } from '../member/post-purchase.ts';
import type { MemberState, Purchases, Stamped } from '../member/member-state.ts';
import { postTier } from '../tier/post-tier.ts';
import type { TierChange } from '../tier/tier.ts';
import type { CampaignReceipt } from './find-not-due.ts';

/** A change of a member's tier, by the day it was posted on. */
export interface DatedTier {
  readonly onDay: BusinessDate;
  readonly atMs: number;
  /** Nightly evaluations come before everything else of their day. */
  readonly isOfNight: boolean;
  readonly change: TierChange;
  /** What the member had before it, where that is known. */
  readonly fromTierCode: string | null;
}

/** What is known of a member's past beyond the state; what an audience does not look at may be left empty. */
export interface MemberPast {
  /** With which the member joined; null of one whom no till enrolled. */
  readonly joinedTierCode: string | null;
  readonly tiers: readonly DatedTier[];
  /** The days on which plans were given back, by their sale. */
  readonly planRefundDays: ReadonlyMap<string, BusinessDate>;
  readonly birthdays: readonly Stamped<string>[];
  readonly purchases: readonly Pick<CampaignReceipt, 'businessDate' | 'entries'>[];
}

/**
 * A member as campaigns would have seen them when a day began: tier, plans, birthday and purchases of before that day; all else,
 * tags among it, as it is now. null for who had not joined by then. Purchases count by the day of the receipt.
 */
export function standingOn(
  state: MemberState,
  past: MemberPast,
  onDay: BusinessDate,
): MemberState | null {
  if (state.enrolledOnDay >= onDay) return null;
  const { purchases: _purchases, profile, plans, ...rest } = state;
  const { birthday: _birthday, ...known } = profile;
  const birthday = birthdayBefore(state, past, onDay);
  const purchases = purchasesBefore(state, past, onDay);
  const standing: MemberState = {
    ...rest,
    profile: birthday === undefined ? known : { ...known, birthday },
    ...(plans === undefined ? {} : { plans: plansBefore(plans, past, onDay) }),
    ...(purchases === undefined ? {} : { purchases }),
  };
  return withTierBefore(standing, past, onDay);
}

/** Whether what a member bought before a day cannot be told from the state alone: purchases lie on both sides of it. */
export function needsPurchases({ purchases }: MemberState, onDay: BusinessDate): boolean {
  return purchases !== undefined && purchases.firstOnDay < onDay && purchases.lastOnDay >= onDay;
}

function withTierBefore(
  state: MemberState,
  { joinedTierCode, tiers }: MemberPast,
  onDay: BusinessDate,
): MemberState {
  const inOrder = tiers.toSorted(
    (a, b) => compareDates(a.onDay, b.onDay) || nightFirst(a, b) || a.atMs - b.atMs,
  );
  const tierCode = joinedTierCode ?? inOrder[0]?.fromTierCode ?? state.tierCode;
  return inOrder
    .filter((tier) => tier.onDay < onDay || (tier.isOfNight && tier.onDay === onDay))
    .reduce((standing, { change }) => postTier(standing, change), { ...state, tierCode });
}

function plansBefore(
  plans: NonNullable<MemberState['plans']>,
  { planRefundDays }: MemberPast,
  onDay: BusinessDate,
): NonNullable<MemberState['plans']> {
  return plans
    .filter(({ soldOnDay }) => soldOnDay < onDay)
    .map((plan) => {
      const refundDay = planRefundDays.get(plan.planSaleId);
      return refundDay !== undefined && refundDay >= onDay ? { ...plan, status: 'active' } : plan;
    });
}

function birthdayBefore(
  { profile }: MemberState,
  { birthdays }: MemberPast,
  onDay: BusinessDate,
): Stamped<string> | undefined {
  const all = profile.birthday === undefined ? birthdays : [...birthdays, profile.birthday];
  return all
    .filter(({ setAtMs }) => businessDateAt(setAtMs) < onDay)
    .toSorted((a, b) => a.setAtMs - b.setAtMs)
    .at(-1);
}

function purchasesBefore(
  state: MemberState,
  past: MemberPast,
  onDay: BusinessDate,
): Purchases | undefined {
  if (!needsPurchases(state, onDay)) {
    const { purchases } = state;
    return purchases !== undefined && purchases.lastOnDay < onDay ? purchases : undefined;
  }
  return past.purchases
    .filter(({ businessDate }) => businessDate < onDay)
    .reduce<Purchases | undefined>(
      (purchases, { businessDate, entries }) =>
        postPurchase(purchases, businessDate, { body: { entries } }),
      undefined,
    );
}

function nightFirst(a: DatedTier, b: DatedTier): number {
  return Number(b.isOfNight) - Number(a.isOfNight);
}
