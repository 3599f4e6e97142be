import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import type { Queryable } from './database.ts';
import { columnText, textColumns } from './row-text.ts';

/** An operation that earns on a receipt. */
export interface ReceiptClaim {
  readonly receipt: ReceiptKey;
  readonly terminalSeq: number;
}

/**
 * Gives each receipt to the first operation that claims it, for good, and answers the terminalSeq of those of this install
 * that came too late. Receipts are taken in their order, so that two batches with the same ones never wait for each other;
 * one that another transaction is taking is waited for.
 */
export async function claimReceipts(
  queryable: Queryable,
  installId: string,
  claims: readonly ReceiptClaim[],
): Promise<ReadonlySet<number>> {
  if (claims.length === 0) return new Set();
  const rows = await queryable.query<{ terminalSeq: number }>(
    `INSERT INTO receipt_key (store_id, business_date, receipt_no, install_id, terminal_seq)
     SELECT s, d, n, $5, q::int8
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS row(s, d, n, q)
      ORDER BY s COLLATE "C", d COLLATE "C", n COLLATE "C", q::int8
     ON CONFLICT DO NOTHING RETURNING terminal_seq AS "terminalSeq"`,
    [
      ...textColumns(queryable, claims, [
        ({ receipt }) => columnText(receipt.storeId),
        ({ receipt }) => receipt.businessDate,
        ({ receipt }) => columnText(receipt.receiptNo),
        ({ terminalSeq }) => terminalSeq,
      ]),
      installId,
    ],
  );
  const won = new Set(rows.map(({ terminalSeq }) => terminalSeq));
  return new Set(claims.map(({ terminalSeq }) => terminalSeq).filter((seq) => !won.has(seq)));
}

/**
 * Says that something about these receipts is new, so that the feed brings them to their store again. Those that are not
 * there yet come when they are claimed. Rows are locked in their order, so that two batches never wait for each other.
 */
export async function touchReceipts(
  queryable: Queryable,
  receipts: readonly ReceiptKey[],
): Promise<void> {
  if (receipts.length === 0) return;
  await queryable.query(
    `UPDATE receipt_key SET changed_xid = pg_current_xact_id()
       FROM (SELECT k.store_id, k.business_date, k.receipt_no FROM receipt_key k
               JOIN unnest($1::text[], $2::text[], $3::text[]) AS row(s, d, n)
                 ON k.store_id = row.s AND k.business_date = row.d AND k.receipt_no = row.n
              ORDER BY k.store_id, k.business_date, k.receipt_no FOR UPDATE OF k) AS touched
      WHERE receipt_key.store_id = touched.store_id AND receipt_key.business_date = touched.business_date
        AND receipt_key.receipt_no = touched.receipt_no`,
    textColumns(queryable, receipts, [
      ({ storeId }) => columnText(storeId),
      ({ businessDate }) => businessDate,
      ({ receiptNo }) => columnText(receiptNo),
    ]),
  );
}

/** A place in the feed of a store's receipts: after this one as that transaction changed it. */
export interface ReceiptPosition {
  readonly changedXid: string;
  readonly businessDate: string;
  readonly receiptNo: string;
}

export const receiptStart: ReceiptPosition = { changedXid: '0', businessDate: '', receiptNo: '' };

/** A receipt as the feed finds it. */
export interface FeedReceiptRow extends ReceiptPosition {
  /** Whose operation earned on it. */
  readonly installId: string;
  /** The operation that earned on it, as JSON; null where none that counts has. */
  readonly json: string | null;
}

/**
 * Receipts of a store that changed after a position, of a day and later, in the order of change. As with members, one that
 * commits late is never passed over.
 */
export function readReceiptPage(
  queryable: Queryable,
  after: ReceiptPosition,
  wanted: { readonly storeId: string; readonly fromDay: string; readonly limit: number },
): Promise<readonly FeedReceiptRow[]> {
  return queryable.query<FeedReceiptRow>(
    `SELECT k.changed_xid::text AS "changedXid", k.business_date AS "businessDate",
            k.receipt_no AS "receiptNo", k.install_id AS "installId", o.json
       FROM (SELECT * FROM receipt_key
              WHERE store_id = $1 AND (changed_xid, business_date, receipt_no) > ($2::xid8, $3, $4)
                AND changed_xid < pg_snapshot_xmin(pg_current_snapshot()) AND business_date >= $5
              ORDER BY changed_xid, business_date, receipt_no LIMIT $6) AS k
       LEFT JOIN operation o ON o.install_id = k.install_id AND o.terminal_seq = k.terminal_seq
             AND o.kind = 'earn' AND o.verdict IN ('posted', 'posted_with_debt')
      ORDER BY k.changed_xid, k.business_date, k.receipt_no`,
    [
      wanted.storeId,
      after.changedXid,
      after.businessDate,
      after.receiptNo,
      wanted.fromDay,
      wanted.limit,
    ],
  );
}
