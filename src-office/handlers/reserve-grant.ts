import { codeLifeMs } from '../../src-shared/domain/member/decide-member-code.ts';
import type { MemberState, Reservation } from '../../src-shared/domain/member/member-state.ts';
import { canHaveCode, grantIdOf } from '../../src-shared/scan/member-code.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { insertCarriedGrant } from '../store/carried-grant-store.ts';
import { isAwaiting } from '../store/awaited-store.ts';
import type { Queryable } from '../store/database.ts';
import { silentMs } from '../store/grant-store.ts';
import { lockWithSurvivors, survivorOf, writeMembers } from '../store/member-store.ts';
import { freePoints } from './authorise.ts';
import { type Revoking, settleMember } from './store-grants.ts';

/** How long a store takes what a phone carries there (ID-04). */
export const grantLifeMs = 10 * 60_000;

/** Points that head office keeps for a phone and one store. */
export interface ReservedGrant {
  readonly memberId: string;
  readonly storeId: string;
  readonly points: number;
  readonly endsAtMs: number;
}

/**
 * Keeps points of a member for their phone, to be spent at one store (ID-04), under the lock that `authorise` takes: what is
 * kept here is there for nobody else. Safe to repeat: as long as the same wish lives it is the same grant, and the next picture
 * of it costs nothing.
 */
export async function reserveGrant(
  transaction: Queryable,
  wish: {
    readonly memberId: string;
    readonly storeId: string;
    readonly points: number;
    /** What is set aside for tills that answer may be taken back for it (OF-04). */
    readonly mayRevoke: boolean;
  },
  nowMs: number,
): Promise<
  | { readonly status: 'reserved'; readonly grant: ReservedGrant }
  | { readonly status: 'member_unknown' }
  | { readonly status: 'too_few_points'; readonly availablePoints: number }
  | Revoking
> {
  const locked = await lockWithSurvivors(transaction, [wish.memberId]);
  const found = survivorOf(locked, wish.memberId);
  if (found === null || !canHaveCode(found.state.memberId)) return { status: 'member_unknown' };
  if (await isAwaiting(transaction, nowMs)) return { status: 'too_few_points', availablePoints: 0 };
  const settled = await settleMember(transaction, found.state, nowMs);
  const { state } = settled;
  const { memberId } = state;
  const { storeId, points } = wish;
  const live = state.reservations.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const before = live.find((each) => isSameWish(each, wish, nowMs))?.carried;
  if (before !== undefined) {
    return { status: 'reserved', grant: { memberId, points, ...before } };
  }
  const availableBut = (of: 'all' | 'unreachable'): number => {
    const granted = settled.granted('', of);
    return freePoints(state, businessDateAt(nowMs), [...live, granted]);
  };
  const availablePoints = availableBut('all');
  if (availablePoints < points) {
    // As in `authorise`: the most that a smaller wish would get.
    const mostPoints = wish.mayRevoke ? availableBut('unreachable') : availablePoints;
    if (mostPoints < points) return { status: 'too_few_points', availablePoints: mostPoints };
    const revision = found.revision + 1;
    await writeMembers(transaction, [{ state: settled.revoked('', 'points'), revision }]);
    return { status: 'revoking' };
  }

  const endsAtMs = findEnd(state, nowMs + grantLifeMs);
  const grantId = grantIdOf(memberId, endsAtMs / 1000);
  const reservation: Reservation = {
    redemptionId: grantId,
    installId: '',
    points,
    expiresAtMs: endsAtMs + silentMs,
    carried: { storeId, endsAtMs },
  };
  const next = { ...state, reservations: [...live, reservation] };
  await writeMembers(transaction, [{ state: next, revision: found.revision + 1 }]);
  await insertCarriedGrant(transaction, { grantId, memberId, storeId, endsAtMs });
  return { status: 'reserved', grant: { memberId, storeId, points, endsAtMs } };
}

/** A picture made now must live as long as any other. */
function isSameWish(
  { carried, points }: Reservation,
  wish: { readonly storeId: string; readonly points: number },
  nowMs: number,
): boolean {
  return (
    carried !== undefined &&
    carried.storeId === wish.storeId &&
    points === wish.points &&
    carried.endsAtMs - nowMs >= codeLifeMs
  );
}

/** A whole second in which no other grant of the member ends: it is what one is known by. */
function findEnd(state: MemberState, wishedMs: number): number {
  const taken = new Set(state.reservations.map(({ redemptionId }) => redemptionId));
  let endsAtS = Math.floor(wishedMs / 1000);
  while (taken.has(grantIdOf(state.memberId, endsAtS))) endsAtS += 1;
  return endsAtS * 1000;
}
