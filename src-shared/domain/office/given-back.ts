import type { CouponChange } from '../coupon/coupon.ts';
import type { MemberState } from '../member/member-state.ts';
import type { PlanChange } from '../plan/plan.ts';
import type { ValueEntry } from '../stored-value/stored-value.ts';
import type { MergedAssets } from './merge.ts';

/** What the undo of a merge gave back to somebody: whatever comes back of it later is theirs, whoever had used it (PL-14). */
export interface GivenBack {
  readonly mergeId: string;
  /** Who has it now. */
  readonly memberId: string;
  /** When the merge was undone. */
  readonly sinceMs: number;
  readonly contractNos: readonly string[];
  readonly couponIds: readonly string[];
  readonly planSaleIds: readonly string[];
}

/** The parts of a refund, or of a payment that is cancelled, that go to where they came from; of a receipt what plans saved. */
export interface BackParts {
  readonly value: readonly ValueEntry[];
  readonly coupons: readonly CouponChange[];
  readonly plans: readonly PlanChange[];
}

/** What is remembered of an undo by the one whose it is no longer; null where nothing of the kind went back. */
export function givenBackIn(
  { mergeId, memberId, sinceMs }: Pick<GivenBack, 'mergeId' | 'memberId' | 'sinceMs'>,
  { value, coupons, plans, awaitedPlans = [] }: MergedAssets,
): GivenBack | null {
  const contractNos = value?.contracts.map(({ contractNo }) => contractNo) ?? [];
  const couponIds = coupons.map(({ couponId }) => couponId);
  const planSaleIds = [...plans, ...awaitedPlans].map(({ planSaleId }) => planSaleId);
  if (contractNos.length + couponIds.length + planSaleIds.length === 0) return null;
  return { mergeId, memberId, sinceMs, contractNos, couponIds, planSaleIds };
}

/**
 * What a survivor still has to give to others after a merge: nothing to itself or to those who are one with it (`ownIds`),
 * nothing that it owns, and each thing to one other only, as it was given back last. So what comes back finds its way to its end.
 */
export function givenBackAfter(
  givenBack: readonly GivenBack[],
  owned: Pick<MemberState, 'value' | 'coupons' | 'plans'>,
  ownIds: ReadonlySet<string>,
): readonly GivenBack[] {
  const taken = new Set([
    ...(owned.value?.contracts ?? []).map(({ contractNo }) => contractNo),
    ...(owned.coupons ?? []).map(({ couponId }) => couponId),
    ...(owned.plans ?? []).map(({ planSaleId }) => planSaleId),
  ]);
  const takeOnce = (id: string): boolean => {
    if (taken.has(id)) return false;
    taken.add(id);
    return true;
  };
  return givenBack
    .filter(({ memberId }) => !ownIds.has(memberId))
    .toSorted((a, b) => b.sinceMs - a.sinceMs)
    .map((each) => ({
      ...each,
      contractNos: each.contractNos.filter(takeOnce),
      couponIds: each.couponIds.filter(takeOnce),
      planSaleIds: each.planSaleIds.filter(takeOnce),
    }))
    .filter((each) => each.contractNos.length + each.couponIds.length + each.planSaleIds.length > 0)
    .toReversed();
}

/** Who may have given something back: what their own purse has under a number is their own all the same. */
export type Giver = Pick<MemberState, 'value' | 'givenBack'>;

/** What of these parts is the member's own, as it is posted to them. */
export function ownParts<Parts extends BackParts>(parts: Parts, giver: Giver): Parts {
  if (giver.givenBack === undefined) return parts;
  const others = partsOfOthers(parts, giver);
  const isOwn = (part: Returned): boolean =>
    others.every(({ value, coupons, plans }) =>
      [...value, ...coupons, ...plans].every((each) => each !== part),
    );
  return {
    ...parts,
    value: parts.value.filter(isOwn),
    coupons: parts.coupons.filter(isOwn),
    plans: parts.plans.filter(isOwn),
  };
}

/** What of these parts comes back to others, by whom it went to. */
export function partsOfOthers(
  parts: BackParts,
  { value: purse, givenBack = [] }: Giver,
): readonly (BackParts & Pick<GivenBack, 'mergeId' | 'memberId'>)[] {
  const ownNos = new Set(purse?.contracts.map(({ contractNo }) => contractNo));
  return givenBack.flatMap((to) => {
    const value = parts.value.filter((each) => isOf(each, to) && !ownNos.has(each.contractNo));
    const coupons = parts.coupons.filter((each) => isOf(each, to));
    const plans = parts.plans.filter((each) => isOf(each, to));
    if (value.length + coupons.length + plans.length === 0) return [];
    return [{ mergeId: to.mergeId, memberId: to.memberId, value, coupons, plans }];
  });
}

type Returned = ValueEntry | CouponChange | PlanChange;

function isOf(part: Returned, { contractNos, couponIds, planSaleIds }: GivenBack): boolean {
  if (part.kind === 'restore' || part.kind === 'cancel')
    return contractNos.includes(part.contractNo);
  // What a plan saved counts with it, whoever had its prices, and it is over for whom it is, whoever had it given back (TR-09).
  if ((part.kind === 'use' || part.kind === 'refund') && 'planSaleId' in part)
    return planSaleIds.includes(part.planSaleId);
  if (part.kind !== 'give_back') return false;
  return 'couponId' in part
    ? couponIds.includes(part.couponId)
    : planSaleIds.includes(part.planSaleId);
}
