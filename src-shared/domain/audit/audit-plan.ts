import { addDays } from '../../values/business-date.ts';
import type { OperationOf } from '../operation/operation.ts';
import { decidePlanRefund } from '../plan/decide-plan-refund.ts';
import { decidePlanSale } from '../plan/decide-plan-sale.ts';
import { planUntilDay } from '../plan/plan-days.ts';
import type { Programme } from '../programme/programme.ts';
import { type AuditFinding, compare, wouldRefuse } from './audit-finding.ts';
import { claimedState } from './claimed-state.ts';
import type { KnownToOffice } from './known-to-office.ts';

/** Decides the sale of a paid membership again (TR-09): its price and its months, from the day on that another one leaves. */
export function auditPlanSale(
  programme: Programme,
  operation: OperationOf<'sellPlan'>,
  { state }: Pick<KnownToOffice, 'state'>,
): readonly AuditFinding[] {
  const { body, businessDate } = operation;
  const [sale] = body.plans;
  if (sale?.kind !== 'sell' || body.plans.length !== 1) return compare('plans', body.plans, null);
  const { plan } = sale;
  const decided = decidePlanSale({
    programme,
    state: claimedState(operation, []),
    planSaleId: body.planSaleId,
    planId: plan.planId,
    businessDate,
    replicaAgeMs: 0,
  });
  if (decided.status === 'refused') return wouldRefuse(decided);
  const { fromDay } = plan;
  const months = programme.plans.find(({ planId }) => planId === plan.planId)?.months ?? 0;
  const expected = { ...decided.plan, fromDay, untilDay: planUntilDay(fromDay, months) };
  const isAfterAnother = (state?.plans ?? []).some(
    (each) => each.planId === plan.planId && addDays(each.untilDay, 1) === fromDay,
  );
  return [
    ...compare('plans', plan, expected),
    ...(fromDay === businessDate || isAfterAnother
      ? []
      : // The one that it stood behind may have been given back since, here or elsewhere.
        compare('plans', fromDay, businessDate, 'later')),
  ];
}

/** Decides the refund of a paid membership again (TR-09), by what head office knows to be used of it. */
export function auditPlanRefund(
  programme: Programme,
  { body, memberId, businessDate }: OperationOf<'refundPlan'>,
  { state }: Pick<KnownToOffice, 'state'>,
): readonly AuditFinding[] {
  const { planSaleId, basis, refundFen } = body;
  const plan = state?.plans?.find((each) => each.planSaleId === planSaleId);
  if (plan === undefined) return compare('subject', planSaleId, null, 'unheard');
  const active = { memberId, plans: [{ ...plan, status: 'active' as const }] };
  const reason = basis === 'seller' ? 'seller' : 'consumer';
  const decided = decidePlanRefund({ programme, state: active, planSaleId, reason, businessDate });
  if (decided.status === 'refused') return wouldRefuse(decided);
  const { refund } = decided;
  // A till of before did not say what it kept of the price.
  const isTold = body.plans.some((change) => change.kind === 'refund' && change.chargedFen);
  const kept = isTold && basis === 'consumer' ? { chargedFen: plan.paidFen - refundFen } : {};
  return [
    ...compare('plans', body.plans, [{ kind: 'refund', planSaleId, ...kept }]),
    ...compare('money', { basis, refundFen }, pick(refund), 'later'),
  ];
}

function pick({ basis, refundFen }: { readonly basis: string; readonly refundFen: number }) {
  return { basis, refundFen };
}
