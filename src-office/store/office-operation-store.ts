import { applyOfficeOperation } from '../../src-shared/domain/office/apply-office-operation.ts';
import type {
  OfficeOperation,
  OfficeOperationKind,
  OfficeOperationOf,
} from '../../src-shared/domain/office/office-operation.ts';
import { partsOf } from '../../src-shared/domain/operation/operation.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { isLabel } from '../../src-shared/domain/points/post-entries.ts';
import type { Queryable } from './database.ts';
import { type LockedMember, lockWithSurvivors, survivorOf, writeMembers } from './member-store.ts';
import { insertEntries, type NewEntry } from './operation-store.ts';
import { columnText, textColumns } from './row-text.ts';

/** What became of an act of head office. `duplicate`: it was posted before, and nothing happened. */
export type OfficeOutcome = 'posted' | 'duplicate' | 'member_unknown';

export interface PostedOffice {
  /** By operationId. */
  readonly outcomes: ReadonlyMap<string, OfficeOutcome>;
  /** The members as the acts leave them, by the id of the survivor. */
  readonly members: ReadonlyMap<string, LockedMember>;
}

/**
 * Posts acts of head office, set-wise: their members are locked in the order of their ids, changed in memory in the order of
 * the acts, and written once with the ledger. An act for a member that was merged away goes to the survivor. Safe to repeat,
 * alone and beside others: an operationId is let in once, under the lock of its member, and what was there before is
 * `duplicate`. To be called in a transaction; who decides from a state has locked it there (`lockWithSurvivors`) before.
 */
export async function postOfficeOperations(
  transaction: Queryable,
  operations: readonly OfficeOperation[],
): Promise<PostedOffice> {
  if (operations.length === 0) return { outcomes: new Map(), members: new Map() };
  const memberIds = operations.map(({ memberId }) => memberId);
  return postToLocked(transaction, operations, await lockWithSurvivors(transaction, memberIds));
}

/** As `postOfficeOperations`, where the members are locked and read already. */
export async function postToLocked(
  transaction: Queryable,
  operations: readonly OfficeOperation[],
  locked: ReadonlyMap<string, LockedMember>,
): Promise<PostedOffice> {
  const members = new Map(locked);
  const outcomes = new Map<string, OfficeOutcome>();
  const knownIds = await findPostedIds(transaction, operations);
  const rows: NewOfficeOperation[] = [];
  const entries: NewEntry[] = [];
  for (const operation of operations) {
    const { operationId } = operation;
    const member = targetOf(members, operation);
    if (knownIds.has(operationId) || outcomes.has(operationId)) {
      if (!outcomes.has(operationId)) outcomes.set(operationId, 'duplicate');
      continue;
    }
    if (member === null) {
      outcomes.set(operationId, 'member_unknown');
      continue;
    }
    const state = applyOfficeOperation(member.state, operation);
    const { memberId } = state;
    members.set(memberId, { state, revision: member.revision });
    rows.push({ operation, memberId, debtPoints: state.debtPoints - member.state.debtPoints });
    entries.push(...toEntries(operation, memberId));
    outcomes.set(operationId, 'posted');
  }
  const changed = [...members]
    .filter(([memberId, { state }]) => locked.get(memberId)?.state !== state)
    .map(([, { state, revision }]) => ({ state, revision: revision + 1 }));
  for (const { state, revision } of changed) members.set(state.memberId, { state, revision });
  await Promise.all([
    insertOfficeOperations(transaction, rows),
    insertEntries(transaction, entries),
    writeMembers(transaction, changed),
  ]);
  return { outcomes, members };
}

/** The two sides of a merge are posted where they belong, whoever points where. */
function targetOf(
  members: ReadonlyMap<string, LockedMember>,
  { kind, memberId }: OfficeOperation,
): LockedMember | null {
  const isMerge = kind === 'mergeIn' || kind === 'mergeOut' || kind === 'unmerge';
  return isMerge ? (members.get(memberId) ?? null) : survivorOf(members, memberId);
}

