import { operationSchema } from '../../src-shared/contract/operation-schema.ts';
import type { OfficeOperationBodies } from '../../src-shared/domain/office/office-operation.ts';
import type { Operation, OperationOf } from '../../src-shared/domain/operation/operation.ts';
import { receiptHistory } from '../../src-shared/domain/receipt/receipt-history.ts';
import type { SaleOf } from '../../src-shared/domain/receipt/sale-of.ts';
import type { ReceiptKey, ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import type { CampaignReceipt } from '../../src-shared/domain/campaign/find-not-due.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';
import { readEverMerged } from './member-past-store.ts';
import { readJsonById } from './operation-store.ts';
import { anyReceipt } from './receipt-store.ts';
import { columnText, textColumns } from './row-text.ts';

/** Tills of one store are few. */
const sameNumberMax = 200;

/** A refund that a till took without knowing its receipt: it waits until head office knows it. */
export interface WaitingRefund {
  readonly operationId: string;
  readonly receipt: ReceiptKey;
}

/**
 * Reads who has a receipt of a number, as the operations say that earned on it, of a date or else the latest: several where
 * tills of the store count alike (PL-10), [] where no till has sent one that counts and can be read.
 */
export async function readEarnings(
  queryable: Queryable,
  wanted: {
    readonly storeId: string;
    readonly receiptNo: string;
    readonly businessDate: string | null;
  },
): Promise<readonly OperationOf<'earn'>[]> {
  const rows = await queryable.query<{ json: string; businessDate: string }>(
    `SELECT json, k.business_date AS "businessDate"
       FROM ${anyReceipt} k JOIN operation USING (operation_id)
      WHERE k.store_id = $1 AND k.receipt_no = $2 AND ($3::text IS NULL OR k.business_date = $3)
        AND kind = 'earn' AND verdict IN ('posted', 'posted_with_debt')
      ORDER BY k.business_date DESC, k.install_id LIMIT $4`,
    [wanted.storeId, wanted.receiptNo, wanted.businessDate, sameNumberMax],
  );
  return rows
    .filter(({ businessDate }) => businessDate === rows[0]?.businessDate)
    .flatMap(({ json }) => readEarn(json) ?? []);
}

/**
 * Reads receipts with everything that paid for them and that came back of them, in the order they are given: whoever was one
 * with their member when it did, and whoever is today (PL-19). What arrived before `sinceMs` is passed over.
 */
export async function readReceiptHistories(
  queryable: Queryable,
  earnings: readonly OperationOf<'earn'>[],
  { sinceMs = 0 }: { readonly sinceMs?: number } = {},
): Promise<readonly ReceiptRecord[]> {
  if (earnings.length === 0) return [];
  const everMerged = await readEverMerged(
    queryable,
    earnings.map(({ memberId }) => memberId),
  );
  const memberIds = [...new Set([...everMerged.values()].flat())];
  const [rows, officeRows] = await Promise.all([
    queryable.query<{ json: string }>(
      `SELECT json FROM operation
        WHERE member_id = ANY($1) AND received_at_ms >= $2 AND kind IN ('redeem', 'payValue', 'refund')
          AND verdict IN ('posted', 'posted_with_debt')
        ORDER BY received_at_ms, install_id, terminal_seq`,
      [memberIds, sinceMs],
    ),
    queryable.query<{ memberId: string; body: string }>(
      `SELECT member_id AS "memberId", body FROM office_operation
        WHERE member_id = ANY($1) AND at_ms >= $2 AND kind = 'refund'
        ORDER BY at_ms, operation_id`,
      [memberIds, sinceMs],
    ),
  ]);
  const operations = await withCountingSales(queryable, rows.flatMap(readOperation));
  const placeOf = new Map(operations.map((operation, place) => [operation, place]));
  const byMember = Map.groupBy(operations, ({ memberId }) => memberId as string);
  const officeRefunds = Map.groupBy(officeRows, ({ memberId }) => memberId);
  return earnings.map((earning) => {
    const ids = everMerged.get(earning.memberId) ?? [];
    const inOrder = ids
      .flatMap((memberId) => byMember.get(memberId) ?? [])
      .toSorted((a, b) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0));
    const byOffice = ids
      .flatMap((memberId) => officeRefunds.get(memberId) ?? [])
      .map(({ body }) => JSON.parse(body) as OfficeOperationBodies['refund']); // written by this office
    return receiptHistory(earning, inOrder, byOffice);
  });
}

/**
 * Refunds, in the order they are given, as they name a sale that counts: one that earned nothing, since another till had the
 * same sale, they do not name (`isOfSale`). `arriving` are sales that count and are not stored yet.
 */
export async function withCountingSales<
  Each extends { readonly kind: string; readonly body: object },
