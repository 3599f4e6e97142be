import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import {
  isSameSale,
  saleOfEarning,
  type Sale,
} from '../../src-shared/domain/receipt/is-same-sale.ts';
import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import type { Queryable } from './database.ts';
import { readJsonById } from './operation-store.ts';
import { columnText, textColumns } from './row-text.ts';

/** An operation that earns on a receipt. */
export interface ReceiptClaim {
  readonly receipt: ReceiptKey;
  readonly operationId: string;
  readonly sale: Sale;
}

/** Receipts by whoever sold them, also under a number that another install had used. */
export const anyReceipt = `(SELECT store_id, business_date, receipt_no, install_id, operation_id, changed_xid FROM receipt_key
        UNION ALL
       SELECT store_id, business_date, receipt_no, install_id, operation_id, changed_xid FROM receipt_reuse)`;

/**
 * Gives each receipt to the first operation that claims it, for good, and answers the operations of this install
 * that came too late for one that has earned (PL-17, `isSameSale`). Receipts are taken in their order, so that two batches
 * with the same ones never wait for each other; one that another transaction is taking is waited for.
 */
export async function claimReceipts(
  queryable: Queryable,
  installId: string,
  claims: readonly ReceiptClaim[],
): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set();
  const rows = await queryable.query<{ operationId: string }>(
    `INSERT INTO receipt_key (store_id, business_date, receipt_no, install_id, operation_id)
     SELECT s, d, n, $5, o
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS row(s, d, n, o, place)
      ORDER BY s COLLATE "C", d COLLATE "C", n COLLATE "C", place
     ON CONFLICT DO NOTHING RETURNING operation_id AS "operationId"`,
    [...claimColumns(queryable, claims), installId],
  );
  const won = new Set(rows.map(({ operationId }) => operationId));
  const taken = claims.filter(({ operationId }) => !won.has(operationId));
  const others = await claimUsedNumbers(queryable, installId, taken);
  return new Set(
    taken.map(({ operationId }) => operationId).filter((operationId) => !others.has(operationId)),
  );
}

/** Of claims whose number is used: those that are other receipts than all that have earned under it (PL-10). */
async function claimUsedNumbers(
  queryable: Queryable,
  installId: string,
  claims: readonly ReceiptClaim[],
): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set();
  const sales = await lockSales(queryable, claims);
  const others = claims.filter(({ receipt, sale }) => {
    const earned = sales.get(keyOf(receipt)) ?? [];
    if (earned.some((each) => isSameSale(each, sale))) return false;
    sales.set(keyOf(receipt), [...earned, sale]);
    return true;
  });
  if (others.length === 0) return new Set();
  await queryable.query(
    `INSERT INTO receipt_reuse (store_id, business_date, receipt_no, install_id, operation_id)
     SELECT s, d, n, $5, o
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS row(s, d, n, o)`,
    [...claimColumns(queryable, others), installId],
  );
  return new Set(others.map(({ operationId }) => operationId));
}

/** What has been sold under these numbers; others are kept from adding to it until the transaction ends. */
async function lockSales(
  queryable: Queryable,
  claims: readonly ReceiptClaim[],
): Promise<Map<string, readonly Sale[]>> {
  const columns = claimColumns(queryable, claims);
  await queryable.query(
    `SELECT 1 FROM receipt_key k JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS row(s, d, n, o)
         ON k.store_id = row.s AND k.business_date = row.d AND k.receipt_no = row.n
      ORDER BY k.store_id, k.business_date, k.receipt_no FOR UPDATE OF k`,
    columns,
  );
  const rows = await queryable.query<ReceiptKey & { installId: string; json: string | null }>(
    `SELECT DISTINCT k.store_id AS "storeId", k.business_date AS "businessDate", k.receipt_no AS "receiptNo",
            k.install_id AS "installId", o.json
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS row(s, d, n, o)
       JOIN ${anyReceipt} k ON k.store_id = row.s AND k.business_date = row.d AND k.receipt_no = row.n
       LEFT JOIN operation o ON o.operation_id = k.operation_id`,
    columns,
  );
  const byKey = Map.groupBy(rows, keyOf);
  return new Map([...byKey].map(([key, of]) => [key, of.map(toSale)]));
}

