import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import { ageBandOf, ageTable } from '../offline-rights/age-table.ts';
import type { DraftOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { planUntilDay } from './plan-days.ts';
import type { MemberPlan } from './plan.ts';

/**
 * Whether the replica is too old to sell a plan, so that it waits as a request (OF-02): the member may have bought it elsewhere.
 * `replicaAgeMs` is the time since the last complete sync, null when there was none.
 */
export function isPlanRequestOnly(replicaAgeMs: number | null): boolean {
  return ageTable.plans[ageBandOf(replicaAgeMs)] === 'none';
}

/**
 * Decides the sale or renewal of a paid membership at its price (TR-09). It begins today, or on the day after the last one of
 * the same plan: renewals stack, and a member may have several plans at a time (TR-07). It earns no points and counts
 * towards no tier (PL-04). With a replica older than 72 hours, or none (`replicaAgeMs` null), nothing is sold: it waits as a
 * request until the line is back (OF-02). Refuses in the order member_frozen, plan_unknown.
 */
export function decidePlanSale(input: {
  readonly programme: Pick<Programme, 'plans'>;
  readonly state: MemberState;
  readonly planSaleId: string;
  readonly planId: string;
  readonly businessDate: BusinessDate;
  readonly replicaAgeMs: number | null;
}):
  | Refusal
  | { readonly status: 'requested'; readonly plan: MemberPlan }
  | {
      readonly status: 'decided';
      readonly draft: DraftOf<'sellPlan'>;
      readonly plan: MemberPlan;
    } {
  const { programme, state, planSaleId, planId, businessDate, replicaAgeMs } = input;
  if (state.status === 'frozen') return refuse('member_frozen');
  const sold = programme.plans.find((each) => each.planId === planId);
  if (sold === undefined) return refuse('plan_unknown');
  const fromDay = startDay(state, planId, businessDate);
  const plan: MemberPlan = {
    planSaleId,
    planId,
    fromDay,
    untilDay: planUntilDay(fromDay, sold.months),
    paidFen: sold.priceFen,
    soldOnDay: businessDate,
    usedFen: 0,
    status: 'active',
  };
  if (isPlanRequestOnly(replicaAgeMs)) return { status: 'requested', plan };
  const body = { planSaleId, plans: [{ kind: 'sell', plan } as const] };
  return { status: 'decided', plan, draft: { kind: 'sellPlan', body, memberId: state.memberId } };
}

function startDay(
  { plans }: MemberState,
  planId: string,
  businessDate: BusinessDate,
): BusinessDate {
  let fromDay = businessDate;
  for (const plan of plans ?? []) {
    if (plan.planId !== planId || plan.status !== 'active') continue;
    if (plan.untilDay >= fromDay) fromDay = addDays(plan.untilDay, 1);
  }
  return fromDay;
}