>(
  queryable: Queryable,
  all: readonly Each[],
  arriving: ReadonlySet<string> = new Set(),
): Promise<readonly Each[]> {
  const saleIds = new Set(all.flatMap((each) => saleIdOf(each) ?? []));
  if (saleIds.size === 0) return all;
  const rows = await queryable.query<{ operationId: string }>(
    `SELECT operation_id AS "operationId" FROM operation
      WHERE operation_id = ANY($1) AND kind = 'earn' AND verdict IN ('posted', 'posted_with_debt')`,
    [[...saleIds]],
  );
  const counting = new Set(rows.map(({ operationId }) => operationId));
  return all.map((each) => {
    const saleId = saleIdOf(each);
    if (saleId === undefined || counting.has(saleId) || arriving.has(saleId)) return each;
    return { ...each, body: { ...each.body, saleOperationId: undefined } };
  });
}

function saleIdOf({ kind, body }: { readonly kind: string; readonly body: Partial<SaleOf> }) {
  return kind === 'refund' ? body.saleOperationId : undefined;
}

/** Reads one receipt as `readReceiptHistories` does. */
export async function readReceiptHistory(
  queryable: Queryable,
  earning: OperationOf<'earn'>,
): Promise<ReceiptRecord> {
  const [record] = await readReceiptHistories(queryable, [earning]);
  if (record === undefined) throw new Error('A receipt has a history.');
  return record;
}

/** A receipt that a member bought, by the member it was posted under. */
export interface Purchase extends CampaignReceipt {
  readonly memberId: string;
  /** The day it was posted on. */
  readonly postedOn: BusinessDate;
}

