import type { BusinessDate } from '../../values/business-date.ts';
import { type DayMinute, dayHoursBeganOn } from '../../values/day-hours.ts';
import { sumOf } from '../../values/sum-of.ts';
import { campaignsAt } from '../campaign/campaigns-at.ts';
import type { MemberCoupon, WhyNot } from '../coupon/coupon.ts';
import type { MemberState } from '../member/member-state.ts';
import { activePlanIds } from '../plan/active-plans.ts';
import { balanceOf } from '../points/balance.ts';
import { dayPurchases } from '../points/cap-earn.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRedemption } from '../receipt/receipt.ts';
import type { ReceiptPayment } from '../stored-value/stored-value.ts';
import { withTierOn } from '../tier/with-tier-on.ts';
import type { ReceiptFacts } from './quote.ts';

const maxCoupons = 200;

/** What may be spent at the counter now, beyond what the member has. */
export interface SpendLimits {
  /** The most points the right to spend allows; absent: all there are. */
  readonly maxPoints?: number;
  /** Why it is not more. */
  readonly pointsBar?: WhyNot;
  readonly barredCoupons?: readonly { readonly couponId: string; readonly whyNot: WhyNot }[];
  readonly floorCouponIds?: readonly string[];
}

/**
 * Everything of a member and a moment that a quote reads, and nothing personal. `redemptions` and `payments` are those of
 * this receipt that stand. Where nothing is `asked`, coupons and limits are left out: only points are earned.
 */
export function factsOf(input: {
  readonly programme: Programme;
  readonly state: MemberState;
  readonly storeId: string;
  /** The receipt's day. */
  readonly businessDate: BusinessDate;
  /** Of that day by the store's clock; from 1440 on where the next one has begun. */
  readonly minuteOfDay: number;
  /** When it is posted: what points can be spent then. */
  readonly moment: { readonly businessDate: BusinessDate; readonly atMs: number };
  readonly redemptions: readonly ReceiptRedemption[];
  readonly payments?: readonly ReceiptPayment[];
  readonly asked: SpendLimits | null;
}): ReceiptFacts {
  const { programme, storeId, businessDate, minuteOfDay, moment, asked } = input;
  const state = withTierOn(programme, input.state, businessDate);
  const payments = input.payments ?? [];
  const paidPrincipalFen = sumOf(payments, (payment) => payment.principalFen);
  const at = { storeId, businessDate, minuteOfDay };
  const { runningIds, barred } = campaignsAt(programme, state, at);
  return {
    storeId,
    businessDate,
    minuteOfDay,
    tierCode: state.tierCode,
    planIds: activePlanIds(state.plans, businessDate),
    campaignIds: runningIds,
    ...(asked === null || barred.length === 0 ? {} : { barredCampaigns: barred }),
    coupons: asked === null ? [] : couponsOf(programme, state, at),
    ...limitsOf(asked, availablePoints(state, { ...moment, storeId })),
    debtPoints: state.debtPoints,
    ...dayPurchases(state.purchases, businessDate),
    paidBonusFen: sumOf(payments, (payment) => payment.bonusFen),
    ...(paidPrincipalFen === 0 ? {} : { paidPrincipalFen }),
    redeemedFen: sumOf(input.redemptions, (redemption) => redemption.offsetFen),
  };
}

/**
 * Those that have not ended, on the night of their last day either; the ones that end first first, and so many that an operation
 * stays readable.
 */
function couponsOf(
  { coupons: { templates } }: Programme,
  state: MemberState,
  at: DayMinute,
): readonly MemberCoupon[] {
  const hoursById = new Map(templates.map(({ templateId, hours }) => [templateId, hours]));
  return (state.coupons ?? [])
    .filter(({ templateId, toDay }) => toDay >= dayHoursBeganOn(hoursById.get(templateId), at))
    .toSorted((a, b) => (a.toDay === b.toDay ? 0 : a.toDay < b.toDay ? -1 : 1))
    .slice(0, maxCoupons);
}

function availablePoints(
  state: MemberState,
  at: { readonly storeId: string; readonly businessDate: BusinessDate; readonly atMs: number },
): number {
  const { storeId, businessDate, atMs } = at;
  return balanceOf(state, { storeId, businessDate, nowMs: atMs }).availablePoints;
}

function limitsOf(
  asked: SpendLimits | null,
  thereArePoints: number,
): Pick<ReceiptFacts, 'availablePoints' | 'pointsBar' | 'barredCoupons' | 'floorCouponIds'> {
  if (asked === null) return { availablePoints: 0 };
  const { maxPoints = thereArePoints, pointsBar, barredCoupons = [] } = asked;
  const { floorCouponIds = [] } = asked;
  return {
    availablePoints: Math.min(thereArePoints, maxPoints),
    ...(pointsBar === undefined || maxPoints >= thereArePoints ? {} : { pointsBar }),
    ...(barredCoupons.length === 0 ? {} : { barredCoupons }),
    ...(floorCouponIds.length < 2 ? {} : { floorCouponIds }),
  };
}
