import type { Draw, Winner } from '../../src-shared/domain/draw/draw.ts';
import type { Queryable } from './database.ts';
import { columnText } from './row-text.ts';
import { anyReceipt } from './receipt-store.ts';
import type { drawTable } from './tables.ts';

type Row = typeof drawTable.$inferSelect;

/** A draw as it stands. */
export interface DrawRow extends Omit<Row, 'terms' | 'winners'> {
  readonly draw: Draw;
  /** null until it is drawn. */
  readonly winners: readonly Winner[] | null;
}

const columns = `draw_id AS "drawId", terms, seed, created_at_ms AS "createdAtMs", public_text AS "publicText",
  entry_count AS "entryCount", winners, drawn_by AS "drawnBy", drawn_at_ms AS "drawnAtMs"`;

/** Adds a draw; answers the one of that id that is there already instead. */
export async function insertDraw(
  queryable: Queryable,
  made: { readonly draw: Draw; readonly seed: string; readonly createdAtMs: number },
): Promise<DrawRow | null> {
  const { draw, seed, createdAtMs } = made;
  const rows = await queryable.query(
    `INSERT INTO draw (draw_id, terms, seed, created_at_ms) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING draw_id`,
    [draw.drawId, columnText(JSON.stringify(draw)), seed, createdAtMs],
  );
  return rows.length > 0 ? null : lockDraw(queryable, draw.drawId);
}

/** Reads a draw and keeps others from drawing it until the transaction ends. */
export async function lockDraw(queryable: Queryable, drawId: string): Promise<DrawRow | null> {
  const rows = await queryable.query<Row>(
    `SELECT ${columns} FROM draw WHERE draw_id = $1 FOR UPDATE`,
    [drawId],
  );
  return rows[0] === undefined ? null : toDraw(rows[0]);
}

/** All draws, the latest first. */
export async function listDraws(queryable: Queryable): Promise<readonly DrawRow[]> {
  const rows = await queryable.query<Row>(
    `SELECT ${columns} FROM draw ORDER BY created_at_ms DESC, draw_id LIMIT 1000`,
  );
  return rows.map(toDraw);
}

/** What a receipt must be to take part in the draw of $1 (days, stores, amount), once ever. */
const eligible = `
  FROM ${anyReceipt} k
  JOIN operation o ON o.operation_id = k.operation_id
       AND o.kind = 'earn' AND o.verdict IN ('posted', 'posted_with_debt')
 WHERE k.business_date >= $1 AND k.business_date <= $2
   AND (cardinality($3::text[]) = 0 OR k.store_id = ANY($3))
   AND (SELECT sum((line ->> 'amountFen')::int8) FROM json_array_elements(o.json::json #> '{body,lines}') AS line) >= $4
   -- Whose goods came back takes no part.
   AND NOT EXISTS (
     SELECT 1 FROM operation r
      WHERE r.member_id = o.member_id AND r.kind = 'refund'
        AND r.json::json #>> '{body,receipt,storeId}' = k.store_id
        AND r.json::json #>> '{body,receipt,businessDate}' = k.business_date
        AND r.json::json #>> '{body,receipt,receiptNo}' = k.receipt_no
        AND NOT EXISTS (
          SELECT 1 FROM operation s
           WHERE s.operation_id = r.json::json #>> '{body,saleOperationId}' AND s.operation_id <> o.operation_id
             AND s.kind = 'earn' AND s.verdict IN ('posted', 'posted_with_debt')))
   -- Nor do those who could let themselves win.
   AND NOT EXISTS (SELECT 1 FROM staff_member s WHERE s.member_id = o.member_id)`;

function termsOf({ fromDay, toDay, storeIds, minAmountFen }: Draw): readonly unknown[] {
  return [fromDay, toDay, storeIds, minAmountFen];
}

/** How many receipts take part as it stands now. */
export async function countEligible(queryable: Queryable, draw: Draw): Promise<number> {
  const rows = await queryable.query<{ count: number }>(
    `SELECT count(*) AS count ${eligible}
        AND NOT EXISTS (
          SELECT 1 FROM draw_entry e
           WHERE e.store_id = k.store_id AND e.business_date = k.business_date
             AND e.receipt_no = k.receipt_no AND e.install_id = k.install_id AND e.draw_id <> $5)`,
    [...termsOf(draw), draw.drawId],
  );
  return rows[0]?.count ?? 0;
}

/** Enters all receipts that take part and were in no draw before. */
export async function insertEntries(queryable: Queryable, draw: Draw): Promise<void> {
  await queryable.query(
    `INSERT INTO draw_entry (store_id, business_date, receipt_no, install_id, draw_id, member_id)
     SELECT k.store_id, k.business_date, k.receipt_no, k.install_id, $5, o.member_id ${eligible}
     ON CONFLICT DO NOTHING`,
    [...termsOf(draw), draw.drawId],
  );
}

/** A receipt that takes part, as it is named everywhere. */
export interface EntryRow {
  readonly entryKey: string;
  readonly memberId: string;
}

/** The entries of a draw in the order of their keys; `after` is the last of the page before. */
export function listEntries(
  queryable: Queryable,
  drawId: string,
  page: { readonly after: string; readonly limit: number } = { after: '', limit: 10_000_000 },
): Promise<readonly EntryRow[]> {
  return queryable.query<EntryRow>(
    `SELECT * FROM (
       SELECT (store_id || '|' || business_date || '|' || receipt_no || '|' || install_id) COLLATE "C" AS "entryKey",
              member_id AS "memberId"
         FROM draw_entry WHERE draw_id = $1) AS entry
      WHERE "entryKey" > $2 ORDER BY "entryKey" LIMIT $3`,
    [drawId, page.after, page.limit],
  );
}

/** Writes what a draw came to. */
export async function closeDraw(
  queryable: Queryable,
  drawId: string,
  drawn: {
    readonly publicText: string;
    readonly entryCount: number;
    readonly winners: readonly Winner[];
    readonly drawnBy: string;
    readonly drawnAtMs: number;
  },
): Promise<void> {
  await queryable.query(
    `UPDATE draw SET public_text = $2, entry_count = $3, winners = $4, drawn_by = $5, drawn_at_ms = $6
      WHERE draw_id = $1`,
    [
      drawId,
      columnText(drawn.publicText),
      drawn.entryCount,
      columnText(JSON.stringify(drawn.winners)),
      drawn.drawnBy,
      drawn.drawnAtMs,
    ],
  );
}

function toDraw({ terms, winners, ...row }: Row): DrawRow {
  return {
    ...row,
    draw: JSON.parse(terms) as Draw, // written above
    winners: winners === null ? null : (JSON.parse(winners) as readonly Winner[]), // written above
  };
}
