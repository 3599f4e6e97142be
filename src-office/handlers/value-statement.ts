import type { ValueMovement } from '../../src-shared/contract/office/value-statement.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  officeReferenceOf,
  officeStoreId,
} from '../../src-shared/domain/office/apply-office-operation.ts';
import type { OfficeOperationOf } from '../../src-shared/domain/office/office-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import {
  valueMovementsOf,
  valueOperationKinds,
} from '../../src-shared/domain/stored-value/value-movements.ts';
import type { Queryable } from '../store/database.ts';
import { findMember } from '../store/member-store.ts';
import { listOfficeOperations } from '../store/office-operation-store.ts';
import { listPostedOfKinds, readJsonById } from '../store/operation-store.ts';
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
    office.log.info({ memberId: row.memberId }, 'a statement of stored value was read');
    return readStatement(database, state);
  });
}

interface Moved {
  readonly memberId: string;
  readonly movements: readonly ValueMovement[];
}

/** A contract has all its movements with it: those of somebody who had it while they were merged are told where it is now. */
async function readStatement(database: Queryable, state: MemberState) {
  const ownIds = [state.memberId, ...(state.mergedFrom ?? []).map((each) => each.otherMemberId)];
  const undos = await listOfficeOperations(database, { memberIds: ownIds, kinds: ['unmerge'] });
  // Merged again, the two are one.
  const apart = undos.filter(({ body }) => !ownIds.some((id) => id === body.otherMemberId));
  const cameBackNos = contractNosOf(apart, 'returning');
  const wentBackNos = contractNosOf(apart, 'survivor');
  const formerIds = cameBackNos.size === 0 ? [] : apart.map(({ body }) => body.otherMemberId);
  const memberIds = [...ownIds, ...formerIds];
  const [rows, refunds] = await Promise.all([
    listPostedOfKinds(database, {
      memberIds,
      kinds: valueOperationKinds,
      limit: operationsMax + 1,
    }),
    listOfficeOperations(database, { memberIds, kinds: ['refund'] }),
  ]);
  const storeIds = await readStores(database, refunds);
  const moved = [
    ...rows.slice(0, operationsMax).map(({ memberId, json }): Moved => {
      // It was read through the operation's schema before it was posted.
      const movements = valueMovementsOf(JSON.parse(json) as Operation);
      return { memberId, movements: movements.toReversed() };
    }),
    ...refunds.map((refund): Moved => {
      const storeId = storeIds.get(refund.body.refundOperationId) ?? officeStoreId;
      return { memberId: refund.memberId, movements: movedBy(refund, storeId) };
    }),
  ];
  const movements = moved.flatMap(({ memberId, movements: all }) =>
    all.filter(({ contractNo }) =>
      ownIds.some((id) => id === memberId)
        ? !wentBackNos.has(contractNo)
        : cameBackNos.has(contractNo),
    ),
  );
  return {
    movements: movements.toSorted((a, b) => b.atMs - a.atMs),
    isComplete: rows.length <= operationsMax,
  };
}

/** The contracts that undone merges moved, seen from one side of them. */
function contractNosOf(
  undos: readonly OfficeOperationOf<'unmerge'>[],
  side: OfficeOperationOf<'unmerge'>['body']['side'],
): ReadonlySet<string> {
  const returned = undos.flatMap(({ body }) => (body.side === side ? [body.returned] : []));
  return new Set(
    returned.flatMap(({ value }) => (value?.contracts ?? []).map(({ contractNo }) => contractNo)),
  );
}

/** Which stores took the goods of refunds that head office decided, by the till's refund; none of what set refunds right. */
async function readStores(
  queryable: Queryable,
  refunds: readonly OfficeOperationOf<'refund'>[],
): Promise<ReadonlyMap<string, string>> {
  const ids = refunds.map(({ body }) => body.refundOperationId);
  const jsons = await readJsonById(queryable, ids);
  return new Map(
    // They were read through the operation's schema before they were posted.
    [...jsons].map(([operationId, json]) => [operationId, (JSON.parse(json) as Operation).storeId]),
  );
}

/** What a refund that head office decided moved (PL-14), in the store that took the goods. */
function movedBy(
  operation: OfficeOperationOf<'refund'>,
  storeId: string,
): readonly ValueMovement[] {
  const { operationId, businessDate, atMs, body } = operation;
  const of = { operationId, businessDate, atMs, storeId };
  return (body.value ?? []).map((entry) => ({
    ...entry,
    ...of,
    reference: officeReferenceOf(operation),
  }));
}
