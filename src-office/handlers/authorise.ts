import {
  type MemberState,
  type Reservation,
  reservationLifeMs,
} from '../../src-shared/domain/member/member-state.ts';
import { spendableLots } from '../../src-shared/domain/points/balance.ts';
import {
  addDays,
  businessDateAt,
  type BusinessDate,
} from '../../src-shared/values/business-date.ts';
import { isAwaiting, noteAwaitedSpend, readAwaitedSpend } from '../store/awaited-store.ts';
import type { Queryable } from '../store/database.ts';
import {
  lockWithSurvivors,
  type MemberRow,
  survivorOf,
  writeMembers,
} from '../store/member-store.ts';
import { hasPostedRedemption } from '../store/operation-store.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { type Revoking, settleMember, tryRevoking } from './store-grants.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

interface Request {
  readonly redemptionId: string;
  readonly attemptId?: string | undefined;
  readonly memberId: string;
  readonly points: number;
  readonly grantId?: string | undefined;
  readonly businessDate: BusinessDate;
  readonly pendingDebits: readonly PendingDebit[];
  /** What is set aside for tills that answer may be taken back for it (OF-04). */
  readonly mayRevoke: boolean;
}

interface PendingDebit {
  readonly id: string;
  readonly terminalSeq: number;
  readonly points: number;
  readonly grantId?: string | undefined;
}

/** Reserves points for one redemption under the member's row lock: two tills that ask at once never get more than is there. */
export function authoriseHandler(office: OfficeServices) {
  return syncCalls.authorise.handler(async ({ input, context }) => {
    const answer = await tryRevoking<Exclude<Awaited<ReturnType<typeof authorise>>, Revoking>>(
      office,
      (mayRevoke) =>
        office.store.database.transaction((transaction) =>
          authorise(transaction, office, context, { ...input, mayRevoke }),
        ),
      ({ status }) => status === 'refused',
    );
    if (answer.status === 'authorised') office.changes.notify();
    return answer;
  });
}

async function authorise(
  transaction: Queryable,
  office: OfficeServices,
  context: SyncContext,
  request: Request,
) {
  const install = await requireInstall(transaction, context);
  const locked = await lockWithSurvivors(transaction, [request.memberId]);
  // A till that has not heard of a merge names the member that was merged away (PL-19).
  const found = survivorOf(locked, request.memberId);
  if (found === null) return { status: 'member_unknown' as const };
  const nowMs = office.nowMs();
  const settled = await settleMember(transaction, found.state, nowMs);
  const { state } = settled;
  const live = state.reservations.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const isOwn = ({ redemptionId, installId }: Reservation): boolean =>
    redemptionId === request.redemptionId && installId === install.installId;
  const others = live.filter((reservation) => !isOwn(reservation));
  const isHeldElsewhere = others.some(({ redemptionId }) => redemptionId === request.redemptionId);
  if (isHeldElsewhere || (await isPosted(transaction, state, request))) {
    return { status: 'id_reused' as const };
  }
  const { installId } = install;
  const floor = await readFloor(transaction, office, { ...request, memberId: state.memberId });
  const availableBut = (of: 'all' | 'unreachable'): number =>
    readAvailablePoints(state, request, {
      others: others.filter((each) => !isUsedUp(each, request, install.storeId)),
      grantedPoints: settled.granted(installId, of).points,
      installId,
      appliedSeq: state.appliedSeq[installId]?.seq ?? 0,
      nowMs,
    });
  const availablePoints = availableBut('all');
  if (floor !== null && floor.leftPoints < request.points) {
    const member = toRow(found.state, found.revision);
    const leftPoints = Math.min(floor.leftPoints, availablePoints);
    return {
      status: 'refused' as const,
      availablePoints: leftPoints,
      awaitsTills: true,
      member,
    };
  }
  if (availablePoints < request.points) {
    // What tills that answer may take would be taken back for a smaller wish as well: it is there to be asked for.
    const mayRevoke = floor === null && request.mayRevoke;
    const mostPoints = mayRevoke ? availableBut('unreachable') : availablePoints;
    if (mostPoints >= request.points) {
      const revision = found.revision + 1;
      await writeMembers(transaction, [{ state: settled.revoked(installId, 'points'), revision }]);
      return { status: 'revoking' as const };
    }
    const member = toRow(found.state, found.revision);
    return { status: 'refused' as const, availablePoints: mostPoints, member };
  }
  const expiresAtMs = nowMs + reservationLifeMs;
  const { redemptionId, attemptId, points } = request;
  if (floor !== null) {
    const { memberId } = state;
    await noteAwaitedSpend(transaction, { memberId, redemptionId, points });
  }
  const attempt = attemptId === undefined ? {} : { attemptId };
  const own = { redemptionId, installId, ...attempt, points, expiresAtMs };
  const next = { ...state, reservations: [...others, own] };
  const revision = found.revision + 1;
  await writeMembers(transaction, [{ state: next, revision }]);
  return { status: 'authorised' as const, expiresAtMs, member: toRow(next, revision) };
}

