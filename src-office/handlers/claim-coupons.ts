import { claimCoupons } from '../../src-shared/domain/coupon/claim-coupons.ts';
import { reservationLifeMs } from '../../src-shared/domain/member/member-state.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors, survivorOf, writeMembers } from '../store/member-store.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

interface Request {
  readonly claimId: string;
  readonly attemptId?: string | undefined;
  readonly memberId: string;
  readonly couponIds: readonly string[];
}

/** Keeps coupons for one receipt under the member's row lock: of two tills that ask at once one gets them (CP-07). */
export function claimCouponsHandler(office: OfficeServices) {
  return syncCalls.coupons.claim.handler(async ({ input, context }) => {
    const answer = await office.store.database.transaction((transaction) =>
      claim(transaction, office, context, input),
    );
    if (answer.status === 'claimed') office.changes.notify();
    return answer;
  });
}

async function claim(
  transaction: Queryable,
  office: OfficeServices,
  context: SyncContext,
  { claimId, attemptId, memberId, couponIds }: Request,
) {
  const { installId } = await requireInstall(transaction, context);
  const found = survivorOf(await lockWithSurvivors(transaction, [memberId]), memberId);
  if (found === null) return { status: 'member_unknown' as const };
  const { state, revision } = found;
  const nowMs = office.nowMs();
  const expiresAtMs = nowMs + reservationLifeMs;
  const attempt = attemptId === undefined ? {} : { attemptId };
  const own = { claimId, installId, ...attempt, expiresAtMs };
  const claimed = claimCoupons(state.coupons, couponIds, own, nowMs);
  if (claimed.status === 'refused') {
    const { couponId } = claimed;
    const reason = reasonOf(claimed.whyNot.code);
    const member = { memberId: state.memberId, revision, stateJson: JSON.stringify(state) };
    return { status: 'refused' as const, couponId, reason, member };
  }
  const next = { ...state, coupons: claimed.coupons };
  await writeMembers(transaction, [{ state: next, revision: revision + 1 }]);
  const member = {
    memberId: state.memberId,
    revision: revision + 1,
    stateJson: JSON.stringify(next),
  };
  return { status: 'claimed' as const, expiresAtMs, member };
}

function reasonOf(code: string): 'used' | 'expired' | 'not_for_member' {
  return code === 'used' || code === 'expired' ? code : 'not_for_member';
}
