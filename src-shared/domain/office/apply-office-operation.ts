import { addDays } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import { partsOf } from '../operation/operation.ts';
import { postParts } from '../operation/post-parts.ts';
import type { OfficeOperation } from './office-operation.ts';
import { postMergeIn, postMergeOut, postUnmerge } from './post-merge.ts';

/** The store that acts of head office are booked under. */
export const officeStoreId = 'office';

/** A coupon conflict counts against a member for so long (CP-09). */
export const couponConflictKeptDays = 90;

/**
 * Posts an act of head office to its member (architecture, point 2). It depends on nothing but its arguments, never refuses
 * and never throws, and keeps the sum of the ledger. It does not know whether it was posted before: the office lets each
 * operationId in once, under the member's lock (`postOfficeOperations`).
 */
export function applyOfficeOperation(state: MemberState, operation: OfficeOperation): MemberState {
  switch (operation.kind) {
    case 'mergeIn':
      return postMergeIn(state, operation);
    case 'mergeOut':
      return postMergeOut(state, operation);
    case 'unmerge':
      return postUnmerge(state, operation);
    case 'couponConflict':
      return postConflict(state, operation);
    case 'hold':
    case 'release':
    case 'expire':
    case 'refund':
    case 'writeOff':
    case 'evaluateTier':
    case 'grantTier':
    case 'givePack':
    case 'issueCoupons':
    case 'giveCoupon':
    case 'receiveCoupon':
    case 'returnClaim':
    case 'giveBack':
    case 'passPoints':
      return post(state, operation);
  }
}

function post(state: MemberState, operation: OfficeOperation): MemberState {
  const { operationId, businessDate, atMs, programmeVersion } = operation;
  return postParts(state, partsOf(operation), {
    operationId,
    storeId: officeStoreId,
    reference: officeReferenceOf(operation),
    programmeVersion,
    businessDate,
    atMs,
    acknowledged: true,
  });
}

/** What an act of head office is told as: the refund, the payment or the hold it is about, else itself. */
export function officeReferenceOf({ kind, body, operationId }: OfficeOperation): string {
  switch (kind) {
    case 'hold':
      return body.hold.holdId;
    case 'release':
      return body.holdId;
    case 'expire':
      return body.onDay;
    case 'refund':
    case 'passPoints':
      return body.refundNo;
    case 'giveBack':
      return body.reference;
    default:
      return operationId;
  }
}

function postConflict(
  state: MemberState,
  { body, businessDate }: Extract<OfficeOperation, { readonly kind: 'couponConflict' }>,
): MemberState {
  const firstDay = addDays(businessDate, -couponConflictKeptDays);
  const kept = (state.couponConflicts ?? []).filter(({ onDay }) => onDay >= firstDay);
  return { ...state, couponConflicts: [...kept, { ...body, onDay: businessDate }] };
}
