import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import type { Queryable } from './database.ts';
import { columnText, keptText, textColumns } from './row-text.ts';

export type StoredOutcome = 'posted' | 'posted_with_debt' | 'held' | 'invalid';

/** An operation on its way into the store, with what became of it. */
export interface NewOperation {
  readonly terminalSeq: number;
  readonly hash: string;
  /** null where it cannot be read, or belongs to another operation. */
  readonly operationId: string | null;
  readonly memberId: string | null;
  readonly kind: string;
  readonly atMs: number;
  readonly verdict: StoredOutcome;
  readonly reason: string | null;
  readonly json: string;
  readonly personal: string | null;
  /** By how much it changed the member's debt. */
  readonly debtPoints: number;
}

export interface StoredVerdict {
  readonly terminalSeq: number;
  readonly hash: string;
  readonly operationId: string | null;
  readonly verdict: StoredOutcome;
  readonly reason: string | null;
}

/** The verdicts given to an install's operations in a range of terminalSeq. */
export function readVerdicts(
  queryable: Queryable,
  installId: string,
  range: { readonly fromSeq: number; readonly toSeq: number },
): Promise<readonly StoredVerdict[]> {
  return queryable.query<StoredVerdict>(
    `SELECT terminal_seq AS "terminalSeq", hash, operation_id AS "operationId", verdict, reason
       FROM operation WHERE install_id = $1 AND terminal_seq BETWEEN $2 AND $3`,
    [installId, range.fromSeq, range.toSeq],
  );
}

/** The same at some places. */
export function readVerdictsAt(
  queryable: Queryable,
  installId: string,
  seqs: readonly number[],
): Promise<readonly StoredVerdict[]> {
  return queryable.query<StoredVerdict>(
    `SELECT terminal_seq AS "terminalSeq", hash, operation_id AS "operationId", verdict, reason
       FROM operation WHERE install_id = $1 AND terminal_seq = ANY($2::int8[])`,
    [installId, [...seqs]],
  );
}

/** Whose operations an install sent for the places after one, whatever became of them. */
export async function listMembersAfter(
  queryable: Queryable,
  installId: string,
  afterSeq: number,
): Promise<readonly string[]> {
  const rows = await queryable.query<{ memberId: string }>(
    `SELECT DISTINCT member_id AS "memberId" FROM operation
      WHERE install_id = $1 AND terminal_seq > $2::int8 AND member_id IS NOT NULL`,
    [installId, afterSeq],
  );
  return rows.map(({ memberId }) => memberId);
}

/** Those of the given operation ids that are taken, whichever install brought them. */
export async function findTakenIds(
  queryable: Queryable,
  operationIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (operationIds.length === 0) return new Set();
  const rows = await queryable.query<{ operationId: string }>(
    'SELECT operation_id AS "operationId" FROM operation WHERE operation_id = ANY($1)',
    [operationIds],
  );
  return new Set(rows.map(({ operationId }) => operationId));
}

/** Reads operations as JSON by their ids, as they lie in the months that the ids name; those that are not there are left out. */
export async function readJsonById(
  queryable: Queryable,
  operationIds: readonly string[],
  verdicts: readonly StoredOutcome[] = ['posted', 'posted_with_debt', 'held', 'invalid'],
): Promise<ReadonlyMap<string, string>> {
  if (operationIds.length === 0) return new Map();
  const rows = await queryable.query<{ operationId: string; json: string }>(
    'SELECT operation_id AS "operationId", json FROM operation WHERE operation_id = ANY($1) AND verdict = ANY($2)',
    [operationIds, verdicts],
  );
  return new Map(rows.map(({ operationId, json }) => [operationId, json]));
}

