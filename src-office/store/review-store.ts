import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import { type CaseRow, disputePersonal } from './case-store.ts';
import type { Queryable } from './database.ts';
import { anyReceipt } from './receipt-store.ts';
import { columnText, textColumns } from './row-text.ts';
import type { Install } from './terminal-store.ts';

/** Who earned on a receipt, and where. */
export interface EarnedBy {
  readonly key: ReceiptKey;
  /** What earned on it. */
  readonly operationId: string;
  readonly operatorId: string | null;
  readonly terminalName: string | null;
}

/** Reads who earned on some receipts of a store, all in one statement; one that no till has sent is not in it. */
export async function readEarnedBy(
  queryable: Queryable,
  storeId: string,
  receipts: readonly ReceiptKey[],
): Promise<readonly EarnedBy[]> {
  if (receipts.length === 0) return [];
  const rows = await queryable.query<Omit<EarnedBy, 'key'> & Omit<ReceiptKey, 'storeId'>>(
    `SELECT DISTINCT operation_id AS "operationId", k.receipt_no AS "receiptNo", k.business_date AS "businessDate",
            o.json::json ->> 'operatorId' AS "operatorId", t.terminal_name AS "terminalName"
       FROM unnest($1::text[], $2::text[]) AS row(d, n)
       JOIN ${anyReceipt} k ON k.store_id = $3 AND k.business_date = row.d AND k.receipt_no = row.n
       JOIN operation o USING (operation_id)
       LEFT JOIN terminal t ON t.terminal_id = o.terminal_id
      WHERE o.kind = 'earn' AND o.verdict IN ('posted', 'posted_with_debt')`,
    [
      ...textColumns(queryable, receipts, [
        ({ businessDate }) => businessDate,
        ({ receiptNo }) => columnText(receiptNo),
      ]),
      storeId,
    ],
  );
  return rows.map(({ businessDate, receiptNo, ...row }) => ({
    ...row,
    key: { storeId, businessDate, receiptNo },
  }));
}

/** Reads the operations that posted some receipts of a store at other tills than the one that asks, also alike (PL-10). */
export function readSoldElsewhere(
  queryable: Queryable,
  { storeId, installId }: Install,
  receipts: readonly Pick<ReceiptKey, 'businessDate' | 'receiptNo'>[],
): Promise<readonly { readonly json: string; readonly terminalName: string | null }[]> {
  if (receipts.length === 0) return Promise.resolve([]);
  return queryable.query(
    `SELECT o.json, t.terminal_name AS "terminalName"
       FROM unnest($1::text[], $2::text[]) AS row(d, n)
       JOIN ${anyReceipt} k ON k.store_id = $3 AND k.business_date = row.d AND k.receipt_no = row.n
       JOIN operation o USING (operation_id)
       LEFT JOIN terminal t ON t.terminal_id = o.terminal_id
      WHERE k.install_id <> $4 AND o.kind = 'earn' AND o.verdict IN ('posted', 'posted_with_debt')
      ORDER BY o.operation_id`,
    [
      ...textColumns(queryable, receipts, [
        ({ businessDate }) => businessDate,
        ({ receiptNo }) => columnText(receiptNo),
      ]),
      storeId,
      installId,
    ],
  );
}

/** An act of head office, as a dispute of its line asks for it. */
export interface OfficeActRow {
  readonly operationId: string;
  readonly kind: string;
  readonly actor: string;
  readonly atMs: number;
  /** As JSON. */
  readonly body: string;
}

/** Reads the act of head office of an id, or where none is named those of a moment on a member. */
export function readOfficeActs(
  queryable: Queryable,
  wanted: {
    readonly operationId: string | null;
    readonly memberId: string;
    readonly atMs: number;
  },
): Promise<readonly OfficeActRow[]> {
  return queryable.query<OfficeActRow>(
    `SELECT operation_id AS "operationId", kind, actor, at_ms AS "atMs", body FROM office_operation
      WHERE operation_id = $1 OR ($1::text IS NULL AND member_id = $2 AND at_ms = $3::int8)
      ORDER BY operation_id`,
    [wanted.operationId, wanted.memberId, wanted.atMs],
  );
}

