import type { CouponChange } from '../../src-shared/domain/coupon/coupon.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { type BackParts, partsOfOthers } from '../../src-shared/domain/office/given-back.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { sumValueFen } from '../../src-shared/domain/stored-value/restore-value.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { lockCase, updateCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { type LockedMember, lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';

/** What came back to a member, of which some may be somebody else's since a merge was undone. */
export interface CameBack {
  readonly operation: Pick<OfficeOperation, 'operationId' | 'businessDate' | 'programmeVersion'>;
  /** The number of the refund, or the paymentId. */
  readonly reference: string;
  readonly parts: BackParts;
  /** Of the member it was posted to. */
  readonly state: Pick<MemberState, 'memberId' | 'value' | 'givenBack'>;
}

/** The case of what was spent of a merge's value and coupons before it was undone. */
export function spentCaseId(mergeId: string): string {
  return `spent:${mergeId}`;
}

/**
 * Posts stored value, coupons and what plans saved to whose they are, where a merge was undone since they were used (PL-14,
 * PL-19). The case of that undo is told what has come back of what was spent. Answers the coupons that can be used again.
 * Safe to repeat.
 */
export async function giveBack(
  transaction: Queryable,
  cameBack: readonly CameBack[],
  atMs: number,
): Promise<ReadonlySet<string>> {
  const acts = cameBack.flatMap(({ operation, reference, parts, state }) =>
    partsOfOthers(parts, state).map(
      ({ mergeId, memberId, ...theirs }): Extract<OfficeOperation, { kind: 'giveBack' }> => ({
        operationId: `back:${mergeId}:${operation.operationId}`,
        kind: 'giveBack',
        body: { mergeId, fromMemberId: state.memberId, reference, ...theirs },
        memberId: toMemberId(memberId),
        atMs,
        businessDate: operation.businessDate,
        programmeVersion: operation.programmeVersion,
        actor: 'job:merges',
      }),
    ),
  );
  if (acts.length === 0) return new Set();
  const memberIds = acts.map(({ memberId }) => memberId);
  const locked = await lockWithSurvivors(transaction, memberIds);
  const { outcomes, members } = await postToLocked(transaction, acts, locked);
  const posted = acts.filter(({ operationId }) => outcomes.get(operationId) === 'posted');
  // Who had it back may have had it by a merge themselves, which was undone as well.
  const passedOn = posted.flatMap((operation): CameBack[] => {
    const member = survivorOf(members, operation.memberId);
    const { reference } = operation.body;
    if (member === null) return [];
    return [{ operation, reference, parts: operation.body, state: member.state }];
  });
  const before = usableCouponIds(locked);
  const backIds = usableCouponIds(members).difference(before);
  const allBackIds = backIds.union(await giveBack(transaction, passedOn, atMs));
  for (const [mergeId, ofMerge] of Map.groupBy(posted, ({ body }) => body.mergeId)) {
    const opened = await lockCase(transaction, spentCaseId(mergeId));
    if (opened === null) continue;
    const { returnedFen = 0, returnedCoupons = 0 } = opened.evidence;
    // Each refund of a whole receipt says that its coupons come back: they do once, and not from a sale that lost them.
    const couponIds = new Set(
      ofMerge.flatMap(({ body }) => body.coupons.flatMap(couponIdOf)),
    ).intersection(allBackIds);
    const evidence = {
      ...opened.evidence,
      returnedFen: Number(returnedFen) + sumValueFen(ofMerge.flatMap(({ body }) => body.value)),
      returnedCoupons: Number(returnedCoupons) + couponIds.size,
    };
    await updateCases(transaction, [{ ...opened, evidence }]);
  }
  return allBackIds;
}

function usableCouponIds(members: ReadonlyMap<string, LockedMember>): ReadonlySet<string> {
  const coupons = [...members.values()].flatMap(({ state }) => state.coupons ?? []);
  const usable = coupons.filter(({ status }) => status === 'issued');
  return new Set(usable.map(({ couponId }) => couponId));
}

function couponIdOf(change: CouponChange): readonly string[] {
  return change.kind === 'give_back' ? [change.couponId] : [];
}
