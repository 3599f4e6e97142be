import { findCouponConflicts } from '../../src-shared/domain/coupon/find-coupon-conflicts.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { partsOf, type Operation } from '../../src-shared/domain/operation/operation.ts';

/**
 * What head office notes of coupons that an operation used and that were used before or earlier (CP-09): one act per use
 * that does not count, known by coupon and operation. The member is not charged.
 */
export function couponConflictsOf(
  operation: Operation,
  before: MemberState | null,
  after: MemberState,
): readonly OfficeOperation[] {
  const { coupons } = partsOf(operation);
  const { operationId, atMs, businessDate, programmeVersion } = operation;
  return findCouponConflicts(operationId, coupons, before?.coupons, after.coupons).map((body) => ({
    operationId: `conflict:${body.couponId}:${body.operationId}`,
    kind: 'couponConflict',
    body,
    memberId: after.memberId,
    atMs,
    businessDate,
    programmeVersion,
    actor: 'job:coupons',
  }));
}
