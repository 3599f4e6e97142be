import type { Queryable } from './database.ts';

/** An entry of the ledger with the operation it came with. */
export interface LedgerRow {
  readonly operationId: string;
  readonly entryNo: number;
  readonly kind: string;
  readonly points: number;
  readonly ruleId: string;
  readonly programmeVersion: number;
  readonly businessDate: string;
  readonly atMs: number;
  /** The operation of a till as JSON, or null. */
  readonly json: string | null;
  readonly hash: string | null;
  /** null: of an act of head office. */
  readonly terminalName: string | null;
  /** The act of head office: its body as JSON, who did it, and by how much either changed the debt. */
  readonly officeBody: string | null;
  readonly actor: string | null;
  readonly debtPoints: number;
}

/** The place of an entry in a ledger. */
export interface LedgerPosition {
  readonly atMs: number;
  readonly operationId: string;
  readonly entryNo: number;
}

const newest = { atMs: Number.MAX_SAFE_INTEGER, operationId: '', entryNo: 0 };

/** Reads entries of a member older than a position, newest first. */
export function listLedger(
  queryable: Queryable,
  memberId: string,
  page: { readonly before: LedgerPosition | null; readonly limit: number },
): Promise<readonly LedgerRow[]> {
  const { atMs, operationId, entryNo } = page.before ?? newest;
  return queryable.query<LedgerRow>(
    `SELECT entry.operation_id AS "operationId", entry_no AS "entryNo", entry.kind, entry.points,
            rule_id AS "ruleId", entry.programme_version AS "programmeVersion",
            entry.business_date AS "businessDate", entry.at_ms AS "atMs", operation.json,
            operation.hash, terminal_name AS "terminalName",
            office_operation.body AS "officeBody", office_operation.actor,
            coalesce(operation.debt_points, office_operation.debt_points, 0) AS "debtPoints"
       FROM (SELECT * FROM entry
              WHERE member_id = $1 AND (at_ms, operation_id, entry_no) < ($2::int8, $3, $4::int4)
              ORDER BY at_ms DESC, operation_id DESC, entry_no DESC LIMIT $5) AS entry
       LEFT JOIN operation ON operation.operation_id = entry.operation_id
       LEFT JOIN terminal USING (terminal_id)
       LEFT JOIN office_operation ON office_operation.operation_id = entry.operation_id
      ORDER BY entry.at_ms DESC, entry.operation_id DESC, entry_no DESC`,
    [memberId, atMs, operationId, entryNo, page.limit],
  );
}

/** The sum of a member's entries from a position on to the newest. */
export async function sumLedgerFrom(
  queryable: Queryable,
  memberId: string,
  { atMs, operationId, entryNo }: LedgerPosition,
): Promise<number> {
  const [row] = await queryable.query<{ points: number }>(
    `SELECT coalesce(sum(points), 0)::int8 AS points FROM entry
      WHERE member_id = $1 AND (at_ms, operation_id, entry_no) >= ($2::int8, $3, $4::int4)`,
    [memberId, atMs, operationId, entryNo],
  );
  return row?.points ?? 0;
}