/** Reads all that members have bought, as the operations say that earned on it. */
export async function readPurchases(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<readonly Purchase[]> {
  const earnings = await readEarningsOf(queryable, memberIds);
  return earnings.map(({ operationId, memberId, atMs, businessDate: postedOn, body }) => {
    const { receipt, entries } = body;
    return { operationId, memberId, atMs, businessDate: receipt.businessDate, postedOn, entries };
  });
}

/** Reads the operations that earned for members, all of them or those on receipts of some days. */
export async function readEarningsOf(
  queryable: Queryable,
  memberIds: readonly string[],
  days: { readonly fromDay: BusinessDate; readonly toDay: BusinessDate } | null = null,
): Promise<readonly OperationOf<'earn'>[]> {
  if (memberIds.length === 0) return [];
  const rows = await queryable.query<{ json: string }>(
    `SELECT json FROM operation
      WHERE member_id = ANY($1) AND kind = 'earn'
        AND CASE WHEN verdict NOT IN ('posted', 'posted_with_debt') THEN false
                 WHEN $2::text IS NULL THEN true
                 ELSE json::json #>> '{body,receipt,businessDate}' BETWEEN $2 AND $3 END`,
    [memberIds, days?.fromDay ?? null, days?.toDay ?? null],
  );
  return rows.flatMap(({ json }) => readEarn(json) ?? []);
}

/** Reads operations that earned, by their ids; those that are none, or cannot be read any more, are left out. */
export async function readEarnsById(
  queryable: Queryable,
  operationIds: readonly string[],
): Promise<ReadonlyMap<string, OperationOf<'earn'>>> {
  const jsons = await readJsonById(queryable, operationIds);
  const earns = [...jsons.values()].flatMap((json) => readEarn(json) ?? []);
  return new Map(earns.map((earn) => [earn.operationId, earn]));
}

/** Reads an operation that earned; null for one that this office cannot read any more. */
export function readEarn(json: string): OperationOf<'earn'> | null {
  const [operation] = readOperation({ json });
  return operation?.kind === 'earn' ? operation : null;
}

/** Remembers refunds of receipts that their till did not know. Safe to repeat. */
export async function insertWaitingRefunds(
  queryable: Queryable,
  refunds: readonly WaitingRefund[],
): Promise<void> {
  if (refunds.length === 0) return;
  await queryable.query(
    `INSERT INTO waiting_refund (operation_id, store_id, business_date, receipt_no)
     SELECT o, s, d, n FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS row(o, s, d, n)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, refunds, [
      ({ operationId }) => operationId,
      ({ receipt }) => receipt.storeId,
      ({ receipt }) => receipt.businessDate,
      ({ receipt }) => receipt.receiptNo,
    ]),
  );
}

/** Refunds of these receipts, of their day or where none is said of any, that moved nothing yet, as they are decided in turn. */
export async function readWaitingRefunds(
  queryable: Queryable,
  receipts: readonly (Pick<ReceiptKey, 'storeId' | 'receiptNo'> & {
    readonly businessDate: string | null;
  })[],
): Promise<readonly OperationOf<'refund'>[]> {
  if (receipts.length === 0) return [];
  const rows = await queryable.query<{ operationId: string }>(
    `SELECT w.operation_id AS "operationId" FROM waiting_refund w
      WHERE EXISTS (SELECT 1 FROM unnest($1::text[], $2::text[], $3::text[]) AS row(s, d, n)
                     WHERE w.store_id = s AND w.receipt_no = n AND w.business_date = coalesce(d, w.business_date))
        AND NOT EXISTS (SELECT 1 FROM office_operation WHERE operation_id = $4 || w.operation_id)
      ORDER BY refused IS NOT NULL, w.operation_id`,
    [
      ...textColumns(queryable, receipts, [
        ({ storeId }) => columnText(storeId),
        ({ businessDate }) => businessDate,
        ({ receiptNo }) => columnText(receiptNo),
      ]),
      decidedRefundId(''),
    ],
  );
  const ids = rows.map(({ operationId }) => operationId);
  const jsons = await readJsonById(queryable, ids);
  return ids.flatMap((operationId) => {
    const json = jsons.get(operationId);
    const refunds = json === undefined ? [] : readOperation({ json });
    return refunds.flatMap((each) => (each.kind === 'refund' ? [each] : []));
  });
}

/** Names the act of head office that decides a refund which waited. */
export function decidedRefundId(operationId: string): string {
  return `refund:${operationId}`;
}

/** A refund that waits, and why it could not be decided until now; null where nobody has tried. */
export interface UndecidedRefund {
  readonly refund: OperationOf<'refund'>;
  readonly refused: string | null;
}

/** The one reason that the receipt itself can still end, by coming in. */
export const receiptNotFound = 'receipt_not_found';

/** Refunds whose receipt has come in by now, with the refund itself; locked, so that each is decided once. */
export async function lockDecidableRefunds(
  queryable: Queryable,
  limit: number,
): Promise<readonly UndecidedRefund[]> {
  const rows = await queryable.query<{ operationId: string; refused: string | null }>(
    `SELECT waiting_refund.operation_id AS "operationId", refused FROM waiting_refund
       JOIN receipt_key USING (store_id, business_date, receipt_no)
      WHERE refused IS NULL OR refused = $2
      ORDER BY refused IS NOT NULL, waiting_refund.operation_id LIMIT $1
        FOR UPDATE OF waiting_refund SKIP LOCKED`,
    [limit, receiptNotFound],
  );
  const jsons = await readJsonById(
    queryable,
    rows.map(({ operationId }) => operationId),
  );
  return rows.flatMap(({ operationId, refused }) => {
    const json = jsons.get(operationId);
    return json === undefined ? [] : toUndecided({ json, refused });
  });
}

/** Refunds that came in before a moment and whose receipt has not, as long as nobody was told; locked like the others. */
export async function lockForsakenRefunds(
  queryable: Queryable,
  wanted: { readonly receivedBeforeMs: number; readonly limit: number },
): Promise<readonly UndecidedRefund[]> {
  // Rarely one waits: the months of operations are not looked through after each push for none.
  const waiting = await queryable.query(
    'SELECT 1 FROM waiting_refund WHERE refused IS NULL LIMIT 1',
  );
  if (waiting.length === 0) return [];
  const rows = await queryable.query<{ json: string; refused: null }>(
    `SELECT operation.json, refused FROM waiting_refund
       JOIN operation ON operation.operation_id = waiting_refund.operation_id
      WHERE refused IS NULL AND received_at_ms < $1::int8
      ORDER BY waiting_refund.operation_id LIMIT $2
        FOR UPDATE OF waiting_refund SKIP LOCKED`,
    [wanted.receivedBeforeMs, wanted.limit],
  );
  return rows.flatMap(toUndecided);
}

function toUndecided(row: {
  readonly json: string;
  readonly refused: string | null;
}): UndecidedRefund[] {
  return readOperation(row).flatMap((refund) =>
    refund.kind === 'refund' ? [{ refund, refused: row.refused }] : [],
  );
}

/** Ends the wait of a refund; one that cannot be decided stays, with the reason, for a person. */
export async function endWaitingRefund(
  queryable: Queryable,
  operationId: string,
  refused: string | null,
): Promise<void> {
  await queryable.query(
    refused === null
      ? 'DELETE FROM waiting_refund WHERE operation_id = $1'
      : 'UPDATE waiting_refund SET refused = $2 WHERE operation_id = $1',
    refused === null ? [operationId] : [operationId, refused],
  );
}

/** [] for one that this office cannot read any more. */
function readOperation({ json }: { readonly json: string }): readonly Operation[] {
  const kept: unknown = JSON.parse(json);
  // A text that PostgreSQL cannot store was kept inside a JSON string.
  const parsed = operationSchema.safeParse(typeof kept === 'string' ? JSON.parse(kept) : kept);
  return parsed.success ? [parsed.data] : [];
}
