import type { CaseEvidence, ReviewCase } from '../../src-shared/domain/review/review-case.ts';
import type { Queryable } from './database.ts';
import { columnText, textColumns } from './row-text.ts';
import type { reviewCaseTable } from './tables.ts';

type Row = typeof reviewCaseTable.$inferSelect;

/** A case as it stands. */
export interface CaseRow
  extends ReviewCase, Pick<Row, 'state' | 'decidedBy' | 'decidedAtMs' | 'reason'> {}

const columns = `case_id AS "caseId", kind, member_id AS "memberId", operator_id AS "operatorId", evidence,
  state, opened_at_ms AS "openedAtMs", decided_by AS "decidedBy", decided_at_ms AS "decidedAtMs", reason`;

/** Opens cases, all in one statement. What was opened before, decided or not, stays as it is. */
export async function openCases(queryable: Queryable, cases: readonly ReviewCase[]): Promise<void> {
  await insertCases(queryable, cases, 'ON CONFLICT DO NOTHING');
}

/**
 * Opens cases, or says of those opened before what is known now. One that was decided on less is open again, with what was
 * said of it then.
 */
export async function updateCases(
  queryable: Queryable,
  cases: readonly ReviewCase[],
): Promise<void> {
  await insertCases(
    queryable,
    cases,
    `ON CONFLICT (case_id) DO UPDATE SET evidence = excluded.evidence, state = 'open'
      WHERE review_case.evidence <> excluded.evidence`,
  );
}

async function insertCases(
  queryable: Queryable,
  cases: readonly ReviewCase[],
  onConflict: string,
): Promise<void> {
  if (cases.length === 0) return;
  await queryable.query(
    `INSERT INTO review_case (case_id, kind, member_id, operator_id, evidence, state, opened_at_ms)
     SELECT c, k, m, o, e, 'open', a::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS row(c, k, m, o, e, a)
     ${onConflict}`,
    textColumns(queryable, cases, [
      ({ caseId }) => columnText(caseId),
      ({ kind }) => kind,
      ({ memberId }) => memberId,
      ({ operatorId }) => (operatorId === null ? null : columnText(operatorId)),
      ({ evidence }) => columnText(JSON.stringify(evidence)),
      ({ openedAtMs }) => openedAtMs,
    ]),
  );
}

/** A case with the personal parts of the operations that dispute its line, as a list in JSON; null where there are none. */
export interface ToldCase extends CaseRow {
  readonly personal: string | null;
}

/** Of a case `c` about a line: what was said whenever somebody disputed it, the earliest first. */
export const disputePersonal = `(SELECT json_agg(o.personal ORDER BY o.received_at_ms, o.operation_id)::text
               FROM operation o
              WHERE o.kind = 'disputeEntry' AND o.personal IS NOT NULL
                AND (o.operation_id = c.evidence::json ->> 'operationId'
                     OR o.member_id = c.member_id
                        AND o.json::json #>> '{body,kind}' = c.evidence::json ->> 'entryKind'
                        AND o.json::json #>> '{body,atMs}' = c.evidence::json ->> 'atMs'
                        AND o.json::json #>> '{body,reference}' = c.evidence::json ->> 'reference'))`;

/** Cases in the order they were opened, with what a member said of a line; `after` is the last of the page before. */
export async function listCases(
  queryable: Queryable,
  wanted: {
    readonly state?: Row['state'] | undefined;
    readonly memberId?: string | undefined;
    readonly after: Pick<ReviewCase, 'openedAtMs' | 'caseId'> | null;
    readonly limit: number;
  },
): Promise<readonly ToldCase[]> {
  const { state = null, memberId = null, after, limit } = wanted;
  const rows = await queryable.query<Row & { readonly personal: string | null }>(
    `SELECT ${columns},
            CASE WHEN kind = 'entry_disputed' THEN ${disputePersonal} END AS personal
       FROM review_case c
      WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR member_id = $2)
        AND (opened_at_ms, case_id) > ($3::int8, $4)
      ORDER BY opened_at_ms, case_id LIMIT $5`,
    [state, memberId, after?.openedAtMs ?? 0, after?.caseId ?? '', limit],
  );
  return rows.map((row) => ({ ...toCase(row), personal: row.personal }));
}

/** A pair that somebody at a counter takes for one person. */
export interface ProposedMerge {
  readonly caseId: string;
  readonly memberId: string;
  readonly otherMemberId: string;
  /** Who said so. */
  readonly operatorId: string;
  readonly openedAtMs: number;
}

/**
 * Pairs that somebody at a counter takes for one person (ID-10), as long as nobody has decided; the earliest first. Of all
 * stores, or of the one where it was said.
 */
