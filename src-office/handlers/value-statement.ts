import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import {
  valueMovementsOf,
  valueOperationKinds,
} from '../../src-shared/domain/stored-value/value-movements.ts';
import { findMember } from '../store/member-store.ts';
import { listPostedOfKinds } from '../store/operation-store.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** So many operations fit into one answer; twenty years of a payment a week. */
const operationsMax = 1_000;

/** Lists what ever moved a member's stored value, of members merged into them as well; for the statement of art. 25. */
export function valueStatementHandler(office: OfficeServices) {
  return syncCalls.valueStatement.handler(async ({ input, context }) => {
    const { database } = office.store;
    await requireInstall(database, context);
    const row = await findMember(database, input.memberId);
    if (row === null) return { movements: [], isComplete: true };
    const state = JSON.parse(row.stateJson) as MemberState; // written by this office
    const mergedIds = (state.mergedFrom ?? []).map(({ otherMemberId }) => otherMemberId);
    const rows = await listPostedOfKinds(database, {
      memberIds: [row.memberId, ...mergedIds],
      kinds: valueOperationKinds,
      limit: operationsMax + 1,
    });
    const movements = rows
      .slice(0, operationsMax)
      // It was read through the operation's schema before it was posted.
      .flatMap(({ json }) => valueMovementsOf(JSON.parse(json) as Operation).toReversed());
    office.log.info({ memberId: row.memberId }, 'a statement of stored value was read');
    return { movements, isComplete: rows.length <= operationsMax };
  });
}