/** One that is only on its way, in the same batch, is of the same install: then nothing else is asked. */
function toSale({ installId, json }: { readonly installId: string; readonly json: string | null }) {
  if (json === null) return { installId, isLate: false, lines: [], taken: [] };
  return saleOfEarning(JSON.parse(json) as OperationOf<'earn'>); // checked when it came
}

function keyOf({ storeId, businessDate, receiptNo }: ReceiptKey): string {
  return JSON.stringify([storeId, businessDate, receiptNo]);
}

function claimColumns(queryable: Queryable, claims: readonly ReceiptClaim[]): readonly unknown[] {
  return textColumns(queryable, claims, [
    ({ receipt }) => columnText(receipt.storeId),
    ({ receipt }) => receipt.businessDate,
    ({ receipt }) => columnText(receipt.receiptNo),
    ({ operationId }) => operationId,
  ]);
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
  const columns = textColumns(queryable, receipts, [
    ({ storeId }) => columnText(storeId),
    ({ businessDate }) => businessDate,
    ({ receiptNo }) => columnText(receiptNo),
  ]);
  await queryable.query(
    `UPDATE receipt_key SET changed_xid = pg_current_xact_id()
       FROM (SELECT k.store_id, k.business_date, k.receipt_no FROM receipt_key k
               JOIN unnest($1::text[], $2::text[], $3::text[]) AS row(s, d, n)
                 ON k.store_id = row.s AND k.business_date = row.d AND k.receipt_no = row.n
              ORDER BY k.store_id, k.business_date, k.receipt_no FOR UPDATE OF k) AS touched
      WHERE receipt_key.store_id = touched.store_id AND receipt_key.business_date = touched.business_date
        AND receipt_key.receipt_no = touched.receipt_no`,
    columns,
  );
  // Under the lock of the first of their number.
  await queryable.query(
    `UPDATE receipt_reuse r SET changed_xid = pg_current_xact_id()
       FROM unnest($1::text[], $2::text[], $3::text[]) AS row(s, d, n)
      WHERE r.store_id = row.s AND r.business_date = row.d AND r.receipt_no = row.n`,
    columns,
  );
}

/** A place in the feed of a store's receipts: after this one as that transaction changed it. */
export interface ReceiptPosition {
  readonly changedXid: string;
  readonly businessDate: string;
  readonly receiptNo: string;
  /** Whose operation earned on it; of an adjustment that made up for it, the operation. */
  readonly installId: string;
}

export const receiptStart: ReceiptPosition = {
  changedXid: '0',
  businessDate: '',
  receiptNo: '',
  installId: '',
};

/** A receipt as the feed finds it. */
export interface FeedReceiptRow extends ReceiptPosition {
  /** The operation that earned on it, as JSON; null where none that counts has. */
  readonly json: string | null;
  /** Whom an adjustment made up for it (PL-17); null of one that was sold. */
  readonly madeUpFor: string | null;
}

/**
 * Receipts of a store that changed after a position, of a day and later, in the order of change, and those that were made up
 * for by hand. As with members, one that commits late is never passed over.
 */
export async function readReceiptPage(
  queryable: Queryable,
  after: ReceiptPosition,
  wanted: { readonly storeId: string; readonly fromDay: string; readonly limit: number },
): Promise<readonly FeedReceiptRow[]> {
  const rows = await queryable.query<
    Omit<FeedReceiptRow, 'json'> & { readonly operationId: string | null }
  >(
    `SELECT changed_xid::text AS "changedXid", business_date AS "businessDate", receipt_no AS "receiptNo",
            install_id AS "installId", made_up_for AS "madeUpFor", operation_id AS "operationId"
       FROM (${changedReceipts({ ...asParameters, limit: '$7' })}) AS changed
      ORDER BY changed_xid, business_date, receipt_no, install_id`,
    [
      wanted.storeId,
      after.changedXid,
      after.businessDate,
      after.receiptNo,
      after.installId,
      wanted.fromDay,
      wanted.limit,
    ],
  );
  const soldBy = rows.flatMap(({ operationId }) => operationId ?? []);
  const jsons = await readJsonById(queryable, soldBy, ['posted', 'posted_with_debt']);
  return rows.map(({ operationId, ...row }) => ({
    ...row,
    json: operationId === null ? null : (jsons.get(operationId) ?? null),
  }));
}

