import { addDays, type BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import { planMonths, planUntilDay } from './plan-days.ts';
import type { AwaitedPlan, MemberPlan, PlanChange } from './plan.ts';

/** More than a member has plans whose sales are on their way; of what a till makes up no more is kept. */
const awaitedPlansKept = 20;

interface HeldPlans {
  readonly plans: readonly MemberPlan[];
  readonly awaitedPlans: readonly AwaitedPlan[];
}

/**
 * Posts decided changes to a member's paid plans. A sale posted twice is there once; one whose till had not heard of another
 * of the same plan begins when that one is over, wherever it is posted: renewals stack. What is used or given back of a plan
 * whose sale comes later counts with the sale (TR-09). Total.
 */
export function postPlans(state: MemberState, changes: readonly PlanChange[]): MemberState {
  return withPlans(state, changes.reduce(postChange, heldOf(state)));
}

/** Adds another member's plans, and what was awaited of either's that is there now. One that both have is there once. */
export function joinPlans(
  state: MemberState,
  added: Pick<MemberState, 'plans' | 'awaitedPlans'>,
): MemberState {
  const [own, others] = [heldOf(state), heldOf(added)];
  const ownIds = new Set(own.plans.map(({ planSaleId }) => planSaleId));
  const plans = [...own.plans, ...others.plans.filter((plan) => !ownIds.has(plan.planSaleId))];
  const awaited = [...own.awaitedPlans, ...others.awaitedPlans];
  return withPlans(state, awaited.reduce(postAwaited, { plans, awaitedPlans: [] }));
}

function heldOf({
  plans = [],
  awaitedPlans = [],
}: Pick<MemberState, 'plans' | 'awaitedPlans'>): HeldPlans {
  return { plans, awaitedPlans };
}

function withPlans(state: MemberState, { plans, awaitedPlans }: HeldPlans): MemberState {
  const { plans: _plans, awaitedPlans: _awaitedPlans, ...rest } = state;
  return {
    ...rest,
    ...(plans.length === 0 ? {} : { plans }),
    ...(awaitedPlans.length === 0 ? {} : { awaitedPlans }),
  };
}

function postChange(held: HeldPlans, change: PlanChange): HeldPlans {
  const { planSaleId } = change.kind === 'sell' ? change.plan : change;
  switch (change.kind) {
    case 'sell':
      return held.plans.some((plan) => plan.planSaleId === planSaleId)
        ? held
        : held.awaitedPlans
            .filter((each) => each.planSaleId === planSaleId)
            .reduce(postAwaited, {
              plans: [...held.plans, stacked(held.plans, change.plan)],
              awaitedPlans: held.awaitedPlans.filter((each) => each.planSaleId !== planSaleId),
            });
    case 'use':
      return postAwaited(held, { planSaleId, usedFen: change.savedFen, status: 'active' });
    case 'give_back': {
      const came = { planSaleId, usedFen: -change.savedFen, status: 'active' } as const;
      const { chargedFen = 0 } = change;
      return postAwaited(held, chargedFen === 0 ? came : { ...came, chargedFen: -chargedFen });
    }
    case 'refund': {
      const { chargedFen } = change;
      const came = { planSaleId, usedFen: 0, status: 'refunded' } as const;
      return postAwaited(held, chargedFen === undefined ? came : { ...came, chargedFen });
    }
  }
}

/** On the plan where it is there, else beside what is awaited of it. */
function postAwaited({ plans, awaitedPlans }: HeldPlans, came: AwaitedPlan): HeldPlans {
  const add = <Plan extends AwaitedPlan>(plan: Plan): Plan =>
    plan.planSaleId === came.planSaleId ? joined(plan, came) : plan;
  const isOf = ({ planSaleId }: AwaitedPlan): boolean => planSaleId === came.planSaleId;
  if (plans.some(isOf)) return { plans: plans.map(add), awaitedPlans };
  const awaited = awaitedPlans.some(isOf) ? awaitedPlans.map(add) : [...awaitedPlans, came];
  return { plans, awaitedPlans: awaited.slice(-awaitedPlansKept) };
}

function joined<Plan extends AwaitedPlan>(plan: Plan, came: AwaitedPlan): Plan {
  const chargedFen = (plan.chargedFen ?? 0) + (came.chargedFen ?? 0);
  const { chargedFen: _chargedFen, ...rest } = plan;
  return {
    ...(rest as Plan), // but for what may be absent
    usedFen: plan.usedFen + came.usedFen,
    status: came.status === 'refunded' ? came.status : plan.status,
    ...(chargedFen === 0 ? {} : { chargedFen }),
  };
}

/** No plan that a programme sells lasts longer, or comes near that day: another one stays where it is. */
const monthsMost = 60;
const lastStackedDay = '9900-01-01' as BusinessDate;

/** A plan behind all that are in force on its days, for as many months. */
function stacked(plans: readonly MemberPlan[], plan: MemberPlan): MemberPlan {
  const isFarOff = plan.fromDay > lastStackedDay || plan.untilDay > lastStackedDay;
  if (plan.status !== 'active' || isFarOff) return plan;
  const months = planMonths(plan);
  if (months > monthsMost) return plan;
  const others = plans
    .filter(({ planId, status }) => planId === plan.planId && status === 'active')
    .toSorted((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
  let { fromDay, untilDay } = plan;
  for (const other of others) {
    const isBeside = other.fromDay <= untilDay && fromDay <= other.untilDay;
    if (!isBeside || other.untilDay > lastStackedDay) continue;
    fromDay = addDays(other.untilDay, 1);
    untilDay = planUntilDay(fromDay, months);
  }
  return fromDay === plan.fromDay ? plan : { ...plan, fromDay, untilDay };
}
