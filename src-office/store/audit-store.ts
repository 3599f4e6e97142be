import type { AuditStanding, OtherHands } from '../../src-shared/domain/audit/audit-finding.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
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

/** A posted operation, as it is audited. */
export interface AuditedOperation extends AuditPosition {
  readonly operationId: string | null;
  readonly memberId: string | null;
  readonly terminalId: string;
  readonly json: string;
  /** false: not posted; passed over. */
  readonly isPosted: boolean;
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
  /** Whether the till may have been behind. */
  readonly standing: AuditStanding;
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
            verdict IN ('posted', 'posted_with_debt') AS "isPosted"
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
    `INSERT INTO audit_difference (operation_id, member_id, terminal_id, part, recorded, expected, found_at_ms, standing)
     SELECT o, m, t, p, r, e, f::int8, s
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
         AS row(o, m, t, p, r, e, f, s)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, differences, [
      ({ operationId }) => operationId,
      ({ memberId }) => memberId,
      ({ terminalId }) => terminalId,
      ({ part }) => part,
      ({ recorded }) => columnText(recorded),
      ({ expected }) => columnText(expected),
      ({ foundAtMs }) => foundAtMs,
      ({ standing }) => standing,
    ]),
  );
}

/** Differences, those found last first; of one standing where it is named. */
export function listDifferences(
  queryable: Queryable,
  { limit, standing }: { readonly limit: number; readonly standing?: AuditStanding | undefined },
): Promise<readonly AuditDifference[]> {
  return queryable.query<AuditDifference>(
    `SELECT operation_id AS "operationId", member_id AS "memberId", terminal_id AS "terminalId", part,
            recorded, expected, found_at_ms AS "foundAtMs", standing
       FROM audit_difference WHERE $2::text IS NULL OR standing = $2
      ORDER BY found_at_ms DESC, operation_id LIMIT $1`,
    [limit, standing ?? null],
  );
}

/** Reads how far the audit has come, for showing it. */
export async function readAuditPosition(queryable: Queryable): Promise<AuditPosition> {
  const rows = await queryable.query<{ value: string }>(
    `SELECT value FROM meta WHERE name = 'audit_position'`,
  );
  return JSON.parse(rows[0]?.value ?? JSON.stringify(auditStart)) as AuditPosition; // written here
}

/**
 * Reads who else had done something to the member of an operation, whom `memberIds` are all ids of. Another till of the store may
 * have told this one what head office has not heard of, until it has told head office everything up to then.
 */
export async function readOtherHands(
  queryable: Queryable,
  { installId, terminalSeq, storeId, atMs }: Operation,
  memberIds: readonly string[],
): Promise<OtherHands> {
  const [hands] = await queryable.query<OtherHands>(
    `SELECT EXISTS (SELECT 1 FROM operation WHERE member_id = ANY($1) AND install_id <> $2)
              OR EXISTS (SELECT 1 FROM office_operation WHERE member_id = ANY($1)) AS "hasOthers",
            EXISTS (SELECT 1 FROM operation
                     WHERE member_id = ANY($1) AND install_id = $2 AND terminal_seq > $3) AS "hasLater",
            EXISTS (SELECT 1 FROM operation WHERE member_id = ANY($1) AND verdict = 'held')
              OR EXISTS (SELECT 1 FROM office_operation
                          WHERE member_id = ANY($1) AND kind IN ('mergeIn', 'mergeOut', 'unmerge'))
              OR EXISTS (SELECT 1 FROM install JOIN terminal USING (terminal_id)
                          WHERE store_id = $4 AND status = 'active' AND install_id <> $2 AND whole_at_ms < $5)
              AS "hasUnheard"`,
    [memberIds, installId, terminalSeq, storeId, atMs],
  );
  return hands ?? { hasOthers: true, hasLater: true, hasUnheard: true };
}

/** Reads the operation of a member that spent under an id, by the name that its kind gives it; null where there is none. */
export async function readSpend(
  queryable: Queryable,
  memberIds: readonly string[],
  spend: { readonly redemptionId: string } | { readonly paymentId: string },
): Promise<string | null> {
  const isPayment = 'paymentId' in spend;
  const [row] = await queryable.query<{ json: string }>(
    `SELECT json FROM operation
      WHERE member_id = ANY($1) AND kind = ANY($2)
        AND CASE WHEN verdict IN ('posted', 'posted_with_debt') THEN json::json -> 'body' ->> $3 = $4 END
      LIMIT 1`,
    [
      memberIds,
      isPayment ? ['payValue'] : ['redeem', 'redeemSink'],
      isPayment ? 'paymentId' : 'redemptionId',
      isPayment ? spend.paymentId : spend.redemptionId,
    ],
  );
  return row?.json ?? null;
}
