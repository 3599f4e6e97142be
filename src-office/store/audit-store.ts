import type { Queryable } from './database.ts';
import { columnText, textColumns } from './row-text.ts';

/** How far the audit has come, in the order in which operations were committed. */
export interface AuditPosition {
  readonly arrivedXid: string;
  readonly installId: string;
  readonly terminalSeq: number;
  readonly hash: string;
}

export const auditStart: AuditPosition = {
  arrivedXid: '0',
  installId: '',
  terminalSeq: 0,
  hash: '',
};

/** A posted earning, as it is audited. */
export interface AuditedOperation extends AuditPosition {
  readonly operationId: string | null;
  readonly memberId: string | null;
  readonly terminalId: string;
  readonly json: string;
  /** false: of another kind, or not posted; passed over. */
  readonly isEarning: boolean;
}

/** What the office would have decided otherwise. */
export interface AuditDifference {
  readonly operationId: string;
  readonly memberId: string;
  readonly terminalId: string;
  /** Which part differs, such as `points`. */
  readonly part: string;
  /** JSON. */
  readonly recorded: string;
  readonly expected: string;
  readonly foundAtMs: number;
}

/** Reads how far the audit has come and keeps other processes from it until the transaction ends. */
export async function lockAuditPosition(queryable: Queryable): Promise<AuditPosition> {
  await queryable.query(
    `INSERT INTO meta (name, value) VALUES ('audit_position', $1) ON CONFLICT DO NOTHING`,
    [JSON.stringify(auditStart)],
  );
  const rows = await queryable.query<{ value: string }>(
    `SELECT value FROM meta WHERE name = 'audit_position' FOR UPDATE`,
  );
  return JSON.parse(rows[0]?.value ?? JSON.stringify(auditStart)) as AuditPosition; // written here
}

export async function moveAuditOn(queryable: Queryable, position: AuditPosition): Promise<void> {
  const { arrivedXid, installId, terminalSeq, hash } = position;
  await queryable.query(`UPDATE meta SET value = $1 WHERE name = 'audit_position'`, [
    JSON.stringify({ arrivedXid, installId, terminalSeq, hash }),
  ]);
}

/**
 * Operations after a position, at most so many. As in the feed, only below the oldest transaction still running: one that
 * commits late comes with a later page.
 */
export function readUnaudited(
  queryable: Queryable,
  after: AuditPosition,
  limit: number,
): Promise<readonly AuditedOperation[]> {
  return queryable.query<AuditedOperation>(
    `SELECT arrived_xid::text AS "arrivedXid", install_id AS "installId", terminal_seq AS "terminalSeq", hash,
            operation_id AS "operationId", member_id AS "memberId", terminal_id AS "terminalId", json,
            kind = 'earn' AND verdict IN ('posted', 'posted_with_debt') AS "isEarning"
       FROM operation
      WHERE arrived_xid >= $1::xid8 AND arrived_xid < pg_snapshot_xmin(pg_current_snapshot())
        AND (arrived_xid, install_id, terminal_seq, hash) > ($1::xid8, $2, $3, $4)
      ORDER BY arrived_xid, install_id, terminal_seq, hash LIMIT $5`,
    [after.arrivedXid, after.installId, after.terminalSeq, after.hash, limit],
  );
}

/** Tells whether an operation is there that the audit may not read yet. */
export async function hasLaterOperations(
  queryable: Queryable,
  after: AuditPosition,
): Promise<boolean> {
  const rows = await queryable.query(
    `SELECT 1 FROM operation
      WHERE arrived_xid >= $1::xid8 AND (arrived_xid, install_id, terminal_seq, hash) > ($1::xid8, $2, $3, $4)
      LIMIT 1`,
    [after.arrivedXid, after.installId, after.terminalSeq, after.hash],
  );
  return rows.length > 0;
}

/** Notes differences; one that is there already stays as it is. */
export async function insertDifferences(
  queryable: Queryable,
  differences: readonly AuditDifference[],
): Promise<void> {
  if (differences.length === 0) return;
  await queryable.query(
    `INSERT INTO audit_difference (operation_id, member_id, terminal_id, part, recorded, expected, found_at_ms)
     SELECT o, m, t, p, r, e, f::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         AS row(o, m, t, p, r, e, f)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, differences, [
      ({ operationId }) => operationId,
      ({ memberId }) => memberId,
      ({ terminalId }) => terminalId,
      ({ part }) => part,
      ({ recorded }) => columnText(recorded),
      ({ expected }) => columnText(expected),
      ({ foundAtMs }) => foundAtMs,
    ]),
  );
}

/** Differences, those found last first. */
export function listDifferences(
  queryable: Queryable,
  limit: number,
): Promise<readonly AuditDifference[]> {
  return queryable.query<AuditDifference>(
    `SELECT operation_id AS "operationId", member_id AS "memberId", terminal_id AS "terminalId", part,
            recorded, expected, found_at_ms AS "foundAtMs"
       FROM audit_difference ORDER BY found_at_ms DESC, operation_id LIMIT $1`,
    [limit],
  );
}

/** Reads how far the audit has come, for showing it. */
export async function readAuditPosition(queryable: Queryable): Promise<AuditPosition> {
  const rows = await queryable.query<{ value: string }>(
    `SELECT value FROM meta WHERE name = 'audit_position'`,
  );
  return JSON.parse(rows[0]?.value ?? JSON.stringify(auditStart)) as AuditPosition; // written here
}
