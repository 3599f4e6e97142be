import { addDays } from '../../values/business-date.ts';
import { postCoupons } from '../coupon/post-coupons.ts';
import type { MemberState } from '../member/member-state.ts';
import { postPlans } from '../plan/post-plans.ts';
import { postEntries } from '../points/post-entries.ts';
import { postValue } from '../stored-value/post-value.ts';
import { postGrowth } from '../tier/post-growth.ts';
import { postTier } from '../tier/post-tier.ts';
import { ownParts } from './given-back.ts';
import { officePartsOf, type OfficeOperation } from './office-operation.ts';
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
      return postParts(state, operation);
  }
}

function postParts(state: MemberState, operation: OfficeOperation): MemberState {
  const { operationId, businessDate, atMs, programmeVersion } = operation;
  const { entries, tier, coupons, growth, value, plans } = ownParts(
    officePartsOf(operation),
    state,
  );
  let posted = postEntries(state, entries, {
    reference: officeReferenceOf(operation),
    programmeVersion,
    businessDate,
    atMs,
    acknowledged: true,
    ...(operation.kind === 'hold' ? { hold: operation.body.hold } : {}),
  });
  if (growth.length > 0)
    posted = { ...posted, growth: postGrowth(posted.growth, growth, businessDate) };
  if (tier !== null) posted = postTier(posted, tier);
  if (plans.length > 0) posted = postPlans(posted, plans);
  if (coupons.length > 0) {
    const posting = { operationId, storeId: officeStoreId, atMs, businessDate, acknowledged: true };
    posted = { ...posted, coupons: postCoupons(posted.coupons, coupons, posting) };
  }
  if (value.length > 0) {
    const reference = officeReferenceOf(operation);
    const posting = { businessDate, atMs, storeId: officeStoreId, reference, acknowledged: true };
    posted = { ...posted, value: postValue(posted.value, value, posting) };
  }
  return posted;
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