/**
 * What the floor rule leaves of a member while a restored head office waits for tills, else null. It does not know what the one
 * of before gave since the backup, no more than a till without a line does, and so it gives what that may give to a member for
 * whom nothing is kept (OF-05): the floor, here once for all tills and for the whole time.
 */
async function readFloor(
  transaction: Queryable,
  office: OfficeServices,
  { memberId, redemptionId, businessDate }: Request,
): Promise<{ readonly leftPoints: number } | null> {
  const nowMs = office.nowMs();
  if (!(await isAwaiting(transaction, nowMs))) return null;
  const programmes = await office.programmes(transaction);
  const floorPoints = programmes.onDay(usableOnDay(businessDate, nowMs))?.offline.floorPoints ?? 0;
  const spent = await readAwaitedSpend(transaction, memberId, { butRedemptionId: redemptionId });
  return { leftPoints: Math.max(0, floorPoints - spent) };
}

/**
 * What the member's phone carried to this till's store is no other's once the till says so: this redemption uses it up, or one
 * that is on its way. It stays reserved until the redemption is here.
 */
function isUsedUp(reservation: Reservation, request: Request, storeId: string): boolean {
  const { redemptionId: grantId, carried } = reservation;
  if (carried?.storeId !== storeId) return false;
  return (
    grantId === request.grantId || request.pendingDebits.some((debit) => debit.grantId === grantId)
  );
}

/** A member as a till is told of them. */
export function toRow(state: MemberState, revision: number): MemberRow {
  return { memberId: state.memberId, revision, stateJson: JSON.stringify(state) };
}

/**
 * What this redemption may take: unexpired lots, less what others reserved and what is set aside for other tills (OF-04), less
 * what this till has taken already. Its own share is its own: whatever it takes, the share shrinks by as much.
 */
function readAvailablePoints(
  state: MemberState,
  request: Request,
  known: {
    readonly others: readonly Reservation[];
    readonly grantedPoints: number;
    readonly installId: string;
    readonly appliedSeq: number;
    readonly nowMs: number;
  },
): number {
  const onDay = usableOnDay(request.businessDate, known.nowMs);
  // A redemption of this till that is still on its way may have its reservation yet: it counts once.
  const countedIds = new Set([request.redemptionId]);
  for (const { installId, redemptionId } of known.others) {
    if (installId === known.installId) countedIds.add(redemptionId);
  }
  const pendingDebits = request.pendingDebits.filter(
    ({ id, terminalSeq }) => terminalSeq > known.appliedSeq && !countedIds.has(id),
  );
  const granted = { points: known.grantedPoints };
  return freePoints(state, onDay, [...known.others, granted, ...pendingDebits]);
}

/** Points of a member that nobody has taken and head office keeps for nobody; none of one who is frozen. */
export function freePoints(
  state: MemberState,
  onDay: BusinessDate,
  taken: readonly { readonly points: number }[],
): number {
  if (state.status === 'frozen') return 0;
  return Math.max(0, sum(spendableLots(state, onDay)) - sum(taken));
}

/** The till's day, but at most a day behind the office's: a till with a wrong clock must not bring expired points back. */
function usableOnDay(businessDate: BusinessDate, nowMs: number): BusinessDate {
  const earliest = addDays(businessDateAt(nowMs), -1);
  return businessDate < earliest ? earliest : businessDate;
}

/** The state knows the last entries only; the operations know all. */
async function isPosted(
  transaction: Queryable,
  state: MemberState,
  { redemptionId, memberId }: Request,
): Promise<boolean> {
  const isAmongLast = state.entries.some(
    ({ kind, reference }) => kind === 'redeem' && reference === redemptionId,
  );
  return (
    isAmongLast ||
    hasPostedRedemption(transaction, [...new Set([state.memberId, memberId])], redemptionId)
  );
}

function sum(parts: readonly { readonly points: number }[]): number {
  return parts.reduce((total, { points }) => total + points, 0);
}