/** An operation of a till as a case names it: its hash in the chain, and who did it. */
export async function findTillAct(
  queryable: Queryable,
  operationId: string,
): Promise<{ readonly hash: string; readonly operatorId: string | null } | null> {
  const [row] = await queryable.query<{ hash: string; operatorId: string | null }>(
    `SELECT hash, json::json ->> 'operatorId' AS "operatorId" FROM operation WHERE operation_id = $1`,
    [operationId],
  );
  return row ?? null;
}

/** A case about a coupon that was used twice, with the names of both tills. */
export interface ConflictRow {
  readonly caseId: string;
  readonly memberId: string;
  readonly evidence: string;
  readonly state: 'open' | 'confirmed' | 'dismissed';
  readonly standsTerminal: string | null;
  readonly lostTerminal: string | null;
}

/** Coupons that were used twice since a moment, once of it at a store, the latest first. */
export function listConflictsOfStore(
  queryable: Queryable,
  wanted: { readonly storeId: string; readonly sinceMs: number; readonly limit: number },
): Promise<readonly ConflictRow[]> {
  return queryable.query<ConflictRow>(
    `SELECT c.case_id AS "caseId", c.member_id AS "memberId", c.evidence, c.state,
            (SELECT t.terminal_name FROM operation o JOIN terminal t USING (terminal_id)
              WHERE o.operation_id = c.evidence::json ->> 'standsOperationId') AS "standsTerminal",
            (SELECT t.terminal_name FROM operation o JOIN terminal t USING (terminal_id)
              WHERE o.operation_id = c.evidence::json ->> 'lostOperationId') AS "lostTerminal"
       FROM review_case c
      WHERE c.state IN ('open', 'confirmed', 'dismissed') AND c.opened_at_ms >= $2::int8
        AND c.kind = 'coupon_conflict'
        AND $1 IN (c.evidence::json ->> 'standsStoreId', c.evidence::json ->> 'lostStoreId')
      ORDER BY c.opened_at_ms DESC, c.case_id LIMIT $3`,
    [wanted.storeId, wanted.sinceMs, wanted.limit],
  );
}

/** A case about a line of a ledger, with the personal parts of the operations that dispute it. */
export interface DisputeRow extends Pick<
  CaseRow,
  'caseId' | 'memberId' | 'state' | 'openedAtMs' | 'decidedAtMs' | 'reason'
> {
  readonly evidence: string;
  /** As a list in JSON; null where nothing was said, or it was erased. */
  readonly personal: string | null;
}

/** Lines that somebody of a store disputes: those that nobody has decided first, then the latest since a moment. */
export function listDisputesOfStore(
  queryable: Queryable,
  wanted: { readonly storeId: string; readonly sinceMs: number; readonly limit: number },
): Promise<readonly DisputeRow[]> {
  return queryable.query<DisputeRow>(
    `SELECT c.case_id AS "caseId", c.member_id AS "memberId", c.evidence, c.state,
            c.opened_at_ms AS "openedAtMs", c.decided_at_ms AS "decidedAtMs", c.reason,
            ${disputePersonal} AS personal
       FROM review_case c
      WHERE c.kind = 'entry_disputed' AND (c.state = 'open' OR c.opened_at_ms >= $2::int8)
        AND c.evidence::json ->> 'storeId' = $1
      ORDER BY c.state <> 'open', c.opened_at_ms DESC, c.case_id LIMIT $3`,
    [wanted.storeId, wanted.sinceMs, wanted.limit],
  );
}

/** A refund of an unknown receipt that waits, with its operation. */
export interface WaitingRefundRow {
  readonly operationId: string;
  readonly refused: string | null;
  readonly json: string;
  readonly terminalName: string | null;
}

/** Refunds that a store took without knowing their receipt and that wait, those that need a person first. */
export function listWaitingRefundsOfStore(
  queryable: Queryable,
  storeId: string,
  limit: number,
): Promise<readonly WaitingRefundRow[]> {
  return queryable.query<WaitingRefundRow>(
    `SELECT w.operation_id AS "operationId", w.refused, o.json, t.terminal_name AS "terminalName"
       FROM waiting_refund w
       JOIN operation o ON o.operation_id = w.operation_id
       JOIN terminal t ON t.terminal_id = o.terminal_id
      WHERE t.store_id = $1
      ORDER BY w.refused IS NULL, o.at_ms DESC LIMIT $2`,
    [storeId, limit],
  );
}
