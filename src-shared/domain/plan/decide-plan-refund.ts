import { daysBetween, type BusinessDate } from '../../values/business-date.ts';
import { floorRate } from '../../values/rounding.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { MemberState } from '../member/member-state.ts';
import type { DraftOf, OperationBodies } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { MemberPlan, PlanChange } from './plan.ts';

/** Whose wish it is that ends a plan. */
export type PlanRefundReason = 'seller' | 'consumer';

/** The least that the law leaves a member to think it over, for a plan that is no longer sold. */
const legalFullRefundDays = 7;

/**
 * One line of the calculation as it is shown and printed (TR-09); its words are in `src-shared/text`. The amounts of all
 * lines but the last add up to the last.
 */
export type PlanRefundLine =
  | { readonly kind: 'paid'; readonly amountFen: number }
  /** Time that has passed, today included; the part of the price is rounded down. */
  | {
      readonly kind: 'used_days';
      readonly days: number;
      readonly totalDays: number;
      readonly amountFen: number;
    }
  /** What its prices saved, at list price, and the value of the points it gave beyond the tier's. */
  | { readonly kind: 'used_benefits'; readonly amountFen: number }
  /** What was saved beyond the price is not asked back. */
  | { readonly kind: 'not_claimed'; readonly amountFen: number }
  | { readonly kind: 'refund'; readonly amountFen: number };

export interface PlanRefund {
  readonly basis: OperationBodies['refundPlan']['basis'];
  readonly refundFen: number;
  readonly lines: readonly PlanRefundLine[];
}

/**
 * Works out what a plan gives back on a day (TR-09): everything within its days to think it over while nothing of it
 * was used yet, neither its prices nor its points; else, at the seller's fault, the price less the part of the days that are
 * over; at the member's wish the price less what was used of it, never below 0. Records nothing.
 */
export function computePlanRefund(input: {
  readonly programme: Pick<Programme, 'plans'>;
  readonly plan: MemberPlan;
  readonly reason: PlanRefundReason;
  readonly businessDate: BusinessDate;
}): PlanRefund {
  const { programme, plan, reason, businessDate } = input;
  const { paidFen, usedFen } = plan;
  const paid = { kind: 'paid', amountFen: paidFen } as const;
  if (usedFen <= 0 && isInFullRefundDays(programme, plan, businessDate))
    return { basis: 'unused', refundFen: paidFen, lines: [paid, refundLine(paidFen)] };

  if (reason === 'seller') {
    const totalDays = daysBetween(plan.fromDay, plan.untilDay) + 1;
    const passed = daysBetween(plan.fromDay, businessDate) + 1;
    const days = Math.min(totalDays, Math.max(0, passed));
    const overFen = floorRate(paidFen, { numerator: days, denominator: totalDays });
    const used = { kind: 'used_days', days, totalDays, amountFen: negative(overFen) } as const;
    const refundFen = paidFen - overFen;
    return { basis: 'seller', refundFen, lines: [paid, used, refundLine(refundFen)] };
  }
  const savedFen = Math.max(0, usedFen);
  const refundFen = Math.max(0, paidFen - savedFen);
  const notClaimedFen = refundFen - (paidFen - savedFen);
  return {
    basis: 'consumer',
    refundFen,
    lines: [
      paid,
      { kind: 'used_benefits', amountFen: negative(savedFen) },
      ...(notClaimedFen === 0 ? [] : [{ kind: 'not_claimed', amountFen: notClaimedFen } as const]),
      refundLine(refundFen),
    ],
  };
}

/**
 * Decides the refund of one sale of a plan: it ends at once, the others stay as they are. `shownFen` is what the member was
 * shown, where they were. A frozen membership does not stop a lawful refund. Who may approve is the caller's question.
 * Refuses in the order plan_sale_not_found, plan_refunded, plan_over (its last day is past), plan_refund_changed with what
 * it is now.
 */
export function decidePlanRefund(input: {
  readonly programme: Pick<Programme, 'plans'>;
  readonly state: Pick<MemberState, 'memberId' | 'plans'>;
  readonly planSaleId: string;
  readonly reason: PlanRefundReason;
  readonly shownFen?: number;
  readonly businessDate: BusinessDate;
}): Refusal | { readonly status: 'decided'; readonly refund: PlanRefund } {
  const { programme, state, planSaleId, reason, shownFen, businessDate } = input;
  const plan = state.plans?.find((each) => each.planSaleId === planSaleId);
  if (plan === undefined) return refuse('plan_sale_not_found');
  if (plan.status === 'refunded') return refuse('plan_refunded');
  if (plan.untilDay < businessDate) return refuse('plan_over');
  const refund = computePlanRefund({ programme, plan, reason, businessDate });
  if (shownFen !== undefined && shownFen !== refund.refundFen)
    return refuse('plan_refund_changed', { maxFen: refund.refundFen });
  return { status: 'decided', refund };
}

/** The operation of a decided refund that somebody approved. */
export function planRefundDraft(
  memberId: MemberState['memberId'],
  planSaleId: string,
  { basis, refundFen, lines }: PlanRefund,
  approverId: string,
): DraftOf<'refundPlan'> {
  const plans = [refundChange(planSaleId, lines)];
  return {
    kind: 'refundPlan',
    memberId,
    body: { planSaleId, basis, refundFen, approverId, plans },
  };
}

/** What is kept of the price for what was used is paid out again with goods that come back (`chargedForGoodsFen`). */
function refundChange(
  planSaleId: string,
  lines: readonly PlanRefundLine[],
): Extract<PlanChange, { readonly kind: 'refund' }> {
  const chargedFen = sumOf(lines, ({ kind, amountFen }) =>
    kind === 'used_benefits' || kind === 'not_claimed' ? -amountFen : 0,
  );
  return { kind: 'refund', planSaleId, ...(chargedFen === 0 ? {} : { chargedFen }) };
}

function isInFullRefundDays(
  { plans }: Pick<Programme, 'plans'>,
  { planId, soldOnDay }: MemberPlan,
  businessDate: BusinessDate,
): boolean {
  const days = plans.find((each) => each.planId === planId)?.fullRefundDays ?? legalFullRefundDays;
  return daysBetween(soldOnDay, businessDate) <= days;
}

function refundLine(amountFen: number): PlanRefundLine {
  return { kind: 'refund', amountFen };
}

/** Not -0, which is another value than 0 in a comparison of answers. */
function negative(amountFen: number): number {
  return amountFen === 0 ? 0 : -amountFen;
}