export function listProposedMerges(
  queryable: Queryable,
  { storeId, limit }: { readonly storeId: string | null; readonly limit: number },
): Promise<readonly ProposedMerge[]> {
  return queryable.query<ProposedMerge>(
    `SELECT case_id AS "caseId", member_id AS "memberId", evidence::json ->> 'otherMemberId' AS "otherMemberId",
            evidence::json ->> 'operatorId' AS "operatorId", opened_at_ms AS "openedAtMs"
       FROM review_case
      WHERE state = 'open' AND kind = 'possible_duplicate'
        AND ($1::text IS NULL OR evidence::json ->> 'storeId' = $1)
      ORDER BY opened_at_ms, case_id LIMIT $2`,
    [storeId, limit],
  );
}

/** What coupons used twice took off, by who bears it; a case that a person dismissed is the campaign's (CP-09, OF-09). */
export interface ConflictCost {
  readonly templateId: string;
  readonly storeId: string;
  readonly paidBy: 'campaign' | 'store';
  readonly conflictCount: number;
  readonly offFen: number;
}

interface Time {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A case of a coupon used twice: the operation whose use did not count, and what counted when that was found. */
export interface ConflictCase {
  readonly caseId: string;
  readonly couponId: string;
  readonly standsOperationId: string;
  readonly lostOperationId: string;
}

/** All cases of the coupons that were found used twice in some time. */
export function listConflictCases(
  queryable: Queryable,
  { fromMs, toMs }: Time,
): Promise<readonly ConflictCase[]> {
  return queryable.query<ConflictCase>(
    `WITH conflict AS (SELECT case_id, opened_at_ms, evidence::json AS e FROM review_case WHERE kind = 'coupon_conflict')
     SELECT case_id AS "caseId", e ->> 'couponId' AS "couponId",
            coalesce(e ->> 'standsOperationId', '') AS "standsOperationId",
            coalesce(e ->> 'lostOperationId', '') AS "lostOperationId"
       FROM conflict WHERE e ->> 'couponId' IN
         (SELECT e ->> 'couponId' FROM conflict WHERE opened_at_ms >= $1::int8 AND opened_at_ms < $2::int8)`,
    [fromMs, toMs],
  );
}

/**
 * Adds up the coupons found used twice in some time, by template and the store of the use that did not count; those of
 * `freeCaseIds` took nothing off that should not have been.
 */
export function readConflictCosts(
  queryable: Queryable,
  { fromMs, toMs, freeCaseIds }: Time & { readonly freeCaseIds: readonly string[] },
): Promise<readonly ConflictCost[]> {
  return queryable.query<ConflictCost>(
    `SELECT e ->> 'templateId' AS "templateId", e ->> 'lostStoreId' AS "storeId",
            CASE WHEN state = 'dismissed' THEN 'campaign' ELSE e ->> 'paidBy' END AS "paidBy",
            count(*) AS "conflictCount",
            coalesce(sum((e ->> 'offFen')::int8) FILTER (WHERE case_id <> ALL($3::text[])), 0)::int8 AS "offFen"
       FROM (SELECT case_id, state, evidence::json AS e FROM review_case
              WHERE kind = 'coupon_conflict' AND opened_at_ms >= $1::int8 AND opened_at_ms < $2::int8) AS conflict
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [fromMs, toMs, freeCaseIds],
  );
}

/** Reads a case and keeps others from deciding it until the transaction ends. */
export async function lockCase(queryable: Queryable, caseId: string): Promise<CaseRow | null> {
  const rows = await queryable.query<Row>(
    `SELECT ${columns} FROM review_case WHERE case_id = $1 FOR UPDATE`,
    [caseId],
  );
  return rows[0] === undefined ? null : toCase(rows[0]);
}

/** Decides a locked case. */
export async function decideCase(
  queryable: Queryable,
  caseId: string,
  decided: {
    readonly state: 'confirmed' | 'dismissed';
    readonly decidedBy: string;
    readonly decidedAtMs: number;
    readonly reason: string;
  },
): Promise<void> {
  await queryable.query(
    `UPDATE review_case SET state = $2, decided_by = $3, decided_at_ms = $4, reason = $5
      WHERE case_id = $1`,
    [caseId, decided.state, decided.decidedBy, decided.decidedAtMs, columnText(decided.reason)],
  );
}

function toCase(row: Row): CaseRow {
  const kind = row.kind as ReviewCase['kind']; // only those are opened
  return { ...row, kind, evidence: JSON.parse(row.evidence) as CaseEvidence }; // written above
}
