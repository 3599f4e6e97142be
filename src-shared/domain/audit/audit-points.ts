import type { OperationOf } from '../operation/operation.ts';
import { decideAdjustment } from '../points/decide-adjustment.ts';
import type { Programme } from '../programme/programme.ts';
import { decideCancel } from '../redemption/decide-cancel.ts';
import { decideRedemption } from '../redemption/decide-redemption.ts';
import { type AuditFinding, compare, wouldRefuse } from './audit-finding.ts';
import { claimedState, isVouched } from './claimed-state.ts';
import type { KnownToOffice } from './known-to-office.ts';

/** Decides a redemption again (PL-21): its steps, caps and rate, and the lots it says it took. */
export function auditRedemption(
  programme: Programme,
  operation: OperationOf<'redeem'>,
): readonly AuditFinding[] {
  const { body, businessDate, atMs: nowMs } = operation;
  const decided = decideRedemption({
    ...body,
    programme,
    state: claimedState(operation, body.entries),
    businessDate,
    nowMs,
    // Of the same receipt there may be others, which only make the cap smaller.
    alreadyOffsetFen: 0,
    authorisedBeyondView: isVouched(body.right),
  });
  if (decided.status === 'refused') return wouldRefuse(decided);
  return [
    ...compare('offset', body.offsetFen, decided.offsetFen),
    ...compare('entries', body.entries, decided.draft.body.entries),
  ];
}

/** Decides a cancellation again (PL-13, PL-23): what was taken goes back, and a coupon that was taken for it is void. */
export function auditCancelRedemption(
  programme: Programme,
  operation: OperationOf<'cancelRedemption'>,
  { cancelled }: Pick<KnownToOffice, 'cancelled'>,
): readonly AuditFinding[] {
  const { body, memberId, businessDate } = operation;
  if (cancelled?.kind !== 'redeem' && cancelled?.kind !== 'redeemSink')
    return compare('subject', body.redemptionId, null, 'unheard');
  const { redemptionId, points, entries } = cancelled.body;
  const lots = entries.flatMap((entry) => entry.lots);
  const decided = decideCancel({
    redemption: { redemptionId, points, offsetFen: 0, lots },
    memberId,
    businessDate,
    programme,
    receiptPosted: false,
  });
  if (decided.status === 'refused') return wouldRefuse(decided);
  const coupons = cancelled.kind === 'redeemSink' ? voidedCoupons(cancelled.body) : [];
  return [
    ...compare('entries', body.entries, decided.draft.body.entries),
    ...compare('coupons', body.coupons ?? [], coupons),
  ];
}

function voidedCoupons({ coupons = [], couponClaim }: OperationOf<'redeemSink'>['body']) {
  const issued = coupons.flatMap((change) => (change.kind === 'issue' ? [change.coupon] : []));
  const couponIds = [...issued, ...(couponClaim === undefined ? [] : [couponClaim])];
  return couponIds.map(({ couponId }) => ({ kind: 'void', couponId }));
}

/**
 * Decides a correction by hand again (PL-17, FR-20): its reason, the limits of who asked and of who approved, and that somebody
 * else approved where one person may not. The line is taken as up, which allows the most.
 */
export function auditAdjustment(
  programme: Programme,
  operation: OperationOf<'adjust'>,
  { roleOf }: Pick<KnownToOffice, 'roleOf'>,
): readonly AuditFinding[] {
  const { body, businessDate, operatorId, atMs: nowMs } = operation;
  const { adjustmentId, reasonCode, receipt, approverId, entries } = body;
  const role = approverId === undefined ? null : roleOf(approverId);
  if (approverId !== undefined && (role === null || approverId === operatorId))
    return compare('approver', approverId, null);
  const decided = decideAdjustment({
    programme,
    state: claimedState(operation, entries),
    role: roleOf(operatorId) ?? 'cashier',
    ...(approverId === undefined || role === null
      ? {}
      : { approver: { staffId: approverId, role } }),
    adjustmentId,
    reasonCode,
    points: entries.reduce((sum, entry) => sum + entry.points, 0),
    ...(receipt === undefined ? {} : { receipt }),
    businessDate,
    nowMs,
  });
  if (decided.status === 'refused') return wouldRefuse(decided);
  if (decided.status === 'needs_approval')
    return compare('approver', approverId, decided.approverRoles);
  return compare('entries', entries, decided.draft.body.entries);
}
