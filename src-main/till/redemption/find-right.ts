import { isProbeDue } from '../../../src-shared/domain/offline-rights/decide-ceiling.ts';
import type {
  RightToSpend,
  SpendingRight,
} from '../../../src-shared/domain/offline-rights/spending-right.ts';
import { type Refusal, refuse } from '../../../src-shared/domain/refusal.ts';
import { steppedPoints } from '../../../src-shared/domain/redemption/stepped-points.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import type { MemberId } from '../../../src-shared/values/ids.ts';
import type { ReadyAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { decideOfflineNow, offlineRightOf } from '../offline-right.ts';
import { borrowShares } from '../share-loan.ts';
import { findCarriedGrant } from './carried-right.ts';
import { hasTakenSince } from './has-taken-since.ts';

export interface FoundRight extends RightToSpend {
  readonly status: 'right';
}

/** Head office has fewer points of the member than asked for. */
export interface TooFewPoints {
  readonly status: 'too_few_points';
  readonly availablePoints: number;
}

/**
 * Finds what the points may be spent by, in this order (OF-03): what the member's phone carried here, where it is enough; head
 * office, which is told of it otherwise and now and then tried although the line is down (OF-06); under the same redemptionId,
 * where that does not know or answer, what it had set aside for this till (OF-04), or the floor rule.
 */
export async function findRight(
  till: ActiveTill,
  wish: {
    readonly redemptionId: string;
    readonly attemptId: string;
    readonly memberId: MemberId;
    readonly points: number;
    readonly businessDate: BusinessDate;
  },
): Promise<FoundRight | TooFewPoints | IdReused | Refusal> {
  const grant = findCarriedGrant(till, wish.memberId);
  const carried = grant === null ? {} : { grantId: grant.grantId };
  if (grant !== null && wish.points <= grant.points) {
    return { status: 'right', right: 'carried', ...carried };
  }
  if (!till.reference.isOnline() && !isProbed(till, wish)) return offlineRight(till, wish);
  const answer = await till.sync.authorise({ ...wish, ...carried });
  switch (answer.status) {
    case 'authorised':
      return { status: 'right', right: 'authorised', ...carried };
    case 'id_reused':
      return idReused;
    case 'awaits_tills':
      return refuse('office_awaits_tills', { maxPoints: usablePoints(till, wish, answer) });
    case 'member_unknown':
    case 'unreachable':
      return offlineRight(till, wish);
    case 'refused':
      return { status: 'too_few_points', availablePoints: answer.availablePoints };
  }
}

/** Of so many points, what can be used at all. */
function usablePoints(
  till: ActiveTill,
  { businessDate }: Pick<Wish, 'businessDate'>,
  { availablePoints }: { readonly availablePoints: number },
): number {
  const programme = till.reference.programmeAt(businessDate);
  return programme === null ? 0 : steppedPoints(availablePoints, programme);
}

interface Wish {
  readonly memberId: MemberId;
  readonly points: number;
  readonly businessDate: BusinessDate;
}

/** Whether head office is tried although the line is down, for no longer than a cashier waits (OF-06). */
function isProbed(till: ActiveTill, { memberId, points, businessDate }: Wish): boolean {
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) return false;
  const view = readMember(till, memberId);
  // What is set aside for this till is lost to nobody.
  if (!isRefused(view) && offlineRightOf(till, view) === 'grant') return false;
  const { spendCount } = till.store.offlineStretch.read();
  return isProbeDue(programme, { spendCount, points });
}

/**
 * Whether it allows as much is decided in the transaction that uses it up (`checkRight`). What this till's own share lacks is
 * borrowed first, where a neighbour has it.
 */
async function offlineRight(till: ActiveTill, { memberId, points }: Wish): Promise<FoundRight> {
  await borrowShares(till, { memberId, points, valueFen: 0 });
  const view = readMember(till, memberId);
  return { status: 'right', right: isRefused(view) ? 'floor' : offlineRightOf(till, view) };
}

/** What so many points would be spent by now, before anybody is asked. */
export function rightNow(till: ActiveTill, view: MemberView, points: number): SpendingRight {
  const grant = findCarriedGrant(till, view.memberId);
  if (grant !== null && points <= grant.points) return 'carried';
  return till.reference.isOnline() ? 'authorised' : offlineRightOf(till, view);
}

/** Whether a right found a moment ago still holds for so many points; runs inside the transaction that uses it up. */
export function checkRight(
  till: ActiveTill,
  ready: Pick<ReadyAct, 'view' | 'programme'>,
  { right, grantId, points }: RightToSpend & { readonly points: number },
): Refusal | null {
  if (grantId !== undefined && !till.store.carriedGrant.isUnused(grantId)) {
    return refuse('offline_limit_used');
  }
  if (right !== 'floor' && right !== 'grant') return null;
  const decided = decideOfflineNow(till, ready, points);
  if (decided.status === 'refused') return decided;
  // A share that was there a moment ago was taken back.
  return right === 'grant' && decided.right === 'floor' ? refuse('offline_limit_used') : null;
}

/** Whether the one who gave the right vouches for points that this till does not know of. */
export function isVouchedBeyondView(
  till: ActiveTill,
  memberId: MemberId,
  by: RightToSpend & { readonly askedSeq: number },
): boolean {
  switch (by.right) {
    case 'authorised':
      return !hasTakenSince(till, memberId, by.askedSeq);
    case 'carried':
      return !hasTakenSince(till, memberId, till.store.member.readAppliedSeq(memberId));
    case 'grant':
    case 'floor':
      return false;
  }
}

/** Marks what a spend uses up beside the points, in its transaction. */
export function markGrantUsed(
  till: ActiveTill,
  { redemptionId, grantId }: { readonly redemptionId: string; readonly grantId?: string },
): void {
  if (grantId !== undefined) till.store.carriedGrant.markUsed(grantId, redemptionId);
}
