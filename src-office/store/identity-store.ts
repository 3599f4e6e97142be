import type { Queryable } from './database.ts';
import { columnText, textColumns } from './row-text.ts';
import type { identityRecordTable } from './tables.ts';

export type IdentityRecord = typeof identityRecordTable.$inferSelect;

/** Keeps sealed documents, all in one statement. Safe to repeat. */
export async function insertIdentities(
  queryable: Queryable,
  records: readonly IdentityRecord[],
): Promise<void> {
  if (records.length === 0) return;
  await queryable.query(
    `INSERT INTO identity_record (operation_id, member_id, document, sealed, store_id, business_date)
     SELECT o, m, d, s, i, b
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS row(o, m, d, s, i, b)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, records, [
      ({ operationId }) => operationId,
      ({ memberId }) => memberId,
      ({ document }) => document,
      ({ sealed }) => columnText(sealed),
      ({ storeId }) => columnText(storeId),
      ({ businessDate }) => businessDate,
    ]),
  );
}

/** The documents of a member, the latest first. */
export function listIdentities(
  queryable: Queryable,
  memberId: string,
): Promise<readonly IdentityRecord[]> {
  return queryable.query<IdentityRecord>(
    `SELECT operation_id AS "operationId", member_id AS "memberId", document, sealed,
            store_id AS "storeId", business_date AS "businessDate"
       FROM identity_record WHERE member_id = $1 ORDER BY business_date DESC, operation_id DESC`,
    [memberId],
  );
}
