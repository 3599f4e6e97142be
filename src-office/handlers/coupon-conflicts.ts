import type { CouponUsed, MemberCoupon } from '../../src-shared/domain/coupon/coupon.ts';
import {
  type CouponConflict,
  type CouponHolder,
  findCouponConflicts,
  findGivenBackCoupon,
} from '../../src-shared/domain/coupon/find-coupon-conflicts.ts';
import { giveCouponId } from '../../src-shared/domain/coupon/decide-hand-over.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { officeStoreId } from '../../src-shared/domain/office/apply-office-operation.ts';
import { unmergeOutId } from '../../src-shared/domain/office/merge.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { partsOf, type Operation } from '../../src-shared/domain/operation/operation.ts';
import type { ReviewCase } from '../../src-shared/domain/review/review-case.ts';

/** A use of a coupon that does not count: the act that notes it with the member, and the case a person looks at. */
export interface NotedConflict {
  readonly lost: CouponConflict;
  readonly act: OfficeOperation;
  readonly found: Omit<ReviewCase, 'openedAtMs'>;
}

/**
 * What head office notes of coupons that an operation used and that were used before or earlier (CP-09), whose points were given
 * back (PL-23) or that had passed to another member, by their code (CP-01) or by the undo of a merge (PL-19), whichever it heard
 * of first: one act per use that does not count, known by coupon and operation, and a case with both sides. The member is not
 * charged; who bears it is worked out from the use that lost (`withCosts`), and is the campaign where that is not known any more
 * (OF-09).
 */
export function couponConflictsOf(
  operation: Operation,
  before: MemberState | null,
  after: MemberState,
): readonly NotedConflict[] {
  const { coupons } = partsOf(operation);
  const { operationId, atMs, businessDate, programmeVersion } = operation;
  return findCouponConflicts(operationId, coupons, before, after).map((body) => {
    const noteId = `conflict:${body.couponId}:${body.operationId}`;
    return {
      lost: body,
      act: {
        operationId: noteId,
        kind: 'couponConflict',
        body,
        memberId: after.memberId,
        atMs,
        businessDate,
        programmeVersion,
        actor: 'job:coupons',
      },
      found: {
        caseId: noteId,
        kind: 'coupon_conflict',
        memberId: after.memberId,
        operatorId: null,
        evidence: evidenceOf(operation, body, before, after),
      },
    };
  });
}

/** Both uses, by till and time; which one is which is in the member's state before and after. */
function evidenceOf(
  operation: Operation,
  { couponId, operationId: lostId }: CouponConflict,
  before: MemberState | null,
  after: MemberState,
): ReviewCase['evidence'] {
  const coupon = after.coupons?.find((each) => each.couponId === couponId);
  const stood = before?.coupons?.find((each) => each.couponId === couponId)?.use;
  const own = findUse(operation, couponId);
  const lost = lostId === own?.operationId ? own : (stood ?? own);
  if (lost === null) throw new Error('A conflict is of a coupon that was used.');
  return {
    couponId,
    templateId: coupon?.templateId ?? templateIdOf(operation, couponId),
    ...named(
      'stands',
      handingOverOf(coupon) ?? coupon?.use ?? givingBackOf(after, couponId) ?? lost,
    ),
    ...named('lost', lost),
    paidBy: 'campaign',
  };
}

/** Of a coupon that passed to another member, that is what counts; it has the id of what they got where uses have a receipt. */
function handingOverOf(coupon: MemberCoupon | undefined): CouponUsed | null {
  if (coupon?.handedOver === undefined) return null;
  const { couponId: receiptNo, storeId, atMs } = coupon.handedOver;
  return { operationId: giveCouponId(receiptNo), storeId, receiptNo, atMs };
}

/** Of a coupon that went back to whose it is with the undo of a merge, that is what counts, by the merge. */
function givingBackOf(holder: CouponHolder, couponId: string): CouponUsed | null {
  const givenBack = findGivenBackCoupon(holder, couponId);
  if (givenBack === undefined) return null;
  const { mergeId, sinceMs: atMs } = givenBack;
  return { operationId: unmergeOutId(mergeId), storeId: officeStoreId, receiptNo: mergeId, atMs };
}

/** As the receipt that used it names it. */
function templateIdOf({ kind, body }: Operation, couponId: string): string {
  const coupons = kind === 'earn' ? (body.benefits?.coupons ?? []) : [];
  return coupons.find((each) => each.couponId === couponId)?.templateId ?? '';
}

function findUse(operation: Operation, couponId: string): CouponUsed | null {
  const { operationId, storeId, atMs } = operation;
  for (const change of partsOf(operation).coupons) {
    if (change.kind === 'use' && change.couponId === couponId) {
      return { operationId, storeId, receiptNo: change.receiptNo, atMs };
    }
  }
  return null;
}

/** One side of a conflict, as its evidence names it. */
export function named(
  side: 'stands' | 'lost',
  { operationId, storeId, receiptNo, atMs }: CouponUsed,
) {
  return {
    [`${side}OperationId`]: operationId,
    [`${side}StoreId`]: storeId,
    [`${side}ReceiptNo`]: receiptNo,
    [`${side}AtMs`]: atMs,
  };
}