/** Tells whether a redemption of a member was posted under one of their ids, however long ago. */
export async function hasPostedRedemption(
  queryable: Queryable,
  memberIds: readonly string[],
  redemptionId: string,
): Promise<boolean> {
  const rows = await queryable.query(
    `SELECT 1 FROM operation
      WHERE member_id = ANY($1)
        AND CASE WHEN kind IN ('redeem', 'redeemSink') AND verdict IN ('posted', 'posted_with_debt')
                 THEN json::json #>> '{body,redemptionId}' = $2
                 -- Points that paid in the same act as their receipt.
                 WHEN kind = 'earn' AND verdict IN ('posted', 'posted_with_debt')
                 THEN json::json #>> '{body,redemption,redemptionId}' = $2
                 ELSE false END
      LIMIT 1`,
    [memberIds, redemptionId],
  );
  return rows.length > 0;
}

/** Tells whether a payment or a refund of a member's stored value was posted under this id, however long ago. */
export async function hasPostedValueAct(
  queryable: Queryable,
  memberIds: readonly string[],
  id: string,
): Promise<boolean> {
  const rows = await queryable.query(
    `SELECT 1 FROM operation
      WHERE member_id = ANY($1)
        AND CASE WHEN kind IN ('payValue', 'refundValue') AND verdict IN ('posted', 'posted_with_debt')
                 THEN $2 IN (json::json #>> '{body,paymentId}', json::json #>> '{body,refundId}')
                 ELSE false END
      LIMIT 1`,
    [memberIds, id],
  );
  return rows.length > 0;
}

/** Posted operations of these members and kinds as JSON without their personal parts, newest first. */
export function listPostedOfKinds(
  queryable: Queryable,
  filter: {
    readonly memberIds: readonly string[];
    readonly kinds: readonly string[];
    readonly limit: number;
  },
): Promise<readonly { readonly memberId: string; readonly json: string }[]> {
  return queryable.query<{ memberId: string; json: string }>(
    `SELECT member_id AS "memberId", json FROM operation
      WHERE member_id = ANY($1) AND kind = ANY($2) AND verdict IN ('posted', 'posted_with_debt')
      ORDER BY at_ms DESC, install_id, terminal_seq DESC LIMIT $3`,
    [filter.memberIds, filter.kinds, filter.limit],
  );
}

/** An operation that waits for its member to come into being. */
export interface WaitingOperation {
  readonly installId: string;
  readonly terminalSeq: number;
  readonly hash: string;
  readonly memberId: string;
  readonly json: string;
  readonly personal: string | null;
}

