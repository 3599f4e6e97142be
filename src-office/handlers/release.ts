import { isDeepStrictEqual } from 'node:util';
import { withoutKept } from '../../src-shared/domain/member/without-kept.ts';
import { forgetAwaitedSpend } from '../store/awaited-store.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors, survivorOf, writeMembers } from '../store/member-store.ts';
import { toRow } from './authorise.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

interface Request {
  readonly actId: string;
  readonly attemptId?: string | undefined;
  readonly memberId: string;
}

/** Gives back what was kept for an act that its till did not post: a cash register may never come back with that sale. What a
 * later attempt at the same act asked for stays its own. */
export function releaseHandler(office: OfficeServices) {
  return syncCalls.release.handler(async ({ input, context }) => {
    const answer = await office.store.database.transaction((transaction) =>
      release(transaction, context, input),
    );
    office.changes.notify();
    return answer;
  });
}

async function release(transaction: Queryable, context: SyncContext, request: Request) {
  const { actId, attemptId, memberId } = request;
  const { installId } = await requireInstall(transaction, context);
  const found = survivorOf(await lockWithSurvivors(transaction, [memberId]), memberId);
  if (found === null) return { status: 'member_unknown' as const };
  const { state } = found;
  const next = withoutKept(state, {
    actId,
    installId,
    ...(attemptId === undefined ? {} : { attemptId }),
  });
  if (isDeepStrictEqual(next, state)) {
    return { status: 'released' as const, member: toRow(state, found.revision) };
  }
  const revision = found.revision + 1;
  await writeMembers(transaction, [{ state: next, revision }]);
  if (next.reservations.length < state.reservations.length) {
    await forgetAwaitedSpend(transaction, { memberId: state.memberId, redemptionId: actId });
  }
  return { status: 'released' as const, member: toRow(next, revision) };
}
