import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import { newMemberState } from '../member/new-member.ts';
import type { Operation } from '../operation/operation.ts';
import type { SpendingRight } from '../offline-rights/spending-right.ts';
import { addToLots } from '../points/lots.ts';
import type { PointsEntry } from '../points/points-entry.ts';

/**
 * The member as an operation claims them: with exactly the points that it says it took, and nothing else. Whatever is decided of
 * this state holds whoever knew what: what then differs, no till may have decided.
 */
export function claimedState(
  { memberId, businessDate, storeId }: Operation,
  entries: readonly PointsEntry[],
  tierCode = '',
): MemberState {
  const bare = newMemberState({
    memberId,
    memberNo: '',
    profile: { phone: { value: '', setAtMs: 0 } },
    tierCode,
    enrolledOnDay: businessDate,
    enrolledAtStoreId: storeId,
  });
  const taken = entries.flatMap(({ lots }) =>
    lots.map(({ expiresOnDay, points }) => ({ expiresOnDay, points })),
  );
  return { ...bare, lots: addToLots([], taken) };
}

/** By these rights head office vouched for the points: the till may not have known of them all. */
export function isVouched(right: SpendingRight): boolean {
  return right === 'authorised' || right === 'carried';
}

/** Later than any day on which something expires. */
export const farDay = '9999-12-31' as BusinessDate;
