import { postCoupons } from '../coupon/post-coupons.ts';
import type { MemberState } from '../member/member-state.ts';
import { ownParts } from '../office/given-back.ts';
import { postPlans } from '../plan/post-plans.ts';
import { postEntries, type Posting } from '../points/post-entries.ts';
import { postValue } from '../stored-value/post-value.ts';
import { postGrowth } from '../tier/post-growth.ts';
import { postTier } from '../tier/post-tier.ts';
import type { OperationParts } from './operation.ts';

/** What the parts of one operation have in common. */
export interface PartsPosting extends Omit<Posting, 'hold'> {
  readonly operationId: string;
  readonly storeId: string;
}

/**
 * Posts every part that an operation of a till or of head office carries: points, growth, tier, plans, coupons, stored value;
 * but for what the undo of a merge gave back to others (PL-14). Total.
 */
export function postParts(
  state: MemberState,
  parts: OperationParts,
  { operationId, storeId, ...points }: PartsPosting,
): MemberState {
  const { entries, hold, growth, tier, plans, coupons, value } = ownParts(parts, state);
  const { businessDate, atMs, reference, acknowledged } = points;
  const at = { storeId, businessDate, atMs, acknowledged };
  let posted = postEntries(state, entries, { ...points, ...(hold === null ? {} : { hold }) });
  if (growth.length > 0)
    posted = { ...posted, growth: postGrowth(posted.growth, growth, businessDate) };
  if (tier !== null) posted = postTier(posted, tier);
  if (plans.length > 0) posted = postPlans(posted, plans);
  if (coupons.length > 0) {
    const posting = { ...at, operationId };
    posted = { ...posted, coupons: postCoupons(posted.coupons, coupons, posting) };
  }
  if (value.length > 0)
    posted = { ...posted, value: postValue(posted.value, value, { ...at, reference }) };
  return posted;
}
