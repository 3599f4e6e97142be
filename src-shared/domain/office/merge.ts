import type { MemberId } from '../../values/ids.ts';
import type { MemberCoupon } from '../coupon/coupon.ts';
import type { ConsentState, MemberState, Purchases, WaitingLot } from '../member/member-state.ts';
import type { StoreGrant } from '../offline-rights/store-grant.ts';
import type { AwaitedPlan, MemberPlan } from '../plan/plan.ts';
import type { Lot, PointsEntry } from '../points/points-entry.ts';
import type { ValuePurse } from '../stored-value/stored-value.ts';
import type { Growth, GrowthEntry, TierTerm } from '../tier/tier.ts';
import type { GivenBack } from './given-back.ts';
import type { Hold } from './office-operation.ts';

/** What one member brings to another in a merge (PL-19). Nothing personal: identity stays in the row that points over. */
export interface MergedAssets {
  readonly lots: readonly Lot[];
  readonly waitingLots: readonly WaitingLot[];
  readonly heldPoints: number;
  readonly debtPoints: number;
  readonly holds: readonly Hold[];
  readonly coupons: readonly MemberCoupon[];
  readonly plans: readonly MemberPlan[];
  /** Absent where the sale of every plan has come. */
  readonly awaitedPlans?: readonly AwaitedPlan[];
  readonly value: ValuePurse | null;
  /** What is set aside for stores (OF-04); absent where nothing is, and where a merge is undone: it stays with the survivor. */
  readonly storeGrants?: readonly StoreGrant[];
  /** What goes on to others when it comes back, from merges of before; absent where nothing does, and in an undo. */
  readonly givenBack?: readonly GivenBack[];
  /** Only what lies in the running window of the tiers (PL-19). */
  readonly growth: Growth | null;
}

/** What a merge decides anew for the survivor, rather than adding up. */
export interface MergedStanding {
  readonly status: MemberState['status'];
  readonly tierCode: string;
  readonly tierTerm: TierTerm | null;
  readonly consents: readonly ConsentState[];
  readonly purchases: Purchases | null;
  readonly giftPackKeys: readonly string[];
  /** Absent in a merge of before. */
  readonly taskKeys?: readonly string[];
  readonly tags: readonly string[];
}

/** The survivor takes over. */
export interface MergeIn {
  readonly mergeId: string;
  readonly fromMemberId: MemberId;
  readonly brought: MergedAssets;
  readonly before: MergedStanding;
  readonly after: MergedStanding;
  readonly reason: string;
  /** One `merge_in` of the balance brought: lots and held less debt. */
  readonly entries: readonly PointsEntry[];
}

/** The other member gives everything away and points to the survivor. */
export interface MergeOut {
  readonly mergeId: string;
  readonly intoMemberId: MemberId;
  readonly reason: string;
  /** One `merge_out` of the balance, down to 0. */
  readonly entries: readonly PointsEntry[];
}

/**
 * A merge undone. What came over and is still there goes back, as `returned`; what the survivor earned since stays, and what
 * it spent since is its own spending: where its lots no longer hold what goes back, it owes the rest. What came back since of
 * receipts that came over is the other one's.
 */
export type Unmerge = {
  readonly mergeId: string;
  readonly otherMemberId: MemberId;
  readonly returned: MergedAssets;
  readonly reason: string;
  readonly entries: readonly PointsEntry[];
} & (
  | {
      readonly side: 'survivor';
      readonly standing: MergedStanding;
    }
  | {
      readonly side: 'returning';
      /** Of what was sold to it and came back of its receipts since; its own growth was never taken from it. */
      readonly refundedGrowth?: readonly GrowthEntry[];
      /** With the sales that were made to it all the same; absent: nothing was. */
      readonly purchases?: Purchases;
    }
);

/** The operationId of an undo as it is posted to the survivor. */
export function unmergeOutId(mergeId: string): string {
  return `unmerge:${mergeId}:out`;
}