/**
 * The indexes of those who find a page of receipts after their positions, or whose position is not of this database's past (it
 * comes from before a restore). null asks for none.
 */
export async function findReceiptNews(
  queryable: Queryable,
  asked: readonly ({
    readonly storeId: string;
    readonly fromDay: string;
    readonly position: ReceiptPosition;
  } | null)[],
): Promise<ReadonlySet<number>> {
  const after = asked.flatMap((each, index) => (each === null ? [] : [{ index, ...each }]));
  if (after.length === 0) return new Set();
  const rows = await queryable.query<{ index: number }>(
    `SELECT index
       FROM unnest($1::int4[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
            AS asked (index, store_id, xid, business_date, receipt_no, install_id, from_day)
      WHERE xid::xid8 >= pg_snapshot_xmax(pg_current_snapshot())
         OR EXISTS (${changedReceipts({ ...asColumns, limit: '1' })})`,
    [
      after.map(({ index }) => index),
      after.map(({ storeId }) => storeId),
      after.map(({ position }) => position.changedXid),
      after.map(({ position }) => position.businessDate),
      after.map(({ position }) => position.receiptNo),
      after.map(({ position }) => position.installId),
      after.map(({ fromDay }) => fromDay),
    ],
  );
  return new Set(rows.map(({ index }) => index));
}

/** Where a statement finds a position, whose receipts come after it, and how many of them. */
interface AfterPosition {
  readonly storeId: string;
  readonly position: string;
  readonly fromDay: string;
  readonly limit: string;
}

const asParameters = { storeId: '$1', position: '($2::xid8, $3, $4, $5)', fromDay: '$6' };
const asColumns = {
  storeId: 'asked.store_id',
  position: '(asked.xid::xid8, asked.business_date, asked.receipt_no, asked.install_id)',
  fromDay: 'asked.from_day',
};

/** Of each table no more than is needed: their rows are in the order of an index. */
function changedReceipts(after: AfterPosition): string {
  const sold = ['receipt_key', 'receipt_reuse'].map(
    (table) =>
      `(SELECT changed_xid, business_date, receipt_no, install_id, operation_id, NULL AS made_up_for
          FROM ${table} AS k
         WHERE k.store_id = ${after.storeId}
           AND (k.changed_xid, k.business_date, k.receipt_no, k.install_id) > ${after.position}
           AND k.changed_xid < pg_snapshot_xmin(pg_current_snapshot()) AND k.business_date >= ${after.fromDay}
         ORDER BY changed_xid, business_date, receipt_no, install_id LIMIT ${after.limit})`,
  );
  // An operation makes up for one receipt, so that its id has its place among the installs.
  const madeUp = `(SELECT changed_xid, receipt_date, receipt_no, operation_id, NULL, member_id
          FROM adjustment AS k
         WHERE k.store_id = ${after.storeId} AND k.receipt_no <> ''
           AND (k.changed_xid, k.receipt_date, k.receipt_no, k.operation_id) > ${after.position}
           AND k.changed_xid < pg_snapshot_xmin(pg_current_snapshot()) AND k.receipt_date >= ${after.fromDay}
         ORDER BY changed_xid, receipt_date, receipt_no, operation_id LIMIT ${after.limit})`;
  return `${[...sold, madeUp].join(' UNION ALL ')}
          ORDER BY changed_xid, business_date, receipt_no, install_id LIMIT ${after.limit}`;
}