/** The ledger's rows of an act; labels move nothing (PL-01). */
function toEntries(operation: OfficeOperation, memberId: string): NewEntry[] {
  const { operationId, programmeVersion, businessDate, atMs } = operation;
  return partsOf(operation).entries.map((entry, entryNo) => ({
    memberId,
    operationId,
    entryNo,
    entry: isLabel(entry.kind) ? { ...entry, points: 0 } : entry,
    programmeVersion,
    businessDate,
    atMs,
  }));
}

/** The members' locks keep others from adding one of these meanwhile. */
async function findPostedIds(
  queryable: Queryable,
  operations: readonly OfficeOperation[],
): Promise<ReadonlySet<string>> {
  const rows = await queryable.query<{ operationId: string }>(
    'SELECT operation_id AS "operationId" FROM office_operation WHERE operation_id = ANY($1)',
    [operations.map(({ operationId }) => operationId)],
  );
  return new Set(rows.map(({ operationId }) => operationId));
}

/** An act on its way into the store, with the member it was posted to. */
interface NewOfficeOperation {
  readonly operation: OfficeOperation;
  readonly memberId: MemberState['memberId'];
  readonly debtPoints: number;
}

/** Inserts acts, all in one statement. One that is there already fails the transaction, which then starts again. */
async function insertOfficeOperations(
  queryable: Queryable,
  rows: readonly NewOfficeOperation[],
): Promise<void> {
  if (rows.length === 0) return;
  await queryable.query(
    `INSERT INTO office_operation (operation_id, member_id, kind, body, at_ms, business_date,
            programme_version, actor, debt_points)
     SELECT o, m, k, b, a::int8, d, v::int8, w, p::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::text[], $9::text[]) AS row(o, m, k, b, a, d, v, w, p)`,
    textColumns(queryable, rows, [
      ({ operation }) => operation.operationId,
      ({ memberId }) => memberId,
      ({ operation }) => operation.kind,
      ({ operation }) => JSON.stringify(operation.body),
      ({ operation }) => operation.atMs,
      ({ operation }) => operation.businessDate,
      ({ operation }) => operation.programmeVersion,
      ({ operation }) => columnText(operation.actor),
      ({ debtPoints }) => debtPoints,
    ]),
  );
}

/** Reads one act of head office, or null. */
export async function findOfficeOperation(
  queryable: Queryable,
  operationId: string,
): Promise<{
  readonly memberId: string;
  readonly body: unknown;
  readonly atMs: number;
} | null> {
  const rows = await queryable.query<{ memberId: string; body: string; atMs: number }>(
    `SELECT member_id AS "memberId", body, at_ms AS "atMs" FROM office_operation
      WHERE operation_id = $1`,
    [operationId],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, body: JSON.parse(row.body) as unknown };
}

/** Lists acts of head office on some members, the newest first. */
export async function listOfficeOperations<Kind extends OfficeOperationKind>(
  queryable: Queryable,
  filter: { readonly memberIds: readonly string[]; readonly kinds: readonly Kind[] },
): Promise<readonly OfficeOperationOf<Kind>[]> {
  const rows = await queryable.query<{ readonly body: string }>(
    `SELECT operation_id AS "operationId", member_id AS "memberId", kind, body, at_ms AS "atMs",
            business_date AS "businessDate", programme_version AS "programmeVersion", actor
       FROM office_operation
      WHERE member_id = ANY($1) AND kind = ANY($2)
      ORDER BY at_ms DESC, operation_id DESC`,
    [filter.memberIds, filter.kinds],
  );
  return rows.map(
    (row) => ({ ...row, body: JSON.parse(row.body) as unknown }) as OfficeOperationOf<Kind>, // written by this office
  );
}

/** How a hold of a member was decided last, or null. */
export async function findHoldDecision(
  queryable: Queryable,
  memberId: string,
  holdId: string,
): Promise<string | null> {
  const rows = await queryable.query<{ decision: string }>(
    `SELECT body::json ->> 'decision' AS decision FROM office_operation
      WHERE member_id = $1 AND kind = 'release' AND body::json ->> 'holdId' = $2
      ORDER BY at_ms DESC LIMIT 1`,
    [memberId, holdId],
  );
  return rows[0]?.decision ?? null;
}
