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
