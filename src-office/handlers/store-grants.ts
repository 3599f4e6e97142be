import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  grantSizesOf,
  hasCuts,
  renewGrants,
  revokeGrants,
  settleGrants,
} from '../../src-shared/domain/offline-rights/renew-grants.ts';
import type { Holding } from '../../src-shared/domain/offline-rights/holding.ts';
import { holdingForOthers } from '../../src-shared/domain/offline-rights/store-grant.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import type { FeedPosition } from '../store/feed-store.ts';
import {
  deleteSeenCuts,
  listCuts,
  listGrantStores,
  listSeenCuts,
  listWorking,
  silentMs,
} from '../store/grant-store.ts';
import { lockWithSurvivors, writeMembers } from '../store/member-store.ts';
import type { OfficeServices } from './office-services.ts';

/** A till that was heard of within it answers: it is noted once a minute, and waits for news no longer than this. */
const reachableMs = 90_000;
const revokeLookEveryMs = 100;

/**
 * Sets the grants of members that a till's operations have changed, before they are written (OF-04): a state that is written
 * anyway says what the tills of its stores may take, so that no row and no message is made for it, and a member whom nobody
 * serves costs nothing.
 */
export async function renewChanged(
  transaction: Queryable,
  changed: readonly { state: MemberState | null }[],
  at: {
    readonly programmes: LoadedProgrammes;
    readonly storeId: string;
    readonly nowMs: number;
  },
): Promise<void> {
  const { nowMs, storeId } = at;
  const businessDate = businessDateAt(nowMs);
  const programme = at.programmes.onDay(businessDate);
  const rules = programme === null ? null : grantSizesOf(programme);
  const members = changed.flatMap((member) => {
    const { state } = member;
    if (state === null || (rules === null && state.storeGrants === undefined)) return [];
    return [{ member, state }];
  });
  if (members.length === 0) return;
  const cutIds = members.filter(({ state }) => hasCuts(state)).map(({ state }) => state.memberId);
  const cuts = await listCuts(transaction, cutIds);
  const storeIds = members.flatMap(({ state }) => [
    state.enrolledAtStoreId,
    ...(state.storeGrants ?? []).map((grant) => grant.storeId),
  ]);
  const stores = await listGrantStores(transaction, [storeId, ...storeIds], nowMs - silentMs);
  const seen = { storeId, onDay: businessDate };
  for (const { member, state } of members) {
    const settled = settleGrants(state, {
      hasSeen: (installId) =>
        !cuts.some((cut) => cut.memberId === state.memberId && cut.installId === installId),
      isGone: () => false,
    });
    member.state = renewGrants(settled, { rules, stores, seen, businessDate, nowMs });
  }
}

/** A member as head office knows what tills may still take of them, and which of these tills answer. */
export interface SettledMember {
  readonly state: MemberState;
  /** What is set aside and one till may not take; the shares of tills that answer only where `all` is asked. */
  granted(exceptInstallId: string, of: 'all' | 'unreachable'): Holding;
  /** The state that takes back the points or the value that tills that answer may take, but for one. */
  revoked(exceptInstallId: string, wanted: 'points' | 'value'): MemberState;
}

/** Reads what is set aside of a locked member: what tills have seen or nobody waits for any more does not count (OF-04). */
export async function settleMember(
  transaction: Queryable,
  state: MemberState,
  nowMs: number,
): Promise<SettledMember> {
  const installIds = (state.storeGrants ?? []).flatMap(({ shares }) =>
    shares.map(({ installId }) => installId),
  );
  const working = await listWorking(transaction, installIds, nowMs - silentMs);
  const cuts = hasCuts(state) ? await listCuts(transaction, [state.memberId]) : [];
  const settled = settleGrants(state, {
    hasSeen: (installId) => !cuts.some((cut) => cut.installId === installId),
    isGone: (installId) => !working.has(installId),
  });
  const isReachable = (installId: string): boolean =>
    (working.get(installId) ?? 0) >= nowMs - reachableMs;
  return {
    state: settled,
    granted: (exceptInstallId, of) =>
      holdingForOthers(
        settled,
        exceptInstallId,
        (installId) => of === 'all' || !isReachable(installId),
      ),
    revoked: (exceptInstallId, wanted) =>
      revokeGrants(
        settled,
        wanted,
        (installId) => installId !== exceptInstallId && isReachable(installId),
      ),
  };
}

/**
 * Tries something that needs more than is set aside for nobody. Where the rest is set aside for tills that answer, the
 * try takes it back and says `revoking` (OF-04); it is made again as they see that, for a moment at most.
 */
export async function tryRevoking<Answer extends { readonly status: string }>(
  office: OfficeServices,
  attempt: (mayRevoke: boolean) => Promise<Answer | Revoking>,
  isShort: (answer: Answer) => boolean,
): Promise<Answer> {
  const first = await attempt(true);
  if (!isRevoking(first)) return first;
  const endsAtMs = performance.now() + office.revokeWaitMs;
  office.changes.notify();
  for (;;) {
    const version = office.changes.version();
    const again = await attempt(false);
    if (isRevoking(again)) throw new Error('Nothing is taken back twice for one question.');
    if (!isShort(again) || performance.now() >= endsAtMs) return again;
    await office.changes.wait(version, { timeoutMs: revokeLookEveryMs });
  }
}

/** What others may take was taken back, and is free once they have seen that. */
export interface Revoking {
  readonly status: 'revoking';
}

function isRevoking<Answer extends { readonly status: string }>(
  answer: Answer | Revoking,
): answer is Revoking {
  return answer.status === 'revoking';
}

/**
 * A till that head office has everything of tells its place in the feed: what was kept for it beyond the states up to there is
 * free (OF-04 a and b). The state says so once its other tills have seen it too.
 */
export async function settleSeen(
  office: OfficeServices,
  installId: string,
  position: FeedPosition,
): Promise<void> {
  const { database } = office.store;
  const memberIds = await listSeenCuts(database, installId, position);
  if (memberIds.length === 0) return;
  const nowMs = office.nowMs();
  await database.transaction(async (transaction) => {
    const locked = await lockWithSurvivors(transaction, memberIds);
    await deleteSeenCuts(transaction, installId, position, memberIds);
    const left = await listCuts(transaction, memberIds);
    const working = await listWorking(
      transaction,
      left.map((cut) => cut.installId),
      nowMs - silentMs,
    );
    const waiting = new Set(
      left.filter((cut) => working.has(cut.installId)).map(({ memberId }) => memberId),
    );
    const settled = memberIds.flatMap((memberId) => {
      const member = locked.get(memberId);
      if (member === undefined || waiting.has(memberId)) return [];
      const state = settleGrants(member.state, { hasSeen: () => true, isGone: () => false });
      return state === member.state ? [] : [{ state, revision: member.revision + 1 }];
    });
    await writeMembers(transaction, settled);
  });
  office.changes.notify();
}
