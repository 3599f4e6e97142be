import type { LateAttach } from '../../src-shared/domain/review/find-late-to-review.ts';
import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';
import { readJsonById } from './operation-store.ts';
import { anyReceipt } from './receipt-store.ts';
import { columnText, textColumns } from './row-text.ts';

const windowDays = 30;

/** A receipt that was attached, with the number that it is of. */
export interface AttachedReceipt extends LateAttach, Pick<ReceiptKey, 'storeId' | 'receiptNo'> {}

/** Notes receipts that were attached after the sale. Safe to repeat. */
export async function insertLateAttaches(
  queryable: Queryable,
  attaches: readonly AttachedReceipt[],
): Promise<void> {
  if (attaches.length === 0) return;
  await queryable.query(
    `INSERT INTO late_attach (operation_id, operator_id, member_id, business_date, at_ms, store_id, receipt_no)
     SELECT o, p, m, d, a::int8, s, n
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         AS row(o, p, m, d, a, s, n)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, attaches, [
      ({ operationId }) => operationId,
      ({ operatorId }) => columnText(operatorId),
      ({ memberId }) => memberId,
      ({ businessDate }) => businessDate,
      ({ atMs }) => atMs,
      ({ storeId }) => columnText(storeId),
      ({ receiptNo }) => columnText(receiptNo),
    ]),
  );
}

/**
 * Reads what has earned under these numbers at other days than theirs, so many days before and after, as JSON: for an attached
 * receipt whatever did, for a sale of its day (`isLate` false) only what was attached.
 */
export async function readSameNumbers(
  queryable: Queryable,
  receipts: readonly (ReceiptKey & { readonly isLate: boolean })[],
  days: number,
): Promise<readonly { readonly json: string }[]> {
  if (receipts.length === 0) return [];
  const late = receipts.filter(({ isLate }) => isLate);
  const keys = late.flatMap(({ storeId, receiptNo, businessDate }) =>
    Array.from({ length: 2 * days + 1 }, (_, at) => ({
      storeId,
      receiptNo,
      businessDate: addDays(businessDate, at - days),
    })).filter((key) => key.businessDate !== businessDate),
  );
  const numberColumns = [
    ({ storeId }: Pick<ReceiptKey, 'storeId'>) => columnText(storeId),
    ({ receiptNo }: Pick<ReceiptKey, 'receiptNo'>) => columnText(receiptNo),
  ] as const;
  const attachedIds = await queryable.query<{ operationId: string }>(
    `SELECT l.operation_id AS "operationId" FROM unnest($1::text[], $2::text[]) AS row(s, n)
       JOIN late_attach l ON l.store_id = row.s AND l.receipt_no = row.n`,
    textColumns(queryable, receipts, numberColumns),
  );
  const jsons = await readJsonById(
    queryable,
    attachedIds.map(({ operationId }) => operationId),
  );
  const attached = [...jsons.values()].map((json) => ({ json }));
  if (keys.length === 0) return attached;
  const sold = await queryable.query<{ json: string }>(
    `SELECT o.json FROM unnest($1::text[], $2::text[], $3::text[]) AS row(s, n, d)
       JOIN ${anyReceipt} k ON k.store_id = row.s AND k.business_date = row.d AND k.receipt_no = row.n
       JOIN operation o ON o.operation_id = k.operation_id
            AND o.kind = 'earn' AND o.verdict IN ('posted', 'posted_with_debt')`,
    textColumns(queryable, keys, [...numberColumns, ({ businessDate }) => businessDate]),
  );
  return [...attached, ...sold];
}

/** All that count together with these: of their operators on their days, and to their members 30 days before and after. */
export function readLateAttachesAround(
  queryable: Queryable,
  attaches: readonly LateAttach[],
): Promise<readonly LateAttach[]> {
  return queryable.query<LateAttach>(
    `SELECT DISTINCT l.operation_id AS "operationId", l.operator_id AS "operatorId",
            l.member_id AS "memberId", l.business_date AS "businessDate", l.at_ms AS "atMs"
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS new(p, m, d, f, t)
       JOIN late_attach l ON (l.operator_id = new.p AND l.business_date = new.d)
                          OR (l.member_id = new.m AND l.business_date >= new.f COLLATE "C"
                              AND l.business_date <= new.t COLLATE "C")`,
    textColumns(queryable, attaches, [
      ({ operatorId }) => columnText(operatorId),
      ({ memberId }) => memberId,
      ({ businessDate }) => businessDate,
      ({ businessDate }) => addDays(businessDate, -windowDays),
      ({ businessDate }) => addDays(businessDate, windowDays),
    ]),
  );
}
