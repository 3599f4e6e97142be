import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { emptyPurse } from '../../src-shared/domain/stored-value/post-value.ts';
import {
  reserveValue,
  type ValueWish,
} from '../../src-shared/domain/stored-value/reserve-value.ts';
import type {
  ValueEntry,
  ValueReservation,
} from '../../src-shared/domain/stored-value/stored-value.ts';
import type { Queryable } from '../store/database.ts';
import { lockMembers, writeMembers } from '../store/member-store.ts';
import { hasPostedValueAct } from '../store/operation-store.ts';
import { reservationLifeMs } from './authorise.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

interface Request {
  readonly reservationId: string;
  readonly memberId: string;
  readonly want: ValueWish;
  readonly pendingDebits: readonly {
    readonly id: string;
    readonly terminalSeq: number;
    readonly entries: readonly ValueEntry[];
  }[];
}

/**
 * Keeps stored value for one payment or refund under the member's row lock: two tills that ask at once never get more than
 * is there, nor the same part of a contract.
 */
export function authoriseValueHandler(office: OfficeServices) {
  return syncCalls.authoriseValue.handler(async ({ input, context }) => {
    const answer = await office.store.database.transaction((transaction) =>
      authoriseValue(transaction, office, context, input),
    );
    if (answer.status === 'authorised') office.changes.notify();
    return answer;
  });
}

async function authoriseValue(
  transaction: Queryable,
  office: OfficeServices,
  context: SyncContext,
  request: Request,
) {
  const { installId } = await requireInstall(transaction, context);
  const [row] = await lockMembers(transaction, [request.memberId]);
  if (row === undefined) return { status: 'member_unknown' as const };
  const state = JSON.parse(row.stateJson) as MemberState; // written by this office
  const { reservationId } = request;
  const nowMs = office.nowMs();
  const purse = state.value ?? emptyPurse;
  const live = purse.reservations.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const isOwn = (each: ValueReservation): boolean =>
    each.reservationId === reservationId && each.installId === installId;
  const others = live.filter((each) => !isOwn(each));
  const isHeldElsewhere = others.some((each) => each.reservationId === reservationId);
  if (isHeldElsewhere || (await hasPostedValueAct(transaction, request.memberId, reservationId))) {
    return { status: 'id_reused' as const };
  }

  const appliedSeq = state.appliedSeq[installId]?.seq ?? 0;
  // A payment of this till that is still on its way may have its reservation yet: it counts once.
  const countedIds = new Set([reservationId]);
  for (const each of others) if (each.installId === installId) countedIds.add(each.reservationId);
  const pendingEntries = request.pendingDebits
    .filter(({ id, terminalSeq }) => terminalSeq > appliedSeq && !countedIds.has(id))
    .flatMap(({ entries }) => entries);
  const reserved = reserveValue({ state, others, pendingEntries, wish: request.want, nowMs });
  if (reserved.status === 'refused') {
    const { reason, availableFen } = reserved;
    return { status: 'refused' as const, reason, availableFen, member: row };
  }
  const expiresAtMs = nowMs + reservationLifeMs;
  const entries = [...reserved.entries];
  const own = { reservationId, installId, entries, expiresAtMs };
  const next = { ...state, value: { ...purse, reservations: [...others, own] } };
  const revision = row.revision + 1;
  await writeMembers(transaction, [{ state: next, revision }]);
  const member = { memberId: row.memberId, revision, stateJson: JSON.stringify(next) };
  return { status: 'authorised' as const, expiresAtMs, entries, member };
}
