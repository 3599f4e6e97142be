import type { Operation } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { decideTask } from '../task/decide-task.ts';
import { auditEarning, auditTerms } from './audit-earning.ts';
import { type AuditFinding, compare, wouldRefuse } from './audit-finding.ts';
import { auditPlanRefund, auditPlanSale } from './audit-plan.ts';
import { auditAdjustment, auditCancelRedemption, auditRedemption } from './audit-points.ts';
import { auditRefund } from './audit-refund.ts';
import { auditSink } from './audit-sink.ts';
import { auditRise } from './audit-tier.ts';
import { auditCancelPayment, auditPayment, auditTopUp, auditValueRefund } from './audit-value.ts';
import { claimedState } from './claimed-state.ts';
import type { KnownToOffice } from './known-to-office.ts';

/**
 * Decides an operation again, as its till should have (R102): by the decision of its kind, under the programme of its version
 * (`programme`; null where head office never had it), from what travelled in it and from what head office knows. What differs, []
 * where every byte is the same. A kind of which nothing is decided from facts has nothing to differ.
 */
export function auditDecision(
  programme: Programme | null,
  operation: Operation,
  known: KnownToOffice,
): readonly AuditFinding[] {
  if (operation.kind === 'earn') {
    const { benefits, facts } = operation.body;
    if (benefits === undefined && facts === undefined) return auditTerms(operation);
  }
  if (programme === null) return compare('programme', operation.programmeVersion, null);
  switch (operation.kind) {
    case 'earn':
      return auditEarning(programme, operation, known);
    case 'redeem':
      return auditRedemption(programme, operation);
    case 'cancelRedemption':
      return auditCancelRedemption(programme, operation, known);
    case 'refund':
      return auditRefund(programme, operation, known);
    case 'adjust':
      return auditAdjustment(programme, operation, known);
    case 'redeemSink':
      return auditSink(programme, operation);
    case 'topUp':
      return auditTopUp(programme, operation, known);
    case 'payValue':
      return auditPayment(programme, operation, known);
    case 'cancelPayment':
      return auditCancelPayment(operation, known);
    case 'refundValue':
      return auditValueRefund(programme, operation, known);
    case 'sellPlan':
      return auditPlanSale(programme, operation, known);
    case 'refundPlan':
      return auditPlanRefund(programme, operation, known);
    case 'checkTask':
      return auditTask(programme, operation, known);
    case 'enrol':
      // Everybody begins at the first tier.
      return compare('tier', operation.body.tierCode, programme.tiers[0]?.code);
    case 'freeze': {
      const { target, frozen, approverId } = operation.body;
      // Anybody stops a wallet, only a manager ends that (SV-09).
      return target === 'value' && !frozen && approverId === undefined
        ? compare('approver', null, 'manager')
        : [];
    }
    case 'editProfile':
    case 'releasePhone':
    case 'proposeMerge':
    case 'disputeEntry':
    case 'lendShare':
    case 'borrowShare':
    case 'consent':
    case 'setPin':
      return [];
  }
}

/** Decides again what a task counts for, and once in which time (R040). */
function auditTask(
  programme: Programme,
  operation: Extract<Operation, { readonly kind: 'checkTask' }>,
  { state }: Pick<KnownToOffice, 'state'>,
): readonly AuditFinding[] {
  const { body, businessDate } = operation;
  const { checkId, taskId } = body;
  const decided = decideTask({
    programme,
    state: claimedState(operation, [], programme.tiers[0]?.code),
    checkId,
    taskId,
    businessDate,
  });
  if (decided.status === 'refused') return wouldRefuse(decided);
  const expected = decided.draft.body;
  const cause = { kind: 'receipt', receiptNo: `task:${taskId}`, onDay: businessDate } as const;
  return [
    ...compare('task', body.taskKey, expected.taskKey),
    ...compare('growth', body.growth, expected.growth),
    ...auditRise(programme, body.tier, { state, sinceDay: businessDate, cause }),
  ];
}
