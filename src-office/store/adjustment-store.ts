import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import type { Adjustment } from '../../src-shared/domain/review/find-adjustments-to-hold.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';
import { columnText, textColumns } from './row-text.ts';

/** An adjustment with what of it waits for review by now. */
export interface AdjustmentRow extends Adjustment {
  readonly heldPoints: number;
}

/** Whom adjustments of a day count for (PL-17). */
export type AnswersDay = Pick<Adjustment, 'answersId' | 'businessDate'>;

// Any numbers but those of other locks of ours.
const dayLockClass = 7_310_463;
const creditLockClass = 7_310_464;

/** Until the transaction ends nobody else adds to what these persons answer for on these days. */
export async function lockAnswersDays(
  queryable: Queryable,
  days: readonly AnswersDay[],
): Promise<void> {
  await queryable.query(
    `SELECT pg_advisory_xact_lock($2, key)
       FROM (SELECT DISTINCT hashtext(day) AS key FROM unnest($1::text[]) AS day ORDER BY key) AS keys`,
    [days.map(({ answersId, businessDate }) => `${answersId} ${businessDate}`), dayLockClass],
  );
}

/**
 * Whoever makes up for receipts of these stores by hand (`alone`) waits for those that earn there, and they for it: until the
 * transaction ends nobody credits a receipt there who does not see what credited it before.
 */
export async function lockCredits(
  queryable: Queryable,
  storeIds: readonly string[],
  { alone }: { readonly alone: boolean },
): Promise<void> {
  const lock = alone ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await queryable.query(
    `SELECT ${lock}($2, key)
       FROM (SELECT DISTINCT hashtext(store) AS key FROM unnest($1::text[]) AS store ORDER BY key) AS keys`,
    [storeIds, creditLockClass],
  );
}

/** Notes adjustments that were posted. Safe to repeat. */
export async function insertAdjustments(
  queryable: Queryable,
  adjustments: readonly Adjustment[],
): Promise<void> {
  if (adjustments.length === 0) return;
  await queryable.query(
    `INSERT INTO adjustment (operation_id, answers_id, member_id, business_date, at_ms, points, lots,
            store_id, receipt_no, receipt_date)
     SELECT o, p, m, d, a::int8, q::int8, l, s, n, r
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::text[], $9::text[], $10::text[]) AS row(o, p, m, d, a, q, l, s, n, r)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, adjustments, [
      ({ operationId }) => operationId,
      ({ answersId }) => columnText(answersId),
      ({ memberId }) => memberId,
      ({ businessDate }) => businessDate,
      ({ atMs }) => atMs,
      ({ points }) => points,
      ({ lots }) => JSON.stringify(lots),
      ({ receipt }) => columnText(receipt?.storeId ?? ''),
      ({ receipt }) => columnText(receipt?.receiptNo ?? ''),
      ({ receipt }) => receipt?.businessDate ?? '',
    ]),
  );
}

/** Notes how many points of adjustments wait for review by now. */
export async function updateHeldPoints(
  queryable: Queryable,
  adjustments: readonly Pick<AdjustmentRow, 'operationId' | 'heldPoints'>[],
): Promise<void> {
  if (adjustments.length === 0) return;
  await queryable.query(
    `UPDATE adjustment SET held_points = row.h::int8
       FROM unnest($1::text[], $2::text[]) AS row(o, h) WHERE operation_id = row.o`,
    textColumns(queryable, adjustments, [
      ({ operationId }) => operationId,
      ({ heldPoints }) => heldPoints,
    ]),
  );
}

/** All that these persons answer for on these days, at whichever tills. */
export async function readAdjustmentsOfDays(
  queryable: Queryable,
  days: readonly AnswersDay[],
): Promise<readonly AdjustmentRow[]> {
  if (days.length === 0) return [];
  const rows = await queryable.query<Row>(
    `SELECT DISTINCT ${columns} FROM unnest($1::text[], $2::text[]) AS day(p, d)
       JOIN adjustment a ON a.answers_id = day.p AND a.business_date = day.d`,
    textColumns(queryable, days, [
      ({ answersId }) => columnText(answersId),
      ({ businessDate }) => businessDate,
    ]),
  );
  return rows.map(toAdjustment);
}

/** What made up for these receipts by hand. */
export async function readMadeUp(
  queryable: Queryable,
  receipts: readonly ReceiptKey[],
): Promise<readonly AdjustmentRow[]> {
  if (receipts.length === 0) return [];
  const rows = await queryable.query<Row>(
    `SELECT DISTINCT ${columns} FROM unnest($1::text[], $2::text[], $3::text[]) AS row(s, n, d)
       JOIN adjustment a ON a.store_id = row.s AND a.receipt_no = row.n AND a.receipt_date = row.d`,
    textColumns(queryable, receipts, [
      ({ storeId }) => columnText(storeId),
      ({ receiptNo }) => columnText(receiptNo),
      ({ businessDate }) => businessDate,
    ]),
  );
  return rows.map(toAdjustment);
}

const columns = `a.operation_id AS "operationId", a.answers_id AS "answersId", a.member_id AS "memberId",
            a.business_date AS "businessDate", a.at_ms AS "atMs", a.points, a.lots, a.held_points AS "heldPoints",
            a.store_id AS "storeId", a.receipt_no AS "receiptNo", a.receipt_date AS "receiptDate"`;

interface Row extends Omit<AdjustmentRow, 'lots' | 'receipt'> {
  readonly lots: string;
  readonly storeId: string;
  readonly receiptNo: string;
  readonly receiptDate: string;
}

function toAdjustment({ lots, storeId, receiptNo, receiptDate, ...row }: Row): AdjustmentRow {
  const businessDate = receiptDate as BusinessDate; // written by `insertAdjustments`
  return {
    ...row,
    lots: JSON.parse(lots) as Adjustment['lots'], // written by `insertAdjustments`
    receipt: receiptNo === '' ? null : { storeId, businessDate, receiptNo },
  };
}
