import { deleteCarriedGrants, listReleasable } from '../store/carried-grant-store.ts';
import type { Queryable } from '../store/database.ts';
import { silentMs } from '../store/grant-store.ts';
import { lockWithSurvivors, writeMembers } from '../store/member-store.ts';
import type { OfficeServices } from './office-services.ts';

/** A till takes a grant a little longer than it lives, by a clock that may be minutes wrong (ID-05). */
export const afterEndMs = 10 * 60_000;

/**
 * Gives back what phones carried to a store and nobody took: once the time is over and every till of the store has told all it
 * did since. Until then the points stay reserved, so that none is spent twice however long a till was without the line.
 */
export async function releaseGrants(office: OfficeServices, storeId: string): Promise<void> {
  const nowMs = office.nowMs();
  const at = { storeId, endedBeforeMs: nowMs - afterEndMs, silentSinceMs: nowMs - silentMs };
  const released = await office.store.database.transaction(async (transaction) => {
    const grants = await listReleasable(transaction, at, afterEndMs);
    if (grants.length === 0) return 0;
    await release(transaction, grants);
    return grants.length;
  });
  if (released === 0) return;
  office.log.info({ storeId, released }, 'grants that nobody spent were given back');
  office.changes.notify();
}

async function release(
  transaction: Queryable,
  grants: Awaited<ReturnType<typeof listReleasable>>,
): Promise<void> {
  const grantIds = new Set(grants.map(({ grantId }) => grantId));
  const members = await lockWithSurvivors(
    transaction,
    grants.map(({ memberId }) => memberId),
  );
  const changed = [...members.values()].flatMap(({ state, revision }) => {
    const reservations = state.reservations.filter(
      ({ redemptionId }) => !grantIds.has(redemptionId),
    );
    if (reservations.length === state.reservations.length) return [];
    return [{ state: { ...state, reservations }, revision: revision + 1 }];
  });
  if (changed.length > 0) await writeMembers(transaction, changed);
  await deleteCarriedGrants(transaction, [...grantIds]);
}