/** What was held because nobody knew these members, in the order of arrival. */
export function findWaiting(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<readonly WaitingOperation[]> {
  return queryable.query<WaitingOperation>(
    `SELECT install_id AS "installId", terminal_seq AS "terminalSeq", hash, member_id AS "memberId", json, personal
       FROM operation
      WHERE member_id = ANY($1) AND verdict = 'held' AND reason = 'member_unknown'
      ORDER BY received_at_ms, install_id, terminal_seq`,
    [memberIds],
  );
}

/** Gives operations that were held the verdicts they have now, all in one statement. */
export async function updateVerdicts(
  queryable: Queryable,
  verdicts: readonly (Pick<WaitingOperation, 'installId' | 'terminalSeq' | 'hash'> & {
    readonly verdict: StoredOutcome;
    readonly reason: string | null;
    readonly debtPoints: number;
  })[],
): Promise<void> {
  if (verdicts.length === 0) return;
  await queryable.query(
    `UPDATE operation SET verdict = row.v, reason = row.r, debt_points = row.d::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS row(i, s, h, v, r, d)
      WHERE install_id = row.i AND terminal_seq = row.s::int8 AND hash = row.h`,
    textColumns(queryable, verdicts, [
      ({ installId }) => installId,
      ({ terminalSeq }) => terminalSeq,
      ({ hash }) => hash,
      ({ verdict }) => verdict,
      ({ reason }) => reason,
      ({ debtPoints }) => debtPoints,
    ]),
  );
}

/** Inserts operations of one install, all in one statement. */
export async function insertOperations(
  queryable: Queryable,
  install: { readonly installId: string; readonly terminalId: string },
  operations: readonly NewOperation[],
  receivedAtMs: number,
): Promise<void> {
  if (operations.length === 0) return;
  await queryable.query(
    `INSERT INTO operation (install_id, terminal_id, received_at_ms, terminal_seq, hash,
            operation_id, member_id, kind, at_ms, verdict, reason, json, personal, debt_points)
     SELECT $12, $13, $14::int8, s::int8, h, o, m, k, a::int8, v, r, j, p, d::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::text[], $9::text[], $10::text[], $11::text[]) AS row(s, h, o, m, k, a, v, r, j, p, d)`,
    [
      ...textColumns(queryable, operations, [
        ({ terminalSeq }) => terminalSeq,
        ({ hash }) => columnText(hash),
        ({ operationId }) => operationId,
        ({ memberId }) => memberId,
        ({ kind }) => columnText(kind),
        ({ atMs }) => atMs,
        ({ verdict }) => verdict,
        ({ reason }) => reason,
        ({ json }) => keptText(json),
        ({ personal }) => personal,
        ({ debtPoints }) => debtPoints,
      ]),
      install.installId,
      install.terminalId,
      receivedAtMs,
    ],
  );
}

/** An entry on its way into the ledger. */
export interface NewEntry {
  readonly memberId: string;
  readonly operationId: string;
  readonly entryNo: number;
  readonly entry: PointsEntry;
  readonly programmeVersion: number;
  readonly businessDate: string;
  readonly atMs: number;
}

/** Inserts entries into the ledger, all in one statement. */
export async function insertEntries(
  queryable: Queryable,
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await queryable.query(
    `INSERT INTO entry (member_id, operation_id, entry_no, kind, points, rule_id, lots,
            programme_version, business_date, at_ms)
     SELECT m, o, n::int4, k, p::int8, u, l, v::int8, d, a::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::text[], $9::text[], $10::text[]) AS row(m, o, n, k, p, u, l, v, d, a)`,
    textColumns(queryable, entries, [
      ({ memberId }) => memberId,
      ({ operationId }) => operationId,
      ({ entryNo }) => entryNo,
      ({ entry }) => entry.kind,
      ({ entry }) => entry.points,
      ({ entry }) => columnText(entry.ruleId),
      ({ entry }) => JSON.stringify(entry.lots),
      ({ programmeVersion }) => programmeVersion,
      ({ businessDate }) => businessDate,
      ({ atMs }) => atMs,
    ]),
  );
}

export interface OperationRow {
  readonly operationId: string | null;
  readonly kind: string;
  readonly memberId: string | null;
  /** null: an act of head office. */
  readonly terminalId: string | null;
  readonly terminalSeq: number | null;
  readonly hash: string | null;
  readonly atMs: number;
  readonly verdict: StoredOutcome;
  readonly reason: string | null;
  readonly json: string;
  /** Who did it at head office, `job:<name>`, or null where a till did. */
  readonly actor: string | null;
}

/** Operations of tills and acts of head office, those that arrived last first; those set aside included. */
export function listOperations(
  queryable: Queryable,
  filter: { readonly memberId?: string | undefined; readonly limit: number },
): Promise<readonly OperationRow[]> {
  return queryable.query<OperationRow>(
    `SELECT * FROM (
       (SELECT operation_id AS "operationId", kind, member_id AS "memberId", terminal_id AS "terminalId",
               terminal_seq AS "terminalSeq", hash, at_ms AS "atMs", verdict, reason, json, NULL AS actor,
               received_at_ms, install_id
          FROM operation WHERE ($1::text IS NULL OR member_id = $1)
         ORDER BY received_at_ms DESC, install_id, terminal_seq DESC LIMIT $2)
       UNION ALL
       (SELECT operation_id, kind, member_id, NULL, NULL, NULL, at_ms, 'posted', NULL,
               '{"body":' || body || '}', actor, at_ms, NULL
          FROM office_operation WHERE ($1::text IS NULL OR member_id = $1)
         ORDER BY at_ms DESC, operation_id DESC LIMIT $2)) AS listed
      ORDER BY received_at_ms DESC, install_id, "terminalSeq" DESC, "operationId" DESC LIMIT $2`,
    [filter.memberId ?? null, filter.limit],
  );
}
