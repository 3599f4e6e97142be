import { codeToleranceMs } from '../../../src-shared/domain/member/decide-member-code.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { reservedForOthers } from '../../../src-shared/domain/offline-rights/spending-right.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import type { CarriedGrant } from '../../store/till-store.ts';
import type { ActiveTill } from '../active-till.ts';
import { hasTakenSince } from './has-taken-since.ts';

/**
 * What the member's phone carried to this store and nobody has used up here (ID-04); null where there is none, or its time is
 * over by the best time there is. Of several the largest: a spend uses up one, whole.
 */
export function findCarriedGrant(till: ActiveTill, memberId: MemberId): CarriedGrant | null {
  const unused = till.store.carriedGrant.listUnused(memberId);
  if (unused.length === 0) return null;
  const time = till.time.now();
  if (time.trust === 'off') return null;
  const sinceMs = time.atMs - codeToleranceMs(time);
  return unused.find(({ endsAtMs }) => endsAtMs >= sinceMs) ?? null;
}

/** How many of its points head office certainly keeps: none where this till took some since, which it cannot have known of. */
export function vouchedByGrant(till: ActiveTill, { memberId, points }: CarriedGrant): number {
  const appliedSeq = till.store.member.readAppliedSeq(memberId);
  return hasTakenSince(till, memberId, appliedSeq) ? 0 : points;
}

/** A state in which what is kept for the member's phone is theirs to spend: here it is. */
export function withGrantFreed<State extends Pick<MemberState, 'reservations'>>(
  state: State,
  grant: CarriedGrant | null,
): State {
  if (grant === null || state.reservations.length === 0) return state;
  const { grantId } = grant;
  return {
    ...state,
    reservations: reservedForOthers(state.reservations, { redemptionId: grantId }),
  };
}
