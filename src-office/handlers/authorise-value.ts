import { reservationLifeMs } from '../../src-shared/domain/member/member-state.ts';
import { emptyPurse } from '../../src-shared/domain/stored-value/post-value.ts';
import {
  type ReservedValue,
  reserveValue,
  type ValueWish,
} from '../../src-shared/domain/stored-value/reserve-value.ts';
import type {
  ValueEntry,
  ValueReservation,
} from '../../src-shared/domain/stored-value/stored-value.ts';
import { isAwaiting } from '../store/awaited-store.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors, survivorOf, writeMembers } from '../store/member-store.ts';
import { hasPostedValueAct } from '../store/operation-store.ts';
import { toRow } from './authorise.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { type Revoking, settleMember, tryRevoking } from './store-grants.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

interface Request {
  readonly reservationId: string;
  readonly attemptId?: string | undefined;
  readonly memberId: string;
  readonly want: ValueWish;
  readonly pendingDebits: readonly {
    readonly id: string;
    readonly terminalSeq: number;
    readonly entries: readonly ValueEntry[];
  }[];
  /** What is set aside for tills that answer may be taken back for it (OF-04). */
  readonly mayRevoke: boolean;
}

/**
 * Keeps stored value for one payment or refund under the member's row lock: two tills that ask at once never get more than
 * is there, nor the same part of a contract. What is set aside for tills that answer is taken back for it (OF-04).
 */
export function authoriseValueHandler(office: OfficeServices) {
  return syncCalls.authoriseValue.handler(async ({ input, context }) => {
    const answer = await tryRevoking<Exclude<Awaited<ReturnType<typeof authoriseValue>>, Revoking>>(
      office,
      (mayRevoke) =>
        office.store.database.transaction((transaction) =>
          authoriseValue(transaction, office, context, { ...input, mayRevoke }),
        ),
      (each) => each.status === 'refused' && isShort(each),
    );
    if (answer.status === 'authorised') office.changes.notify();
    return answer;
  });
}

/** Whether more could be had from tills. */
function isShort({ reason }: Pick<Refused, 'reason'>): boolean {
  return reason === 'too_little' || reason === 'in_use';
}

type Refused = Extract<ReservedValue, { readonly status: 'refused' }>;

async function authoriseValue(
  transaction: Queryable,
  office: OfficeServices,
  context: SyncContext,
  request: Request,
) {
  const { installId } = await requireInstall(transaction, context);
  const locked = await lockWithSurvivors(transaction, [request.memberId]);
  // A till that has not heard of a merge names the member that was merged away (PL-19).
  const found = survivorOf(locked, request.memberId);
  if (found === null) return { status: 'member_unknown' as const };
  const nowMs = office.nowMs();
  const settled = await settleMember(transaction, found.state, nowMs);
  const { state } = settled;
  const { reservationId, attemptId } = request;
  const purse = state.value ?? emptyPurse;
  const live = purse.reservations.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const isOwn = (each: ValueReservation): boolean =>
    each.reservationId === reservationId && each.installId === installId;
  const others = live.filter((each) => !isOwn(each));
  const isHeldElsewhere = others.some((each) => each.reservationId === reservationId);
  const memberIds = [...new Set([state.memberId, request.memberId])];
  if (isHeldElsewhere || (await hasPostedValueAct(transaction, memberIds, reservationId))) {
    return { status: 'id_reused' as const };
  }
  if (await isAwaiting(transaction, nowMs)) {
    const member = toRow(found.state, found.revision);
    const refused = { reason: 'in_use' as const, availableFen: 0, awaitsTills: true };
    return { status: 'refused' as const, ...refused, member };
  }

  const appliedSeq = state.appliedSeq[installId]?.seq ?? 0;
  // A payment of this till that is still on its way may have its reservation yet: it counts once.
  const countedIds = new Set([reservationId]);
  for (const each of others) if (each.installId === installId) countedIds.add(each.reservationId);
  const pendingEntries = request.pendingDebits
    .filter(({ id, terminalSeq }) => terminalSeq > appliedSeq && !countedIds.has(id))
    .flatMap(({ entries }) => entries);
  const wanted = { state, others, pendingEntries, wish: request.want, nowMs };
  const reserveBut = (of: 'all' | 'unreachable'): ReservedValue =>
    reserveValue({ ...wanted, setAside: settled.granted(installId, of).value });
  const reserved = reserveBut('all');
  const revision = found.revision + 1;
  if (reserved.status === 'refused') {
    // As in `authorise`: the most that a smaller wish would get.
    const most = request.mayRevoke && isShort(reserved) ? reserveBut('unreachable') : reserved;
    if (most.status === 'reserved') {
      const revoked = settled.revoked(installId, 'value');
      await writeMembers(transaction, [{ state: revoked, revision }]);
      return { status: 'revoking' as const };
    }
    const { reason, availableFen } = most;
    const member = toRow(found.state, found.revision);
    return { status: 'refused' as const, reason, availableFen, member };
  }
  const expiresAtMs = nowMs + reservationLifeMs;
  const entries = [...reserved.entries];
  const attempt = attemptId === undefined ? {} : { attemptId };
  const own = { reservationId, installId, ...attempt, entries, expiresAtMs };
  const next = { ...state, value: { ...purse, reservations: [...others, own] } };
  await writeMembers(transaction, [{ state: next, revision }]);
  return { status: 'authorised' as const, expiresAtMs, entries, member: toRow(next, revision) };
}
